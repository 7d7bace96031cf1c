import { canonicalAddress } from '../../../lib/email-address.ts';
import { oneLine } from '../../../messages/parse/clean-text.ts';
import { readItems } from '../../purchases/order-text.ts';
import { addressesIn, addressIn, personIn } from '../fields-in.ts';
import { itemLines } from '../item-lines.ts';
import { orderLines } from '../labelled-lines.ts';
import { moneyIn } from '../money-in.ts';
import type { ReadingContext } from '../order-notice.ts';
import { timeIn } from '../time-in.ts';
import { anchorOf, type Place } from './anchor-of.ts';
import {
  idAt,
  itemIn,
  moneyAt,
  type PatternMail,
  textAndSubject,
  valuesAt,
  wordsUpTo,
} from './apply-pattern.ts';
import type { Anchor, ItemAnchor, OrderPattern } from './pattern.ts';
import { plainLine, shapeOf } from './shape.ts';

/** What a person says of one mail, as it stands there or nearly so. */
export interface MarkedValues {
  orderId: string;
  amount: string;
  /** Name, address, or both. */
  customer?: string | undefined;
  date?: string | undefined;
  method?: string | undefined;
  /** `2 x Baklava`. */
  items?: readonly string[] | undefined;
}

/**
 * Finds where the marked values stand in a mail and what stands around them. Answers a pattern that reads these values in this
 * mail, or what could not be found. Pure.
 */
