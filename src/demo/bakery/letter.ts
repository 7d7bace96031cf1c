import { domainOf } from '../../lib/email-address.ts';
import type { Locale } from '../../lib/locale.ts';
import type { SandboxMessage } from '../sandbox-server.ts';
import {
  type Charset,
  encodeHeader,
  mailbox,
  multipart,
  type Part,
  type TransferEncoding,
  textPart,
  writeMessage,
} from './mime.ts';
import type { MailClient, Person } from './person.ts';
import { phoneSignature, quoteBelow, replySubject } from './quoting.ts';
import type { Random } from './random.ts';
import { headerDate } from './spoken-dates.ts';
import { BAKERY_ADDRESS, BAKERY_NAMES, verdictHeader } from './staff.ts';

/** One end of a letter. */
export interface Correspondent {
  name: string;
  address: string;
  client: MailClient;
  locale: Locale;
}

/** A letter before it is a message. */
export interface Letter {
  from: Correspondent;
  to: Correspondent;
  date: Date;
  /** Left out of an answer, which takes it from the letter it answers. */
  subject?: string;
  /** Without what is quoted. */
  text: string;
  answers?: WrittenLetter;
  headers?: readonly (readonly [string, string])[];
  attachments?: readonly Part[];
  /** False for a letter that no server has judged yet. */
  verdict?: boolean;
}

/** A letter that was sent, so that it can be answered. */
export interface WrittenLetter {
  message: SandboxMessage;
  letter: Letter;
  subject: string;
  messageId: string;
  references: readonly string[];
  /** With what is quoted. */
  wholeText: string;
}

/** The bakery writing in a language. */
export function bakeryAs(locale: Locale): Correspondent {
  return { name: BAKERY_NAMES[locale], address: BAKERY_ADDRESS, client: 'gmail', locale };
}

/** A customer writing; now and then from their other address. */
export function personAs(person: Person, random: Random): Correspondent {
  const [first = ''] = person.addresses;
  const address = random.chance(0.75) ? first : random.pick(person.addresses);
  return { name: person.name, address, client: person.client, locale: person.locale };
}

const HTML_CLIENTS: ReadonlySet<MailClient> = new Set(['gmail', 'outlook', 'apple']);

/** Writes a letter as its writer's mail program would: subject prefix, quote, HTML beside text, charset. */
export function writeLetter(letter: Letter, random: Random): WrittenLetter {
  const { from, to, date, answers } = letter;
  const subject =
    letter.subject ?? (answers ? replySubject(answers.subject, from.client, from.locale) : '(no subject)');
  const messageId = messageIdOf(from, random);
  const references = answers ? [...answers.references, answers.messageId] : [];
  const isPhone = from.client === 'apple' && from.address !== BAKERY_ADDRESS;
  const own = isPhone ? `${letter.text}\n\n${phoneSignature(from.locale)}` : letter.text;
  const quote = answers && quoteBelow(asQuoted(answers), from.client, from.locale);
  const wholeText = quote ? `${own}\n\n${quote.intro}\n${quote.body}` : own;

  const { charset, encoding } = wireOf(from, random);
  const plain = textPart('plain', `${wholeText}\n`, charset, encoding);
  const hasHtml = HTML_CLIENTS.has(from.client) && (from.client === 'gmail' || random.chance(0.6));
  const text = hasHtml
    ? multipart('alternative', messageId, [
        plain,
        textPart('html', htmlOf(own, quote, from.locale), charset, encoding),
      ])
    : plain;
  const attachments = letter.attachments ?? [];
  const body = attachments.length > 0 ? multipart('mixed', messageId, [text, ...attachments]) : text;
  const folder = from.address === BAKERY_ADDRESS ? 'Sent' : 'INBOX';
  const headers: [string, string][] = [
    ...(folder === 'INBOX' && letter.verdict !== false
      ? [verdictHeader(domainOf(from.address), !isListed(letter))]
      : []),
    ['From', mailbox(from.name, from.address, charset)],
    ['To', to.name === '' ? to.address : mailbox(to.name, to.address)],
    ['Subject', encodeHeader(subject, charset)],
    ['Date', headerDate(date)],
    ['Message-ID', messageId],
    ...(answers ? ([['In-Reply-To', answers.messageId]] as [string, string][]) : []),
    ...(references.length > 0 ? ([['References', references.join('\r\n ')]] as [string, string][]) : []),
    ...(letter.headers ?? []).map(([name, value]): [string, string] => [name, value]),
  ];
  const message: SandboxMessage = { folder, raw: writeMessage(headers, body), date };
  return { message, letter, subject, messageId, references, wholeText };
}

/** A list passes on what it did not sign in the writer's name. */
function isListed({ headers }: Letter): boolean {
  return headers?.some(([name]) => name === 'List-Id') ?? false;
}

/** The letter as its answer quotes it. */
function asQuoted({ letter, subject, wholeText }: WrittenLetter) {
  const { name, address } = letter.from;
  return { name, address, toAddress: letter.to.address, date: letter.date, subject, text: wholeText };
}

function messageIdOf({ address, client }: Correspondent, random: Random): string {
  const domain = domainOf(address);
  const prefix = { gmail: 'CA', outlook: 'VI1PR', apple: '', plain: '' }[client];
  return `<${prefix}${random.hex(20)}@${client === 'gmail' ? 'mail.' : ''}${domain}>`;
}

/** Old programs still write Arabic in windows-1256. */
function wireOf(
  { client, locale }: Correspondent,
  random: Random,
): { charset: Charset; encoding: TransferEncoding } {
  const charset = locale === 'ar' && (client === 'plain' || client === 'outlook') ? 'windows-1256' : 'utf-8';
  if (client === 'plain') return { charset, encoding: '8bit' };
  if (client === 'gmail')
    return { charset, encoding: locale === 'en' || random.chance(0.2) ? 'quoted-printable' : 'base64' };
  return { charset, encoding: client === 'outlook' && random.chance(0.5) ? 'base64' : 'quoted-printable' };
}

function htmlOf(own: string, quote: { intro: string; body: string } | undefined, locale: Locale): string {
  const direction = locale === 'en' ? 'ltr' : 'rtl';
  const paragraphs = own
    .split('\n\n')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n');
  const below = quote
    ? `\n<div class="gmail_quote"><div class="gmail_attr">${escapeHtml(quote.intro).replaceAll('\n', '<br>\n')}</div>\n` +
      `<blockquote class="gmail_quote">${escapeHtml(quote.body.replace(/^> ?/gm, '')).replaceAll('\n', '<br>\n')}</blockquote></div>`
    : '';
  return `<html><body dir="${direction}">\n${paragraphs}${below}\n</body></html>\n`;
}

/** Text between tags. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
