import { baseSubject } from '../../messages/understand/subject.ts';

/** Whether a subject names a bill of its sender (an invoice, a receipt, a statement, a confirmation of an order), and is no answer to one. */
export function isBillSubject(subject: string): boolean {
  const { base, prefixed } = baseSubject(subject.slice(0, MAX_LENGTH));
  return !prefixed && BILL.test(base);
}

const MAX_LENGTH = 300;

/** In English, German, French, Spanish; Arabic; Persian. Base subjects are in lower case, letters of one form (NFKC). */
const WORDS = [
  'invoice|receipt|pro ?forma|billing statement|account statement|statement of account|payment (?:due|reminder|received)',
  'order (?:confirmation|confirmed)|confirmation of (?:your )?order|your order|delivery note|quotation|price quote',
  'rechnung|quittung|auftragsbestätigung|lieferschein|angebot|facture|reçu|devis|factura|recibo|presupuesto',
  'فاتورة|فاتورتك|إيصال|ايصال|كشف حساب|تأكيد الطلب|عرض سعر',
  'فاکتور|پیش.?فاکتور|رسید|صورت.?حساب|تأیید سفارش|تایید سفارش|پیش.?قرارداد',
];
const BILL = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WORDS.join('|')})(?![\\p{L}])`, 'u');
