import { parseAddress } from '../../lib/email-address.ts';
import { latinDigits, oneLine } from '../../messages/parse/clean-text.ts';
import { itemLines } from './item-lines.ts';
import { type Labelled, labelledLines } from './labelled-lines.ts';
import type { Field } from './labels.ts';
import { onlyMoney } from './money-in.ts';
import { orderIdIn } from './order-id-in.ts';
import type { Money, OrderMail, OrderNotice, ReadingContext } from './order-notice.ts';
import { dueTimeIn, timeIn } from './time-in.ts';

/** What the lines of an order mail say, whoever wrote it. */
export interface OrderFields
  extends Pick<OrderNotice, 'orderId' | 'documentId' | 'at' | 'items' | 'method' | 'dueAt'> {
  total: (Money & { line: string }) | null;
  refunded: (Money & { line: string }) | null;
  email: string | null;
  name: string;
  phone: string | null;
  status: string;
}

/** Reads the labelled values and the items of some lines (one order of a mail). */
export function fieldsIn(lines: readonly string[], mail: OrderMail, context: ReadingContext): OrderFields {
  const labelled = labelledLines(lines);
  const first = <T>(field: Field, read: (value: string) => T | null | undefined): T | null => {
    for (const one of labelled) {
      const value = one.field === field ? read(one.value) : undefined;
      if (value !== undefined && value !== null) return value;
    }
    return null;
  };
  const money = (value: string) => onlyMoney(value, context.currency) ?? null;
  const customer = first('name', (value) => personIn(value));
  return {
    orderId: first('order', orderIdIn),
    documentId: first('document', orderIdIn),
    at: first('date', (value) => timeIn(value, mail.sentAt, context.timeZone)),
    dueAt: first('due', (value) => dueTimeIn(value, mail.sentAt, context.timeZone)),
    method: first('method', (value) =>
      money(value) || value.length > MAX_METHOD || !/\p{L}/u.test(value) ? null : oneLine(value),
    ),
    total: lastTotal(labelled, money),
    refunded: firstMoney(labelled, 'refunded', money),
    email: first('email', (value) => addressIn(value, context)) ?? customer?.email ?? null,
    name: customer?.name ?? '',
    phone: first('phone', phoneIn),
    status: first('status', (value) => value) ?? '',
    items: itemLines(lines, context.currency),
  };
}

const MAX_METHOD = 80;
const MAX_NAME = 120;

/** The total of a list stands last; where no line is called a total, the first that is an amount. */
function lastTotal(
  labelled: readonly Labelled[],
  money: (value: string) => Money | null,
): OrderFields['total'] {
  const totals = labelled.flatMap(({ field, value, line }) => {
    const found = field === 'total' ? money(value) : null;
    return found ? [{ ...found, line }] : [];
  });
  return totals.at(-1) ?? firstMoney(labelled, 'amount', money);
}

function firstMoney(
  labelled: readonly Labelled[],
  field: Field,
  money: (value: string) => Money | null,
): OrderFields['total'] {
  for (const one of labelled) {
    const found = one.field === field ? money(one.value) : null;
    if (found) return { ...found, line: one.line };
  }
  return null;
}

/** The first address in a text that belongs to somebody outside. */
export function addressIn(text: string, { isNobody }: Pick<ReadingContext, 'isNobody'>): string | null {
  for (const [word] of text.slice(0, MAX_SEARCHED).matchAll(ADDRESS)) {
    const address = parseAddress(word.replace(/\.+$/, ''));
    if (address !== undefined && !isNobody(address)) return address;
  }
  return null;
}

/** All such addresses, each once. */
export function addressesIn(text: string, { isNobody }: Pick<ReadingContext, 'isNobody'>): string[] {
  const words = Array.from(text.slice(0, MAX_SEARCHED).matchAll(ADDRESS), ([word]) => word);
  const found = words.flatMap((word) => parseAddress(word.replace(/\.+$/, '')) ?? []);
  return [...new Set(found)].filter((address) => !isNobody(address));
}

const MAX_SEARCHED = 50_000;
const ADDRESS = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/g;

/** `Karim Haddad <karim@workshop.example>`, `Karim Haddad (karim@…)`, `Karim Haddad`. */
export function personIn(value: string): { name: string; email: string | null } | null {
  const match = /^([^<>()@]{0,120}?)\s*[<(]?\s*([\w.+-]{1,64}@[\w.-]{1,200})?[>)]?$/u.exec(
    value.trim().slice(0, 300),
  );
  const name = oneLine(match?.[1] ?? '').slice(0, MAX_NAME);
  const email = match?.[2] === undefined ? null : (parseAddress(match[2]) ?? null);
  return name === '' && email === null ? null : { name, email };
}

/** A phone number with the code of its country (E.164): without it, it is nobody's. */
function phoneIn(value: string): string | null {
  const plain = latinDigits(value)
    .replace(/[\s().-]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{7,14}$/.test(plain) ? plain : null;
}
