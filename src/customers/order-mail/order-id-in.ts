import { latinDigits, withoutBidiMarks } from '../../messages/parse/clean-text.ts';

/**
 * The number of an order (or of an invoice, a payment) at the beginning of a value, as the shop writes it, without `#`:
 * something with a digit in it, or a reference of capitals alone as PrestaShop gives. Null when it begins otherwise.
 */
export function orderIdIn(value: string): string | null {
  const plain = latinDigits(withoutBidiMarks(value)).trim();
  const match = ID.exec(plain);
  const id = match?.[1]?.replace(/[-_/]+$/, '') ?? '';
  if (!match || id === '' || DATE_LIKE.test(plain) || !BEHIND.test(plain.slice(match[0].length))) return null;
  return /\d/.test(id) || /^[A-Z]{6,12}$/.test(id) ? id : null;
}

/** `2024-05-01` and `12/05/2024` are dates. */
const DATE_LIKE = /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)/;

const ID = /^[([]?\s?(?:no\.?|nr\.?|id|رقم|شماره)?\s?[:#№]*\s?([A-Za-z0-9][\w/-]{0,39})/iu;
/** What may follow: an end, a mark, or the words in which an order was placed; `2 x Baklava` is none. */
const BEHIND =
  /^(?:$|\s?[)\]([,.،;:!؛–—|-]|\s{2,}|\t|\s(?:placed|on|from|has|is|was|by|for|at|در|از|من|في|بتاريخ|تاریخ|ثبت)(?!\p{L}))/iu;
