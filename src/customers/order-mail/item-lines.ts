import type { PurchaseItem } from '../../database/tables.ts';
import { latinDigits, oneLine } from '../../messages/parse/clean-text.ts';
import { folded } from './folded.ts';
import { fieldsNamed } from './labels.ts';
import { moneyIn, onlyMoney } from './money-in.ts';

/** Items of one order. */
const MAX_ITEMS = 100;
const MAX_NAME = 200;

/**
 * What was bought, from the lines of a mail: rows of a table with a heading, `2 x Baklava  19.00 EUR`, `Baklava × 2 = €19`,
 * or a name with its quantity and price on the lines below. Lines after the first total are no items any more.
 */
export function itemLines(lines: readonly string[], currency: string): PurchaseItem[] {
  const table = tableItems(lines, currency);
  return (table.length > 0 ? table : countedItems(lines, currency)).slice(0, MAX_ITEMS);
}

const HEADINGS: Record<'name' | 'quantity' | 'price', RegExp> = {
  name: /^(?:product|products|item|items|description|name|article|product name|المنتج|المنتجات|الصنف|اسم المنتج|محصول|کالا|شرح|نام محصول|نام کالا|شرح کالا)s?$/,
  quantity: /^(?:quantity|qty|count|pcs|units|الکمیه|العدد|کمیه|تعداد|مقدار)\.?$/,
  price:
    /^(?:total|total price|price|amount|subtotal|line total|cost|sum|row total|السعر|الاجمالی|المجموع|المبلغ|قیمت|قیمت کل|مبلغ|جمع|مجموع|مبلغ کل)$/,
};

/** A table by its heading: cells of a line stand apart by tabs or wide gaps. */
function tableItems(lines: readonly string[], currency: string): PurchaseItem[] {
  const head = lines.findIndex((line) => columnsOf(line) !== undefined);
  const columns = head < 0 ? undefined : columnsOf(lines[head] ?? '');
  if (!columns) return [];
  const items: PurchaseItem[] = [];
  let above = '';
  for (const line of lines.slice(head + 1)) {
    if (line.trim() === '' || /^[\s\-=_*|+]+$/.test(line)) continue;
    const [first = '', ...others] = cellsOf(line);
    if (fieldsNamed(first).some((field) => ENDS_ITEMS.has(field))) break;
    // A name of several lines, with what was chosen of it: the other cells stand behind the last of them.
    const cells =
      line.startsWith('\t') && columns.name === 0 ? [above, first, ...others] : [first, ...others];
    const name = cells[columns.name] ?? '';
    if (cells.length === 1 && columns.width > 1) {
      above ||= first;
      continue;
    }
    above = '';
    if (cells.length < columns.width || name === '') break;
    const counted = splitCount(name);
    const quantity = numberIn(cells[columns.quantity] ?? '') ?? counted?.quantity ?? 1;
    items.push(item(counted?.name ?? name, quantity, cells[columns.price] ?? '', currency));
  }
  return items;
}

const ENDS_ITEMS: ReadonlySet<string> = new Set(['total', 'subtotal', 'amount', 'method', 'refunded']);

function columnsOf(line: string) {
  const cells = cellsOf(line).map((cell) => folded(cell).trim());
  const place = (what: keyof typeof HEADINGS) => cells.findIndex((cell) => HEADINGS[what].test(cell));
  const name = place('name');
  const quantity = place('quantity');
  const price = cells.findLastIndex((cell) => HEADINGS.price.test(cell));
  if (name < 0 || price < 0 || name === price) return undefined;
  return { name, quantity, price, width: cells.length };
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .split(/\t+|\s{2,}|\s?\|\s?/)
    .map((cell) => cell.trim())
    .filter((cell, at) => cell !== '' || at > 0);
}

