import { domainOf, organisationalDomain, parseAddress } from '../../lib/email-address.ts';
import { latinDigits, oneLine } from '../../messages/parse/clean-text.ts';
import { addressesIn, addressIn, fieldsIn, type OrderFields } from './fields-in.ts';
import { folded } from './folded.ts';
import { labelledLines, orderLines } from './labelled-lines.ts';
import { type Layout, type Opening, spoken } from './layout.ts';
import { LAYOUTS } from './layouts/all.ts';
import { moneyIn } from './money-in.ts';
import { orderIdIn } from './order-id-in.ts';
import {
  MAX_NOTICES,
  type Money,
  type OrderMail,
  type OrderNotice,
  type ReadingContext,
} from './order-notice.ts';
import { timeIn } from './time-in.ts';

/**
 * What the mail of a shop system tells of, read from its layout: how it begins says which system wrote it, whom it speaks
 * to and what happened; labels, tables and counted lines say the rest. One notice an order, so that a digest gives
 * several; none where the mail begins like no shop's. Pure, linear in the text, never throws.
 */
export function readOrderMail(mail: OrderMail, context: ReadingContext): OrderNotice[] {
  const lines = orderLines(mail.text);
  const begun = beginningOf(mail, lines);
  if (!begun) return [];
  return ordersOf(lines)
    .slice(0, MAX_NOTICES)
    .map((some, _at, all) => noticeOf(some, begun, mail, context, all.length));
}

interface Begun {
  layout: Layout;
  opening: Opening;
  /** The words that gave it away. */
  sentence: string;
  groups: Partial<Record<string, string>>;
}

/** Lines among which the opening must stand. */
const MAX_OPENING_LINES = 40;

function beginningOf(mail: OrderMail, lines: readonly string[]): Begun | undefined {
  const subject = latinDigits(mail.subject);
  const first = lines
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_OPENING_LINES)
    .map((line) => latinDigits(line.trim().replace(/^[=*\-\s]+/, '')));
  const domain = organisationalDomain(domainOf(mail.fromAddress));
  for (const layout of LAYOUTS) {
    if (layout.onlyFromPlatform === true && layout.platforms?.includes(domain) !== true) continue;
    for (const opening of layout.openings) {
      const inSubject = opening.subject?.exec(subject);
      const inLine = opening.line && firstMatch(opening.line, first);
      if ((opening.subject && !inSubject) || (opening.line && !inLine)) continue;
      const sentence = inLine?.input ?? mail.subject;
      return { layout, opening, sentence, groups: { ...inSubject?.groups, ...inLine?.groups } };
    }
  }
  return undefined;
}

function firstMatch(pattern: RegExp, lines: readonly string[]): RegExpExecArray | undefined {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match) return match;
  }
  return undefined;
}

/** The lines of each order of a mail: a digest names several, each on a line of its own. */
function ordersOf(lines: readonly string[]): string[][] {
  const starts = new Map<string, number>();
  for (const { field, value, at } of labelledLines(lines)) {
    const id = field === 'order' ? orderIdIn(value) : null;
    if (id !== null && !starts.has(id)) starts.set(id, at);
  }
  const [first, ...rest] = [...starts.values()].sort((a, b) => a - b);
  if (first === undefined || rest.length === 0) return [[...lines]];
  const ends = [...rest, lines.length];
  return [first, ...rest].map((start, at) => lines.slice(start, ends[at]));
}

function noticeOf(
  lines: readonly string[],
  { layout, opening, sentence, groups }: Begun,
  mail: OrderMail,
  context: ReadingContext,
  orders: number,
): OrderNotice {
  const fields = fieldsIn(lines, mail, context);
  const { what, speaksTo } = opening;
  const alone = orders === 1;
  const money = moneyOf(what, fields, alone ? groups['money'] : undefined, context.currency);
  const named = orderIdIn(fields.orderId ?? '') ?? (alone ? idOf(groups['id'], mail.subject) : null);
  const buyer = speaksTo === 'seller' ? buyerOf(lines, fields, mail, context, alone) : fields.email;
  const given = oneLine(alone ? (groups['name'] ?? '') : '');
  return {
    what,
    speaksTo,
    reader: layout.name,
    confidence: layout.confidence - (named === null ? 0.1 : 0) - (buyer === fields.email ? 0 : 0.05),
    orderId: named,
    documentId: fields.documentId ?? orderIdIn(groups['document'] ?? ''),
    at: fields.at ?? timeInHeading(lines, mail, context),
    money,
    buyer: {
      name:
        fields.name ||
        given ||
        (speaksTo === 'seller' && buyer === mail.replyTo?.address ? (mail.replyTo?.name ?? '') : ''),
      email: buyer,
      phone: fields.phone,
    },
    seller: '',
    items: fields.items,
    method: fields.method,
    dueAt: fields.dueAt,
    paid: what === 'payment' || isPaid(fields.status),
    sentence: oneLine(lineOf(what, fields) ?? sentence),
  };
}

function lineOf(what: Opening['what'], { refunded, total }: OrderFields): string | undefined {
  return (what === 'refund' ? refunded : total)?.line ?? total?.line;
}

function moneyOf(
  what: Opening['what'],
  { total, refunded }: OrderFields,
  said: string | undefined,
  currency: string,
): Money | null {
  const opening = said === undefined ? undefined : moneyIn(said, currency);
  const found = what === 'refund' ? (refunded ?? opening ?? total) : (total ?? opening ?? null);
  return found ? { amountMinor: found.amountMinor, currency: found.currency } : null;
}

function idOf(said: string | undefined, subject: string): string | null {
  return (
    orderIdIn(said ?? '') ?? orderIdIn(ORDER_IN_SUBJECT.exec(latinDigits(subject))?.groups?.['id'] ?? '')
  );
}

const ORDER_IN_SUBJECT = spoken('(?:order|(?:ال)?طلبك?|سفارش)(?: number| رقم| شماره)? ?{id}');

/** Who bought, of a mail to the seller: a labelled address, else who an answer would go to, else the only one in it. */
function buyerOf(
  lines: readonly string[],
  { email }: OrderFields,
  { subject, replyTo }: OrderMail,
  context: ReadingContext,
  alone: boolean,
): string | null {
  if (email !== null) return email;
  if (alone) {
    const inSubject = addressIn(subject, context);
    if (inSubject !== null) return inSubject;
    const answer = replyTo && parseAddress(replyTo.address);
    if (answer && !context.isNobody(answer)) return answer;
  }
  const [only, ...others] = addressesIn(lines.join('\n'), context);
  return only !== undefined && others.length === 0 ? only : null;
}

/** `[Order #1042] (May 1, 2024)`, `Placed on May 1, 2024`. */
function timeInHeading(
  lines: readonly string[],
  { sentAt }: OrderMail,
  { timeZone }: ReadingContext,
): Date | null {
  const line = lines.find((one) => HEADING.test(folded(one)));
  return line === undefined ? null : timeIn(line.replace(/^[^(]{0,60}\(/, ''), sentAt, timeZone);
}

const HEADING = /^\s*(?:\[?order #?\S{1,40} ?\(|placed on |order placed |ordered on )/;

function isPaid(status: string): boolean {
  return /(?<!un|not |غیر )(?:\bpaid\b|payment complete|completed?\b|مدفوع|پرداخت شده|تم الدفع|مکتمل)/.test(
    folded(status),
  );
}
