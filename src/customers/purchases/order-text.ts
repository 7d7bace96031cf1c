import type { PurchaseItem } from '../../database/tables.ts';
import { latinDigits } from '../dates/digits.ts';

const MAX_ITEMS = 100;

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
  const before = /^(\d{1,6}(?:[.,٫]\d{1,3})?)\s*[x×*]\s*(?=\D)/iu.exec(plain);
  const after = /\s*[x×*]\s*(\d{1,6}(?:[.,٫]\d{1,3})?)$/iu.exec(plain);
  const match = before ?? after;
  if (!match) return { name: text, quantity: 1 };
  const name = before ? text.slice(before[0].length) : text.slice(0, text.length - match[0].length);
  return { name: name.trim(), quantity: Number(match[1]?.replace(/[,٫]/, '.')) };
}
