import type { PurchaseItem } from '../../../database/tables.ts';
import { parseAddress } from '../../../lib/email-address.ts';
import { oneLine } from '../../../messages/parse/clean-text.ts';
import { addressesIn, addressIn } from '../fields-in.ts';
import { itemLines } from '../item-lines.ts';
import { orderLines } from '../labelled-lines.ts';
import { moneyIn } from '../money-in.ts';
import type { Money, OrderMail, OrderNotice, ReadingContext } from '../order-notice.ts';
import { timeIn } from '../time-in.ts';
import type { Anchor, ItemAnchor, OrderPattern } from './pattern.ts';
import { plainLine, plainLines, shapeOf } from './shape.ts';

/** A mail of the sender. `recipients`: To and Cc. */
export interface PatternMail extends OrderMail {
  recipients: readonly string[];
}

/** The order that a pattern reads in a mail, or why it reads none. */
export function applyPattern(
  pattern: OrderPattern,
  mail: PatternMail,
  context: ReadingContext,
): OrderNotice | { problem: string } {
  if (!saysInOrder(shapeOf(plainLine(mail.subject)), pattern.subject)) {
    return { problem: 'its subject is another' };
  }
  const lines = textAndSubject(mail);
  const orderId = valueAt(lines, pattern.orderId, idAt);
  if (orderId === undefined) return { problem: `no order number ${wordsOf(pattern.orderId)}` };
  const amount = valueAt(lines, pattern.amount, (rest) => moneyAt(rest, context.currency));
  if (amount === undefined) return { problem: `no amount ${wordsOf(pattern.amount)}` };
  const email = buyerOf(pattern, lines, mail, context);
  if (email === undefined) return { problem: 'it does not name the buyer' };
  const { name, date, method, items } = pattern;
  return {
    what: 'order',
    speaksTo: 'seller',
    reader: 'pattern',
    confidence: 0.95,
    orderId: orderId.value,
    documentId: null,
    at:
      (date &&
        valueAt(
          lines,
          date,
          (rest) => timeIn(rest.slice(0, MAX_DATE), mail.sentAt, context.timeZone) ?? undefined,
        )?.value) ??
      null,
    money: amount.value,
    buyer: { name: (name && valueAt(lines, name, wordsUpTo(name))?.value) ?? '', email, phone: null },
    seller: '',
    items: items === 'lines' ? itemLines(orderLines(mail.text), context.currency) : itemsAt(lines, items),
    method: (method && valueAt(lines, method, wordsUpTo(method))?.value) ?? null,
    dueAt: null,
    paid: false,
    sentence: oneLine(amount.line),
  };
}

const MAX_DATE = 60;
const MAX_WORDS = 100;

/** The subject may hold values too: it stands as the first line. */
export function textAndSubject({ subject, text }: OrderMail): string[] {
  return [plainLine(subject), ...plainLines(text)];
}