export function derivePattern(
  mail: PatternMail,
  marked: MarkedValues,
  context: ReadingContext,
): OrderPattern | { problem: string } {
  const lines = textAndSubject(mail);
  const id = plainLine(marked.orderId).replace(/^#\s?/, '');
  const customer = marked.customer === undefined ? null : personIn(marked.customer);
  const email = customer?.email ?? null;
  const name = customer?.name ?? '';
  const texts = [id, marked.amount, email ?? '', name, marked.date ?? '', marked.method ?? ''];
  const values = texts.flatMap((text) => wordPlaces(lines, plainLine(text)));
  const page = { lines, values };

  const orderId = bestAnchor(page, wordPlaces(lines, id), idAt, (value) => value === id);
  if (!orderId) return { problem: `the order number ${marked.orderId} does not stand in this mail` };
  const money = moneyIn(plainLine(marked.amount), context.currency);
  if (!money) return { problem: `"${marked.amount}" is not an amount` };
  const amount = bestAnchor(
    page,
    moneyPlaces(lines, money.amountMinor, context.currency),
    (rest) => moneyAt(rest, context.currency),
    (value) => value.amountMinor === money.amountMinor,
  );
  if (!amount) return { problem: `the amount ${marked.amount} does not stand in this mail` };
  const buyer = buyerBy(page, email, mail, context);
  if (!buyer) {
    return email === null
      ? {
          problem: 'this mail does not say who bought by one address alone: give --customer with the address',
        }
      : { problem: `${email} stands nowhere in this mail` };
  }
  const items = itemsBy(mail, lines, marked.items ?? [], context);
  if (items === undefined)
    return { problem: `an item does not stand in a line of its own: ${marked.items?.join(', ')}` };
  const found = {
    name: name === '' ? null : textAnchor(page, name),
    method: marked.method === undefined ? null : textAnchor(page, marked.method),
    date: marked.date === undefined ? null : dateAnchor(page, marked.date, mail, context),
  };
  const missing = (['method', 'date'] as const).find((what) => marked[what] !== undefined && !found[what]);
  if (missing) return { problem: `the ${missing} ${marked[missing]} does not stand in this mail` };
  return {
    kind: 'pattern',
    subject: subjectWords(mail, [id, name]),
    orderId,
    amount,
    buyer,
    ...found,
    items,
  };
}

/** The lines of the mail, and where the marked values stand in them. */
interface Page {
  lines: readonly string[];
  values: readonly Place[];
}

/** The first place with an anchor that reads the value back; those with a label of their own come first. */
function bestAnchor<T>(
  { lines, values }: Page,
  places: readonly Place[],
  read: (rest: string) => T | undefined,
  isIt: (value: T) => boolean,
): Anchor | undefined {
  const inText = places.filter(({ line }) => line > 0);
  for (const place of [...inText.toReversed(), ...places.filter(({ line }) => line === 0)]) {
    const anchor = anchorOf(lines, place, values);
    if (!anchor) continue;
    const found = valuesAt(lines, anchor, read);
    const nth = found.findIndex(({ value, place: at }) => at === place.line && isIt(value));
    if (nth < 0) continue;
    return { ...anchor, nth: nth > 0 && nth === found.length - 1 ? -1 : nth };
  }
  return undefined;
}

/** Where a word stands by itself. */
function wordPlaces(lines: readonly string[], word: string): Place[] {
  if (word === '') return [];
  const wanted = word.toLowerCase();
  return lines.flatMap((line, at) => {
    const lower = line.toLowerCase();
    const found: Place[] = [];
    if (lower.length !== line.length) return found;
    for (let start = lower.indexOf(wanted); start >= 0; start = lower.indexOf(wanted, start + 1)) {
      const end = start + wanted.length;
      const alone = !INSIDE_BEFORE.test(line.slice(0, start)) && !INSIDE_AFTER.test(line.slice(end));
      if (alone) found.push({ line: at, start, end });
    }
    return found;
  });
}

/** Beside these a word is only a part of one, or of a number. */
const INSIDE_BEFORE = /[\p{L}\p{N}]$|\d[.,]$/u;
const INSIDE_AFTER = /^[\p{L}\p{N}]|^[.,]\d/u;

/** Where this much money stands, with the currency before it. */
function moneyPlaces(lines: readonly string[], amountMinor: number, currency: string): Place[] {
  return lines.flatMap((line, at) =>
    Array.from(line.matchAll(NUMBER)).flatMap(({ index, 0: number }): Place[] => {
      const end = index + number.length;
      const before =
        /(?:[A-Z]{2,3}|[$€£¥₺﷼]|US\$)?\s?-?$/u.exec(line.slice(Math.max(0, index - 5), index))?.[0] ?? '';
      const start = index - before.trimStart().length;
      const read = moneyIn(line.slice(start, end + 12), currency);
      return read?.amountMinor === amountMinor ? [{ line: at, start, end }] : [];
    }),
  );
}

const NUMBER = /(?<!\d)\d{1,3}(?:[.,٬٫' ]?\d{1,3}){0,6}(?!\d)/g;

function textAnchor({ lines, values }: Page, text: string): Anchor | null {
  const plain = plainLine(text);
  for (const place of wordPlaces(lines, plain)) {
    const anchor = anchorOf(lines, place, values);
    if (!anchor) continue;
    const found = valuesAt(lines, anchor, wordsUpTo(anchor));
    const nth = found.findIndex(
      ({ value, place: at }) => at === place.line && shapeOf(value) === shapeOf(oneLine(plain)),
    );
    if (nth >= 0) return { ...anchor, nth };
  }
  return null;
}

function dateAnchor(
  page: Page,
  text: string,
  { sentAt }: PatternMail,
  { timeZone }: ReadingContext,
): Anchor | null {
  const wanted = timeIn(text, sentAt, timeZone);
  const read = (rest: string) => timeIn(rest.slice(0, 60), sentAt, timeZone) ?? undefined;
  return (
    bestAnchor(
      page,
      wordPlaces(page.lines, plainLine(text)),
      read,
      (value) => value.getTime() === wanted?.getTime(),
    ) ?? null
  );
}

function buyerBy(
  page: Page,
  email: string | null,
  mail: PatternMail,
  context: ReadingContext,
): OrderPattern['buyer'] | undefined {
  const canonical = email === null ? undefined : canonicalAddress(email);
  const isBuyer = (address: string) => canonical === undefined || canonicalAddress(address) === canonical;
  if (email !== null) {
    const at = bestAnchor(
      page,
      wordPlaces(page.lines, email.toLowerCase()),
      (rest) => addressIn(rest.slice(0, 300), context) ?? undefined,
      isBuyer,
    );
    if (at) return { by: 'text', at };
  }
  const [only, ...others] = addressesIn(page.lines.join('\n'), context);
  if (only !== undefined && others.length === 0 && isBuyer(only)) return { by: 'only-address' };
  const answer = mail.replyTo?.address ?? '';
  if (answer !== '' && !context.isNobody(answer) && isBuyer(answer)) return { by: 'reply-to' };
  const [recipient, ...more] = mail.recipients.filter((address) => !context.isNobody(address));
  return recipient !== undefined && more.length === 0 && isBuyer(recipient) ? { by: 'recipient' } : undefined;
}

function itemsBy(
  mail: PatternMail,
  lines: readonly string[],
  marked: readonly string[],
  { currency }: ReadingContext,
): OrderPattern['items'] | undefined {
  if (marked.length === 0) return 'lines';
  const wanted = marked.flatMap((text) => readItems(text));
  const read = itemLines(orderLines(mail.text), currency);
  const isRead = wanted.every(({ name, quantity }) =>
    read.some(
      (item) => shapeOf(plainLine(item.name)) === shapeOf(plainLine(name)) && item.quantity === quantity,
    ),
  );
  if (isRead) return 'lines';
  const anchors = lines.flatMap(
    (line) => itemAnchor(line, wanted[0]?.name ?? '', wanted[0]?.quantity ?? 1) ?? [],
  );
  return anchors.find((anchor) =>
    wanted.every(({ name, quantity }) =>
      lines.some((line) => {
        const item = itemIn(line, anchor);
        return item?.quantity === quantity && shapeOf(item.name) === shapeOf(plainLine(name));
      }),
    ),
  );
}

/** How a line that holds this name and this number is laid out. */
function itemAnchor(line: string, name: string, quantity: number): ItemAnchor | undefined {
  const [at] = wordPlaces([line], plainLine(name));
  const number = wordPlaces([line], String(quantity)).find(
    ({ start, end }) => at && (end <= at.start || start >= at.end),
  );
  if (!at || !number) return undefined;
  const shape = shapeOf(line);
  const [first, second] = number.start < at.start ? [number, at] : [at, number];
  const [before, between] = [shape.slice(0, first.start), shape.slice(first.end, second.start)];
  const after = /^[^0]{0,8}/.exec(shape.slice(second.end))?.[0] ?? '';
  return /0/.test(before + between) ? undefined : { numberFirst: first === number, before, between, after };
}

/** The words of the subject that come again: up to the first value, and the word behind the number. */
function subjectWords({ subject }: PatternMail, values: readonly string[]): string[] {
  const plain = plainLine(subject);
  const places = values.flatMap((value) => wordPlaces([plain], plainLine(value)));
  const first = Math.min(plain.length, ...places.map(({ start }) => start));
  const shape = shapeOf(plain);
  const before = shape
    .slice(0, first)
    .split(/0+/)
    .filter((piece) => piece.trim() !== '');
  const [number] = wordPlaces([plain], plainLine(values[0] ?? ''));
  const next = number
    ? /^[^\p{L}0]{0,5}\p{L}{1,20}(?=[^\p{L}]|$)/u.exec(shape.slice(number.end))?.[0]
    : undefined;
  const isName =
    next !== undefined && values[1] !== '' && shapeOf(plainLine(values[1] ?? '')).startsWith(next.trim());
  return [...before, ...(next === undefined || isName ? [] : [next])];
}
