import { folded } from './folded.ts';

/** Whether a mail of this subject may tell of an order at all, so that its text is worth reading. A look at words alone. */
export function mayTellOfOrder(subject: string): boolean {
  return WORDS.test(folded(subject.slice(0, MAX_SUBJECT)));
}

const MAX_SUBJECT = 300;
/** Folded, as the subject is. */
const WORDS =
  /order|purchase|receipt|invoice|payment|refund|\bsale\b|cart|checkout|shipment|\bpaid\b|sent you|credit memo|طلب|فاتور|دفع|مبلغ|سله|شراء|استرجاع|استرداد|سفارش|خرید|فاکتور|صورتحساب|پرداخت|تراکنش|واریز|وجه|سبد|مرجوع|لغو|رسید/;
