import { parseHeaderFields } from '../parse/header-fields.ts';
import { headerValue, headerValues, type ParsedMessage } from '../parse/parsed-message.ts';
import {
  DELAY_WORDS,
  DELIVERED_WORDS,
  FAILURE_SUBJECT,
  FAILURE_WORDS,
  POSTMASTER,
  RETURNED_COPY,
} from './bounce-words.ts';
import { bouncedRecipient } from './bounced-recipient.ts';
import type { BouncedRecipient, BounceReading } from './message-reading.ts';

/** What the words of a report say. `overall` overrides what the recipients sum up to. */
export interface BounceText {
  recipients: BouncedRecipient[];
  overall: Partial<BounceReading>;
}

/** Reads a report without RFC 3464 fields by its words; undefined when the mail does not look like one. */
export function readBounceText(message: ParsedMessage): BounceText | undefined {
  if (!mayBeReport(message)) return undefined;
  const text = message.text.slice(0, MAX_REPORT_TEXT);
  const copy = RETURNED_COPY.exec(text);
  const words = ownWords(text, copy?.index ?? 0);
  if (!looksLikeReport(message, words, copy !== null)) return undefined;
  const delivered = DELIVERED_WORDS.test(words) && !FAILURE_WORDS.test(words);
  const delayed = DELAY_WORDS.test(message.subject) || DELAY_WORDS.test(words.replace(/\s+/g, ' '));
  const action = delivered ? 'delivered' : delayed ? 'delayed' : 'failed';
  const recipients = failedRecipients(message, words, text).map(({ address, diagnostic }) =>
    bouncedRecipient({ address, action, status: '', diagnostic, context: words }),
  );
  return recipients.length > 0
    ? { recipients, overall: {} }
    : { recipients, overall: withoutRecipients(action, words) };
}

/**
 * The server's own words: what stands before the copy of the mail at `copyAt`. Some reports begin with fields of the mail
 * they are about, and say below those what became of it.
 */
function ownWords(text: string, copyAt: number): string {
  if (copyAt === 0) return text;
  const before = text.slice(0, copyAt);
  return saysWhatHappened(before) || !saysWhatHappened(text.slice(copyAt)) ? before : text;
}

function saysWhatHappened(words: string): boolean {
  const line = words.replace(/\s+/g, ' ');
  return FAILURE_WORDS.test(line) || DELAY_WORDS.test(line) || DELIVERED_WORDS.test(line);
}

/** Longer reports only repeat the mail that came back. */
const MAX_REPORT_TEXT = 30_000;

function withoutRecipients(
  action: 'delivered' | 'delayed' | 'failed',
  words: string,
): Partial<BounceReading> {
  const judged = bouncedRecipient({ address: '', action, status: '', diagnostic: words, context: '' });
  return {
    class: action === 'failed' ? 'bounce' : action === 'delayed' ? 'delay_notice' : 'delivery_notice',
    kind: judged.kind,
    permanence: judged.permanence,
    status: judged.status,
    final: action === 'failed',
  };
}

/** By sender and subject alone, before the words of the whole text are looked at. */
function mayBeReport(message: ParsedMessage): boolean {
  const address = message.from?.address ?? '';
  return (
    headerValue(message.headers, 'x-failed-recipients') !== '' ||
    isFromSystem(message) ||
    isFromNobody(message) ||
    LIST_ROBOT.test(address) ||
    NO_REPLY.test(address) ||
    hasReportSubject(message)
  );
}

/** A mail system as sender, or nobody to answer to; and the subject or the words of a failure. */
function looksLikeReport(message: ParsedMessage, words: string, hasCopy: boolean): boolean {
  if (headerValue(message.headers, 'x-failed-recipients') !== '') return true;
  const subject = hasReportSubject(message);
  const line = words.replace(/\s+/g, ' ');
  const body = FAILURE_WORDS.test(line) || DELAY_WORDS.test(line);
  const returned = hasCopy || message.reports.some(({ contentType }) => RETURNED_TYPES.has(contentType));
  if (isFromSystem(message)) return subject || body;
  if (isFromNobody(message)) return body && (subject || returned);
  if (LIST_ROBOT.test(message.from?.address ?? '')) return subject && body;
  if (NO_REPLY.test(message.from?.address ?? '')) return body && (returned || ledByAddress(words).length > 0);
  return subject && body && (returned || /^(?:auto|bulk|junk|list)/i.test(automatic(message)));
}

function isFromSystem({ from }: ParsedMessage): boolean {
  const address = from?.address ?? '';
  return (
    POSTMASTER.test(`${from?.name ?? ''} ${address}`.trim()) ||
    POSTMASTER.test(address) ||
    from?.address === ''
  );
}

function isFromNobody({ headers }: ParsedMessage): boolean {
  return headerValues(headers, 'return-path').some((value) => value.trim() === '<>');
}

function hasReportSubject({ subject }: ParsedMessage): boolean {
  return FAILURE_SUBJECT.test(subject) || DELAY_WORDS.test(subject);
}

const NO_REPLY = /^(?:no|do-?not)[-_.]?reply/i;
/** Mailing lists answer by these what they do not accept. */
const LIST_ROBOT = /^(?:majordomo|listserv|mailman|\S+-(?:admin|owner|request|bounces))@/i;
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'text/rfc822-headers',
  'message/global',
  'message/global-headers',
]);

function automatic(message: ParsedMessage): string {
  return headerValue(message.headers, 'auto-submitted') || headerValue(message.headers, 'precedence');
}

