import { oneLine, withoutBidiMarks } from '../parse/clean-text.ts';

/**
 * The subject that all mails of a conversation share: without the reply and forward prefixes of many languages, list
 * tags in brackets and trailing `(fwd)`, in lower case (the base subject of RFC 5256 2.1, with more languages).
 * `prefixed` says whether anything showed that the mail answers or forwards another.
 */
export function baseSubject(subject: string): { base: string; prefixed: boolean } {
  let rest = oneLine(withoutBidiMarks(subject).normalize('NFKC')).toLowerCase();
  let prefixed = false;
  for (let round = 0; round < MAX_PREFIXES; round++) {
    const before = rest;
    const prefix = PREFIX.exec(rest);
    if (prefix && prefix[0].length < rest.length + 1) {
      rest = rest.slice(prefix[0].length);
      prefixed = true;
    }
    const trailer = /\s*\((?:fwd|fw)\)$/.exec(rest);
    if (trailer) {
      rest = rest.slice(0, -trailer[0].length);
      prefixed = true;
    }
    const wrapped = /^\[(?:fwd?|fw):\s*(.*)\]$/.exec(rest);
    if (wrapped) {
      rest = wrapped[1] ?? '';
      prefixed = true;
    }
    const tag = /^\[[^[\]]{1,60}\]\s*/.exec(rest);
    if (tag && tag[0].length < rest.length) rest = rest.slice(tag[0].length);
    if (rest === before) break;
  }
  return { base: rest.trim(), prefixed };
}

/** A subject of nothing but prefixes is cut only this often. */
const MAX_PREFIXES = 50;

/** Words for "reply" and "forward" that clients put before a subject, by language; NFKC, lower case. */
const PREFIX_WORDS = [
  're|fw|fwd|reply|forward',
  'aw|antw|wg|sv|vs|vb|vl|odp|pd|ynt|ilt|i̇lt|rv|enc|res|tr|rif|ref',
  'doorst|vá|továbbítás|fs|ri|i|r|bls|απ|πρθ|σχετ|ha|על|השב|הועבר',
  'رد|ردّ|رَدّ|إعادة توجيه|اعادة توجيه|تحويل|الرد',
  'پاسخ|پاسخ به|در پاسخ به|هدایت|باز ارسال|ارجاع|فوروارد',
  'ответ|отв|пересл|переслано|fw|відп',
  '回复|回覆|答复|转发|轉寄|轉發|返信|転送|답장|회신|전달',
]
  .join('|')
  .split('|')
  .map((word) => word.normalize('NFKC').toLowerCase());

const PREFIX = new RegExp(
  `^(?:${[...new Set(PREFIX_WORDS)].sort((a, b) => b.length - a.length).join('|')})(?:\\s?[[(]\\d{1,4}[\\])]|\\^\\d{1,4}|\\*\\d{1,4})?\\s?[:：]\\s*`,
  'u',
);
