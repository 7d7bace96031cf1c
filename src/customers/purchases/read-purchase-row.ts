import type { PurchaseItem } from '../../database/tables.ts';
import { canonicalAddress, parseAddress } from '../../lib/email-address.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { oneLine, withoutBidiMarks } from '../../messages/parse/clean-text.ts';
import { latinDigits } from '../dates/digits.ts';
import { readCurrency, readMoney } from './money-text.ts';
import type { PurchaseColumn } from './purchase-columns.ts';
import { HISTORY_AFTER_MS, readPurchaseTime } from './purchase-time.ts';
import type { NewPurchase } from './record-purchases.ts';

export interface PurchaseRowSettings {
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  timeZone: string;
  now: Date;
  /** The file's name, for the record. */
  fileName: string;
}

const MAX_FIELD_LENGTH = 300;
const MAX_ITEMS = 100;

/** One row of a CSV as a purchase, or the reason why it is none. */
export function readPurchaseRow(
  row: readonly string[],
  line: number,
  columns: ReadonlyMap<PurchaseColumn, number>,
  { currency, timeZone, now, fileName }: PurchaseRowSettings,
): NewPurchase | { problem: string } {
  const field = (column: PurchaseColumn) => {
    const index = columns.get(column);
    return index === undefined ? '' : oneLine(withoutBidiMarks(row[index] ?? '')).slice(0, MAX_FIELD_LENGTH);
  };
  const email = parseAddress(field('email'));
  if (email === undefined)
    return {
      problem: field('email') === '' ? 'no e-mail address' : `"${field('email')}" is not an e-mail address`,
    };
  const time = readPurchaseTime(field('date'), timeZone, now);
  if ('problem' in time) return time;
  const named = field('currency') === '' ? currency : readCurrency(field('currency'));
  if (named === undefined)
    return { problem: `"${field('currency')}" is not a currency; write an ISO 4217 code such as EUR` };
  const money = readMoney(field('amount'), named);
  if ('problem' in money) return money;
  const orderId = normaliseOrderId(field('orderId'));
  const items = readItems(field('items'));
  const method = field('method');
  const content = [canonicalAddress(email), time.occurredAt.toISOString(), money, items, method];
  return {
    dedupeKey: orderId === null ? `row:${sha256Hex(JSON.stringify(content))}` : orderKey(orderId),
    email,
    name: field('name'),
    orderId,
    ...time,
    ...money,
    method: method === '' ? null : method,
    items,
    source: 'csv',
    sourceRef: `${fileName}:${line}`,
    history: time.occurredAt.getTime() < now.getTime() - HISTORY_AFTER_MS,
  };
}

/** The same order in a CSV and in a mail is one purchase. */
export function orderKey(orderId: string): string {
  return `order:${orderId.toLowerCase()}`;
}

/** `#1042` and `۱۰۴۲` are order 1042; null when there is none. */
export function normaliseOrderId(text: string): string | null {
  const plain = latinDigits(text).trim().replace(/^#\s*/, '');
  return plain === '' ? null : plain;
}

/** `2 x Baklava; Bread x3, Tea`, with Arabic commas and digits too. */
export function readItems(text: string): PurchaseItem[] {
  const separator = /[;؛|]/.test(text) ? /[;؛|]/ : /[,،]/;
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, MAX_ITEMS)
    .map(readItem);
}

function readItem(text: string): PurchaseItem {
  const plain = latinDigits(text);
  const before = /^(\d{1,6})\s*[x×*]\s*(?=\D)/iu.exec(plain);
  const after = /\s*[x×*]\s*(\d{1,6})$/iu.exec(plain);
  const match = before ?? after;
  if (!match) return { name: text, quantity: 1 };
  const name = before ? text.slice(before[0].length) : text.slice(0, text.length - match[0].length);
  return { name: name.trim(), quantity: Number(match[1]) };
}