/** Lines that count something. */
function countedItems(lines: readonly string[], currency: string): PurchaseItem[] {
  const items: PurchaseItem[] = [];
  for (const [at, line] of lines.entries()) {
    const [label = ''] = cellsOf(line);
    if (items.length > 0 && fieldsNamed(label.replace(/[:：].*$/, '')).some((field) => field === 'total'))
      break;
    const counted = splitCount(line);
    if (counted) {
      const price =
        counted.rest === '' ? onlyMoney(lines[at + 1] ?? '', currency) : moneyIn(counted.rest, currency);
      items.push({
        name: counted.name,
        quantity: counted.quantity,
        ...(price ? { amountMinor: price.amountMinor } : {}),
      });
      continue;
    }
    const below = quantityBelow(lines, at);
    if (below !== undefined) items.push(item(line.trim(), below.quantity, below.price, currency));
  }
  return items;
}

interface Counted {
  name: string;
  quantity: number;
  /** What stands behind it on the line. */
  rest: string;
}

/** `2 x Baklava   19.00 EUR`, `Baklava (#BK-1) × 2 = €19.00`. */
function splitCount(line: string): Counted | undefined {
  const plain = latinDigits(line.trim()).replace(/^[-*•]\s+/, '');
  const before = /^(\d{1,5})\s?[x×✕]\s+(\S.{0,300})$/iu.exec(plain);
  if (before) {
    const [name = '', ...rest] = (before[2] ?? '').split(/\t+|\s{2,}|\s[-–—=@]\s/);
    return named(name, Number(before[1]), rest.join(' '));
  }
  const after = /^(\S.{0,250}?)\s?[x×✕]\s?(\d{1,5})(?!\w)\s?(.{0,100})$/iu.exec(plain);
  const [, name = '', quantity, rest = ''] = after ?? [];
  // `10 x 15 cm` is a size.
  if (!after || !/\p{L}/u.test(name) || /\d\s?$/.test(name) || /^(?:cm|mm|m|in|px)\b/i.test(rest))
    return undefined;
  return named(name, Number(quantity), rest);
}

function named(name: string, quantity: number, rest: string): Counted | undefined {
  const plain = tidy(name);
  return plain === '' || !/\p{L}/u.test(plain) || quantity === 0
    ? undefined
    : { name: plain, quantity, rest };
}

/** `Quantity: 2` and `Price: 19.00` below a name. */
function quantityBelow(
  lines: readonly string[],
  at: number,
): { quantity: number; price: string } | undefined {
  const name = lines[at]?.trim() ?? '';
  if (name === '' || /[:：]/.test(name) || !/\p{L}/u.test(name)) return undefined;
  const below = lines.slice(at + 1, at + 4).map((line) => line.trim());
  const quantity = QUANTITY.exec(folded(below[0] ?? ''))?.[1];
  if (quantity === undefined) return undefined;
  const price = below.slice(1).find((line) => PRICE.test(folded(line))) ?? '';
  return { quantity: Number(quantity), price: price.replace(/^[^:：]{1,20}[:：]/, '') };
}

const QUANTITY = /^(?:quantity|qty|الکمیه|العدد|تعداد)\s?[:：]\s?(\d{1,5})$/;
const PRICE = /^(?:price|cost|total|amount|السعر|الاجمالی|المجموع|قیمت|مبلغ|جمع)\s?[:：]/;

function item(name: string, quantity: number, price: string, currency: string): PurchaseItem {
  const money = price === '' ? undefined : moneyIn(price, currency);
  return { name: tidy(name), quantity, ...(money ? { amountMinor: money.amountMinor } : {}) };
}

function tidy(name: string): string {
  return oneLine(name)
    .replace(/\s?\(\s?(?:#|sku:?)\s?[\w./-]{1,40}\s?\)$/i, '')
    .replace(/[\s:=–—-]+$/, '')
    .slice(0, MAX_NAME)
    .trim();
}

function numberIn(text: string): number | undefined {
  const match = /^[x×]?\s?(\d{1,6}(?:[.,]\d{1,3})?)(?!\d)/i.exec(latinDigits(text.trim()));
  if (!match) return undefined;
  const number = Number(match[1]?.replace(',', '.'));
  return number > 0 ? number : undefined;
}
