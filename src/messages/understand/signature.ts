import { latinDigits } from '../parse/clean-text.ts';
import { COMPANY_WORDS, STREET_WORDS, TITLE_WORDS } from './signature-words.ts';

/** What a line of a signature says about its writer. A suggestion: a person, or better evidence, decides. */
export interface SignatureSuggestion {
  kind: 'phone' | 'mobile' | 'fax' | 'email' | 'link' | 'title' | 'company' | 'address';
  /** Phones with Latin digits and as spaced in the line; links and addresses of mail in lower case. */
  value: string;
  /** The line it was read from, as it stands. */
  line: string;
}

/** The sender, to tell a name from a company and an own address from a new one. */
export interface SignatureWriter {
  name: string;
  address: string;
}

/**
 * Reads the lines of a signature (see `replyWithSignature`): phones, addresses of mail other than the sender's, links,
 * title, company and postal address, each with its line. At most MAX_SUGGESTIONS, none twice. Linear.
 */
export function readSignature(lines: readonly string[], writer: SignatureWriter): SignatureSuggestion[] {
  const found: SignatureSuggestion[] = [];
  for (const line of lines.slice(0, MAX_LINES)) {
    const shown = line.trim();
    if (shown === '' || shown.length > MAX_LENGTH) continue;
    for (const { kind, value } of suggestionsOf(shown, writer)) {
      const known = found.some((other) => other.kind === kind && other.value === value);
      if (!known && found.length < MAX_SUGGESTIONS) found.push({ kind, value, line: shown });
    }
  }
  return found;
}

const MAX_LINES = 20;
const MAX_LENGTH = 200;
const MAX_SUGGESTIONS = 20;

type Suggestion = Omit<SignatureSuggestion, 'line'>;

function suggestionsOf(line: string, writer: SignatureWriter): Suggestion[] {
  const found: Suggestion[] = [];
  const plain = latinDigits(line);
  const rest = plain
    .replace(LINK, (link) => {
      // `karim@workshop.example` is no site, and neither is `St.Paul`.
      found.push({ kind: 'link', value: link.toLowerCase().replace(/[.,;/]+$/, '') });
      return ' ';
    })
    .replace(EMAIL, (address) => {
      if (address.toLowerCase() !== writer.address.toLowerCase())
        found.push({ kind: 'email', value: address.toLowerCase() });
      return ' ';
    });
  if (isAddress(rest)) return [...found, { kind: 'address', value: line }];
  const phones = phonesIn(rest);
  if (phones.length > 0) return [...found, ...phones];
  for (const part of rest.split(PART)) {
    const words = part.trim();
    if (words.length < 2 || isName(words, writer)) continue;
    if (COMPANY_WORDS.test(words) || isDomainName(words, writer.address))
      found.push({ kind: 'company', value: words });
    else if (TITLE_WORDS.test(words) && words.length <= MAX_TITLE)
      found.push({ kind: 'title', value: words });
  }
  return found;
}

const MAX_TITLE = 60;
/** Between a title and a company on one line. */
const PART = /\s*[|•·,،]\s*|\s+[–—-]\s+|\s+(?:at|bei|chez|در|في|@)\s+/u;
const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"'|,]{3,150}|(?<![@\p{L}\p{N}.])(?:linkedin\.com|instagram\.com|facebook\.com|t\.me|wa\.me|x\.com)\/[^\s<>"'|,]{1,100}/giu;
const EMAIL = /[^\s<>"'(),:;|]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}/giu;

/** Digits as people write numbers of telephones: 7 to 15 (ITU-T E.164), spaced by anything but letters. */
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00|\()?\d[\d ()./-]{5,24}\d(?![\p{L}\p{N}])/gu;

function phonesIn(text: string): Suggestion[] {
  const found: Suggestion[] = [];
  let label = '';
  let from = 0;
  for (const match of text.matchAll(PHONE)) {
    label = text.slice(from, match.index).toLowerCase().slice(-MAX_LABEL) || label;
    from = match.index + match[0].length;
    const digits = match[0].replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 15 || NOT_PHONE.test(label) || DATE_LIKE.test(match[0]))
      continue;
    const kind = FAX.test(label) ? 'fax' : MOBILE.test(label) ? 'mobile' : 'phone';
    found.push({ kind, value: match[0].trim().replace(/\s+/g, ' ') });
  }
  return found;
}

const MAX_LABEL = 30;
const FAX = /fax|\bf\b|télécopie|faks|факс|فاکس|فكس|نمابر|传真|ファ|팩스|פקס/u;
const MOBILE =
  /mob|cell|\bm\b|\bm:|handy|portable|móvil|movil|celular|cellulare|cep|gsm|kom|моб|جوال|محمول|موبایل|همراه|手机|手機|携帯|휴대|נייד|whats/u;
/** Numbers of registers, accounts and taxes. */
const NOT_PHONE =
  /iban|vat|ust|tax|siret|siren|\breg|hrb|p\.?\s?iva|kvk|c\.?r\.?\s?(?:no|:)|رقم السجل|ثبت|کد ?پستی|\bpo ?box/u;
const DATE_LIKE = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}$|^\d{1,2}[-./]\d{1,2}[-./]\d{4}$/;

/** A street word with a number, or a postal code beside a place. */
function isAddress(text: string): boolean {
  if (!/\d/.test(text) || text.trim().length < MIN_ADDRESS) return false;
  return STREET_WORDS.test(text) || POSTAL_CODE.test(text);
}

const MIN_ADDRESS = 8;
const POSTAL_CODE =
  /(?:^|[\s,])(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3,4})? \p{Lu}\p{L}{2,}|\p{L}{2,},? [A-Z]{2} \d{5}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|کد ?پستی|ص\.? ?ب|\bp\.?o\.? ?box|〒\d{3}/u;

/** The writer's own name, or a part of it, with or without `Dr.` */
function isName(words: string, { name }: SignatureWriter): boolean {
  const own = new Set(lettersOf(name));
  const said = lettersOf(words);
  return (
    own.size > 0 &&
    said.length > 0 &&
    said.length <= 5 &&
    said.filter((word) => own.has(word)).length * 2 >= said.length
  );
}

/** `Workshop Haddad` of somebody at workshop.example. */
function isDomainName(words: string, address: string): boolean {
  const label = address.split('@')[1]?.split('.').at(-2) ?? '';
  return (
    label.length >= 4 &&
    words.length <= 60 &&
    lettersOf(words)
      .join('')
      .includes(label.replace(/[^a-z0-9]/gi, '').toLowerCase())
  );
}

function lettersOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
