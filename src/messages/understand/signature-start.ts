import { signFinder } from './sign-finder.ts';
/**
 * Where a signature begins among the last lines of what somebody wrote: their number when there is none. A separator
 * counts (`-- `, RFC 3676 4.3), what phones add, footers of mailing lists, a closing formula with a name, and a block of
 * contact details. Looks only at the end, so that dashes and names inside a text stay.
 */
export function signatureStart(lines: readonly string[]): number {
  let end = beforeNotice(lines, trimmedEnd(lines, lines.length));
  const first = Math.max(0, end - MAX_SIGNATURE_LINES);
  for (let at = first; at < end; at++) {
    const line = lines[at] ?? '';
    if (SEPARATOR.test(line) || (LIST_RULE.test(line) && end - at <= MAX_LIST_FOOTER))
      return trimmedEnd(lines, at);
    if (end - at <= MAX_CLIENT_LINES && line.length <= MAX_CLIENT_LENGTH && CLIENT.test(line.trim())) {
      end = trimmedEnd(lines, at);
      break;
    }
  }
  return beforeClosing(lines, beforeContactBlock(lines, end));
}

const MAX_SIGNATURE_LINES = 30;
const MAX_LIST_FOOTER = 12;
const MAX_CLIENT_LINES = 6;
const MAX_CLIENT_LENGTH = 120;

/** `--`, `—`, `__`; a rule of more dashes divides a text. */
const SEPARATOR = /^\s?(?:--|—|__|\+\+|==)\s*$/;
const LIST_RULE = /^\s*_{20,}\s*$/;