/** Every piece stands behind the one before it. */
function saysInOrder(shape: string, pieces: readonly string[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = shape.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** The value at an anchor, and its line; of several places the one that the anchor says. */
function valueAt<T>(
  lines: readonly string[],
  anchor: Anchor,
  read: (rest: string) => T | undefined,
): { value: T; line: string } | undefined {
  const found = valuesAt(lines, anchor, read);
  return found.at(anchor.nth);
}

export function valuesAt<T>(
  lines: readonly string[],
  anchor: Anchor,
  read: (rest: string) => T | undefined,
): { value: T; line: string; place: number }[] {
  const shapes = lines.map(shapeOf);
  const found: { value: T; line: string; place: number }[] = [];
  for (const [place, start] of placesOf(shapes, anchor)) {
    const line = lines[place] ?? '';
    const rest = line.slice(start);
    const value =
      rest === '' ? undefined : read(anchor.kind === 'column' ? (rest.split('\t')[0] ?? '') : rest);
    if (value !== undefined) found.push({ value, line, place });
  }
  return found;
}

/** Lines and where in them a value may begin. */
function placesOf(shapes: readonly string[], anchor: Anchor): [number, number][] {
  const places: [number, number][] = [];
  for (const [at, shape] of shapes.entries()) {
    switch (anchor.kind) {
      case 'behind': {
        const start = shape.indexOf(anchor.before);
        if (start >= 0) places.push([at, start + anchor.before.length]);
        break;
      }
      case 'below': {
        const value = shapes[at + anchor.lines] ?? '';
        if (shape === anchor.label && value.startsWith(anchor.before)) {
          places.push([at + anchor.lines, anchor.before.length]);
        }
        break;
      }
      case 'column':
      default: {
        const column = shape.split('\t').indexOf(anchor.heading);
        const start = column < 0 ? undefined : cellStart(shapes[at + 1] ?? '', column);
        if (start !== undefined) places.push([at + 1, start]);
      }
    }
  }
  return places;
}

/** Where the cell of this number begins; undefined when the line has fewer. */
export function cellStart(line: string, column: number): number | undefined {
  let start = 0;
  for (let at = 0; at < column; at++) {
    const tab = line.indexOf('\t', start);
    if (tab < 0) return undefined;
    start = tab + 1;
  }
  return start;
}

export function idAt(rest: string): string | undefined {
  const id = /^[#№:]{0,3} ?([A-Za-z0-9][\w/-]{0,39})/.exec(rest)?.[1]?.replace(/[-_/]+$/, '');
  return id !== undefined && (/\d/.test(id) || /^[A-Z]{6,12}$/.test(id)) ? id : undefined;
}

/** The amount must begin at once, but for a sign or a currency before it. */
export function moneyAt(rest: string, currency: string): Money | undefined {
  return /^[^\d\t]{0,8}\d/.test(rest)
    ? moneyIn(rest.slice(0, MAX_WORDS).split('\t')[0] ?? '', currency)
    : undefined;
}

/** Words up to what stands behind them, or to the end of the line. */
export function wordsUpTo(anchor: Anchor): (rest: string) => string | undefined {
  return (rest) => {
    const after = anchor.kind === 'column' ? '' : anchor.after;
    const end = after === '' ? rest.length : shapeOf(rest).indexOf(after);
    const words = end < 0 ? '' : oneLine(rest.slice(0, end)).slice(0, MAX_WORDS);
    return words === '' ? undefined : words;
  };
}

function buyerOf(
  { buyer }: OrderPattern,
  lines: readonly string[],
  mail: PatternMail,
  context: ReadingContext,
): string | undefined {
  switch (buyer.by) {
    case 'text':
      return valueAt(lines, buyer.at, (rest) => addressIn(rest.slice(0, MAX_ADDRESS), context) ?? undefined)
        ?.value;
    case 'only-address': {
      const [only, ...others] = addressesIn(lines.join('\n'), context);
      return others.length === 0 ? only : undefined;
    }
    case 'reply-to': {
      const address = mail.replyTo && parseAddress(mail.replyTo.address);
      return address && !context.isNobody(address) ? address : undefined;
    }
    case 'recipient':
    default: {
      const outside = mail.recipients.flatMap((one) => parseAddress(one) ?? []);
      const [only, ...others] = outside.filter((address) => !context.isNobody(address));
      return others.length === 0 ? only : undefined;
    }
  }
}

const MAX_ADDRESS = 300;
const MAX_ITEMS = 100;

function itemsAt(lines: readonly string[], anchor: ItemAnchor): PurchaseItem[] {
  return lines.flatMap((line) => itemIn(line, anchor) ?? []).slice(0, MAX_ITEMS);
}

/** Name and number of an item's line; undefined when the line is laid out otherwise. */
export function itemIn(
  line: string,
  { numberFirst, before, between, after }: ItemAnchor,
): PurchaseItem | undefined {
  const shape = shapeOf(line);
  if (!shape.startsWith(before)) return undefined;
  const gap = shape.indexOf(between, before.length);
  if (gap < 0 || between === '') return undefined;
  const second = gap + between.length;
  const end = after === '' ? line.length : shape.indexOf(after, second);
  if (end < 0) return undefined;
  const [first, other] = [line.slice(before.length, gap), line.slice(second, end)];
  const quantity = Number((numberFirst ? first : other).trim());
  const name = oneLine(numberFirst ? other : first);
  return name !== '' && Number.isInteger(quantity) && quantity > 0 ? { name, quantity } : undefined;
}

/** For a person: `behind "total:"`. */
function wordsOf(anchor: Anchor): string {
  if (anchor.kind === 'behind') return `behind "${anchor.before.trim()}"`;
  return `below "${(anchor.kind === 'below' ? anchor.label : anchor.heading).trim()}"`;
}