interface FailedRecipient {
  address: string;
  diagnostic: string;
}

/** Whom the report is about, each with the words that follow the address. */
function failedRecipients(message: ParsedMessage, words: string, text: string): FailedRecipient[] {
  const own = new Set(message.to.map(({ address }) => address.toLowerCase()));
  const named = headerValues(message.headers, 'x-failed-recipients').flatMap(addressesIn);
  const lower = words.toLowerCase();
  const led = ledByAddress(words).filter(({ address }) => !isService(address));
  // A server that rewrote the address in its header has the one that was mailed to in its words.
  if (named.some((address) => lower.includes(address)) || (named.length > 0 && led.length === 0))
    return unique(named).map((address) => ({ address, diagnostic: wordsAfter(words, address) }));
  const list = LIST_ADDRESS.exec(words)?.[1];
  if (list !== undefined) return [{ address: list.toLowerCase(), diagnostic: words }];
  const foreign = led.filter(({ address }) => !own.has(address));
  if (foreign.length > 0) return foreign;
  if (led.length > 0) return led;
  const asked = [...words.matchAll(RCPT_COMMAND)].map((match) => (match[1] ?? '').toLowerCase());
  if (asked.length > 0)
    return unique(asked).map((address) => ({ address, diagnostic: wordsAfter(words, address) }));
  const first = addressesIn(words).find((address) => !own.has(address) && !isService(address));
  if (first !== undefined) return [{ address: first, diagnostic: words }];
  return unique(returnedTo(message, text)).map((address) => ({ address, diagnostic: words }));
}

/** A list says so to those who may not write to it. */
const LIST_ADDRESS =
  /(?:not (?:a )?)?members? of (?:this|the) (?:mailing )?list <([^<>\s@]{1,64}@[^<>\s@]{1,254})>/i;
const RCPT_COMMAND = /(?:rcpt to: ?|recipient:? |for )<([^<>\s@]{1,64}@[^<>\s@]{1,254})>/gi;

/** Bounded, so that a line without white space costs linear time. */
const ADDRESS = /[^\s<>"'`()[\]:;,|=*@]{1,64}@[^\s<>"'`()[\]:;,|@]{0,254}[\p{L}\p{N}]/gu;

function addressesIn(text: string): string[] {
  return (text.match(ADDRESS) ?? [])
    .slice(0, MAX_ADDRESSES)
    .map((address) => address.replace(/^mailto:/i, '').toLowerCase());
}

const MAX_ADDRESSES = 500;

function unique(addresses: string[]): string[] {
  return [...new Set(addresses)];
}

/** Addresses that a report names for help, never as its subject. */
function isService(address: string): boolean {
  return /^(?:postmaster|mailer-daemon|abuse|support|helpdesk|help|hostmaster|admin|administrator|noreply|no-reply)@/.test(
    address,
  );
}

/** Lines that begin with an address, after bullets and labels; what follows until the next such line is about it. */
function ledByAddress(words: string): FailedRecipient[] {
  const found: FailedRecipient[] = [];
  let blank = 0;
  for (const line of words.split('\n')) {
    const match = line.length > MAX_LINE ? null : LED_LINE.exec(line);
    const last = found.at(-1);
    if (match) {
      const rest = match[2] ?? '';
      // `name@a <name@b>`: the first is only a name.
      const address = (BRACKETED.exec(rest)?.[1] ?? match[1] ?? '').toLowerCase();
      const known = found.find((entry) => entry.address === address);
      if (known) known.diagnostic += ` ${rest}`;
      else found.push({ address, diagnostic: rest });
      blank = 0;
    } else if (last && blank < MAX_BLANK_LINES) {
      if (line.trim() === '') blank++;
      last.diagnostic += ` ${line.trim()}`;
    }
  }
  return found;
}

const BRACKETED = /^\s*<([^<>\s@]{1,64}@[^<>\s@]{1,254})>/;
const MAX_LINE = 1000;
/** Empty lines that words about a recipient may run over. */
const MAX_BLANK_LINES = 4;

const LED_LINE =
  /^[\s>*•·|-]{0,40}(?:(?:to|recipients?|for|rcpt to|user|address|e-?mail|mailbox|final-recipient|original-recipient|intended recipient|failed recipient|recipient address|failed address|delivery to|宛先|受信者|получатель)(?:\s*[:：]\s*|\s+)(?:rfc822\s*;\s*)?|[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?)?[<["'「]?(?:mailto:|smtp:)?([^\s<>"'()[\]:;,|=*@]{1,64}@[^\s<>"'()[\]:;,|@]{0,200}[\p{L}\p{N}])[>\]"'」]?\s*((?:$|[:;,.(\-–—]|\.\.\.|\s).*)$/iu;

/** The words that follow an address, or all of them when it does not stand there. */
function wordsAfter(words: string, address: string): string {
  const at = words.toLowerCase().indexOf(address);
  return at < 0 ? words : words.slice(at + address.length, at + address.length + MAX_DIAGNOSTIC);
}

const MAX_DIAGNOSTIC = 1500;

/** The recipients of the mail that came back. */
function returnedTo(message: ParsedMessage, text: string): string[] {
  const returned = message.reports.find(({ contentType }) => RETURNED_TYPES.has(contentType))?.content;
  if (returned !== undefined)
    return addressesIn(headerValue(parseHeaderFields(returned.trimStart(), 500), 'to'));
  return addressesIn(/^[ \t>]*to:\s*(.{3,500})$/im.exec(text)?.[1] ?? '');
}