/** What mail programs add at the end. */
const CLIENT =
  /^(?:sent (?:from|via|with|using) (?:my |the |a )?[\p{L}\p{N}]|get outlook for|sent by \p{Lu}|(?:télécharg\p{L}+|obten\p{L}+|descarg\p{L}+|scarica|ottieni|obter|baix\p{L}+|transferir|holen sie sich|laden sie|downloade?n?|pobierz|скача\p{L}+|получ\p{L}+|hämta|hent|hanki|lataa|احصل على|تنزيل|دریافت|دانلود|获取|取得|下载) .{0,10}outlook .{0,12}(?:ios|android)|outlook .{0,8}(?:ios|android).{0,10}(?:edinin|indirin|获取|取得|下载|入手|받|다운로드)|.{0,10}(?:consider|think (?:of|about)) the environment before|.{0,60}(?:avant d.imprimer|antes de imprimir|prima di stampare|bevor sie .{0,30}drucken)|von mein\p{L}+ .{1,40}gesendet|gesendet (?:von|mit)|envoyé (?:depuis|de|à partir|par)|télécharge[zr] outlook|enviado (?:desde|do|de|a partir|con)|inviato (?:da|dal|con)|verzonden (?:vanaf|met|via)|verstuurd vanaf|sendt fra|skickat från|lähetetty|wysłane? z|отправлено (?:с|из)|надіслано з|(?:.{1,40} )?(?:tarafından|üzerinden) gönderildi|iphone['’]?\p{L}{0,4}(?:dan|den) gönderildi|נשלח (?:מ|באמצעות)|发自我的|從我的|iphoneから送信|나의 \p{L}+에서|أ?ُ?رسل(?:ت)? من|مرسل من|تم الإرسال من|ارسال ?شده از|ارسال از|فرستاده ?شده (?:از|با)|از (?:گوشی|آیفون) من)/iu;

/** The end without the empty lines before it. */
function trimmedEnd(lines: readonly string[], end: number): number {
  let at = end;
  while (at > 0 && (lines[at - 1] ?? '').trim() === '') at--;
  return at;
}

/** The end without legal notices: last paragraphs that speak like one in at least two ways. */
function beforeNotice(lines: readonly string[], end: number): number {
  let kept = end;
  let at = end;
  for (let paragraph = 0; paragraph < MAX_NOTICE_PARAGRAPHS && at > 0; paragraph++) {
    let start = at;
    while (start > 0 && at - start < MAX_NOTICE_LINES && (lines[start - 1] ?? '').trim() !== '') start--;
    const words = lines.slice(start, at).join(' ').slice(0, MAX_NOTICE_LENGTH).toLowerCase();
    if (start > 0 && mayBeNotice(words) && NOTICE.filter((hint) => hint.test(words)).length >= 2)
      kept = start;
    at = trimmedEnd(lines, start);
  }
  return trimmedEnd(lines, kept);
}

const MAX_NOTICE_PARAGRAPHS = 4;
const MAX_NOTICE_LINES = 25;
const MAX_NOTICE_LENGTH = 3000;

/** What legal notices say, one thing a line: secret, for whom, sent astray, what not to do, of an attachment. */
const NOTICE = [
  /confidential|privileged|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|poufn|конфиденциальн|gizli|سر[ّ]?ي|محرمان/,
  /(?:intended|solely|only|exclusively) .{0,40}(?:recipient|addressee|individual|person|entity|use of)|(?:intended|named) (?:recipient|addressee)|(?:ausschließlich|nur) für .{0,40}(?:adressat|empfänger)|(?:destinataire|destinatario|destinatário|geadresseerde|adresat|адресат|alıcı)|المرسل إليه|(?:گیرنده|مخاطب) (?:آن|اصلی|نام)/,
  /received .{0,40}(?:in|by) (?:error|mistake)|not the (?:intended|named)|irrtümlich|par erreur|por error|per errore|por engano|abusievelijk|per ongeluk|omyłkow|по ошибке|yanlışlıkla|بالخطأ|عن طريق الخطأ|به اشتباه|اشتباها/,
  /(?:notify|inform|contact) (?:the|us|me) .{0,20}(?:sender|immediately)|(?:delete|destroy) (?:it|this|the|all)|(?:dissemination|distribution|copying|disclosure|unauthori[sz]ed use)|prohibited|unzulässig|nicht gestattet|vernichten|interdite?|prohibid|proibid|vietat|verboden|запрещ|حذف|اتلاف/,
];

/** Of two hints, one is among the first three: signs of those. Letters that the look does not know are looked at anyway. */
const mayBeNotice = signFinder([
  'confiden',
  'privileged',
  'vertraulich',
  'riservat',
  'vertrouwelijk',
  'poufn',
  'конфиденциальн',
  'gizli',
  'سری',
  'محرمان',
  'recipient',
  'addressee',
  'individual',
  'person',
  'entity',
  'use of',
  'adressat',
  'empfänger',
  'destinata',
  'geadresseerde',
  'adresat',
  'адресат',
  'المرسل',
  'گیرنده',
  'مخاطب',
  'received',
  'not the (?:intended|named)',
  'irrtümlich',
  'par erreur',
  'por err',
  'per errore',
  'por engano',
  'abusievelijk',
  'per ongeluk',
  'по ошибке',
  'بالخطا',
  'عن طریق',
  'به اشتباه',
  'اشتباها',
]);

/** A last paragraph of short lines that holds an address, a site or a telephone number, and no sentence. */
function beforeContactBlock(lines: readonly string[], end: number): number {
  let start = end;
  while (start > 0 && end - start <= MAX_BLOCK_LINES && (lines[start - 1] ?? '').trim() !== '') start--;
  const block = lines.slice(start, end);
  if (start === 0 || block.length < 2 || block.length > MAX_BLOCK_LINES) return end;
  const short = block.every(
    (line) =>
      line.trim().length <= MAX_BLOCK_LENGTH &&
      !/[.!?؟]\s*$/.test(line.replace(/(?:\b\p{L}{1,4}\.){1,4}\s*$/u, '')),
  );
  return short && block.some((line) => CONTACT.test(line)) && NAME_LINE.test(block[0] ?? '')
    ? trimmedEnd(lines, start)
    : end;
}

const MAX_BLOCK_LINES = 9;
const MAX_BLOCK_LENGTH = 70;
const CONTACT =
  /[^\s@]+@[^\s@]+\.[a-z]{2,}|\bwww\.[a-z0-9-]+\.|^\s*(?:tel|phone|mobile|cell|fax|m|t|p|هاتف|جوال|تلفن|موبایل|همراه)\s?[.:]?\s?[+(]?[0-9\u0660-\u0669\u06f0-\u06f9]|^\s*\+?[0-9\u0660-\u0669\u06f0-\u06f9][0-9\u0660-\u0669\u06f0-\u06f9 ()./-]{6,}$/iu;
/** A name: a few words, capital letters where the script has them. */
const NAME_LINE =
  /^\s*[^\p{L}\p{N}]{0,3}[\p{Lu}\p{Lo}][\p{L}.'’-]*(?:,? [\p{Lu}\p{Lo}][\p{L}.'’-]*){0,5}\s*,?\s*$/u;

/** A closing formula on its own line and one or two words of name after it; or a dash and a name. */
function beforeClosing(lines: readonly string[], end: number): number {
  const last = (lines[end - 1] ?? '').trim();
  if (
    end > 2 &&
    /^[-–—]{1,2}\s?\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2}$/u.test(last) &&
    (lines[end - 2] ?? '').trim() === ''
  ) {
    return trimmedEnd(lines, end - 1);
  }
  if (!/^[\p{L}.'’-]{1,20}(?: [\p{L}.'’-]{1,20})?$/u.test(last)) return end;
  const before = trimmedEnd(lines, end - 1);
  const formula = (lines[before - 1] ?? '').trim();
  return before > 1 && formula.length <= MAX_FORMULA && CLOSING.test(formula)
    ? trimmedEnd(lines, before - 1)
    : end;
}

const MAX_FORMULA = 50;
const CLOSING =
  /^(?:thanks?(?: you)?(?: (?:so much|very much|again|a lot|in advance|and .{1,20}regards))?|(?:best|kind|warm|kindest|warmest|many)?\s?(?:regards|wishes)|best|cheers|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|(?:mit )?(?:freundlichen|besten|herzlichen|viele|liebe)n? grü(?:ß|ss)en?|mfg|lg|cordialement|bien (?:à vous|cordialement)|saludos(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|atenciosamente|abraços|met vriendelijke groeten?|groeten|pozdrawiam|z poważaniem|с уважением|saygılarımla|敬具|مع (?:خالص )?(?:التحية|تحياتي|الشكر)|تحياتي|وتفضلوا .{1,30}|با (?:تشکر|احترام|سپاس)(?: فراوان)?|ارادتمند|سپاسگزارم?|ممنونم?)\s?[,،.!]?$/iu;
