import { baseSubject } from '../../messages/understand/subject.ts';
import { folded } from './folded.ts';

/**
 * Whether a mail of this subject may tell of an order at all, so that its text is worth reading. A look at words alone; most
 * mail that talks of orders answers another, and says nothing new of them. What is forwarded is looked at, to say so.
 */
export function mayTellOfOrder(subject: string): boolean {
  const beginning = subject.slice(0, MAX_SUBJECT);
  return WORDS.test(folded(beginning)) && (isForwardSubject(beginning) || !baseSubject(beginning).prefixed);
}

/** Whether a mail program put before the subject that the mail forwards another. */
export function isForwardSubject(subject: string): boolean {
  return FORWARDED.test(subject);
}

const MAX_SUBJECT = 300;
/** Folded, as the subject is. */
const WORDS =
  /order|purchase|receipt|invoice|payment|refund|\bsale\b|cart|checkout|shipment|\bpaid\b|sent you|credit memo|طلب|فاتور|دفع|مبلغ|سله|شراء|استرجاع|استرداد|سفارش|خرید|فاکتور|صورتحساب|پرداخت|تراکنش|واریز|وجه|سبد|مرجوع|لغو|رسید/;

const FORWARDED =
  /^\s{0,5}(?:fwd?|fw|wg|rv|tr|enc|doorst|إعادة توجيه|اعادة توجيه|تحويل|هدایت|باز ارسال|ارجاع|فوروارد)\s{0,3}[:：]/iu;
