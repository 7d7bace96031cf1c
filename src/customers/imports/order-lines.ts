import type { PurchaseItem } from '../../database/tables.ts';
import { minorDigits } from '../../rendering/money.ts';
import { latinDigits } from '../dates/digits.ts';
import { type MoneyReading, readCurrency, readMoney } from '../purchases/money-text.ts';
import { readItems } from '../purchases/order-text.ts';
import type { Cell, ReadProblem } from './importer.ts';
import { orderAmount, type RowAmount } from './order-amount.ts';

interface OrderLines {
  items: PurchaseItem[];
  amountMinor: number;
  currency: string;
}

/** What was bought, row after row, and what the whole costs. `currency` is of rows that name none. */
export function readLines(
  rows: readonly Cell[],
  currency: string,
  fields: ReadonlySet<string>,
): OrderLines | ReadProblem {
  const items: PurchaseItem[][] = [];
  const amounts: RowAmount[] = [];
  const usual = usualCurrency(rows, currency);
  for (const [row, cell] of rows.entries()) {
    const read = readRow(cell, usual);
    if ('problem' in read) return { ...read, row };
    items.push(read.items);
    amounts.push(read);
  }
  const whole = orderAmount(amounts, fields);
  if ('problem' in whole) return whole;
  const { amountMinor, ofLines } = whole;
  return {
    items: items.flatMap((ofRow, row) => (ofLines ? priced(ofRow, amounts[row]?.amount) : ofRow)),
    amountMinor,
    currency: whole.currency,
  };
}

/** The first amount may name a currency that no other cell does. */
function usualCurrency(rows: readonly Cell[], currency: string): string {
  const told = rows.find((cell) => cell('amount') !== '');
  const money = readMoney(told?.('amount') ?? '', currency);
  return 'problem' in money ? currency : money.currency;
}

function readRow(cell: Cell, currency: string): (RowAmount & { items: PurchaseItem[] }) | ReadProblem {
  const named = cell('currency') === '' ? currency : readCurrency(cell('currency'));
  if (named === undefined)
    return { problem: `"${cell('currency')}" is not a currency; write an ISO 4217 code such as EUR` };
  const amount = cell('amount') === '' ? undefined : readMoney(cell('amount'), named);
  if (amount !== undefined && 'problem' in amount) return amount;
  const quantity = readQuantity(cell('quantity'));
  if (quantity === undefined) return { problem: `"${cell('quantity')}" is not a quantity` };
  const items = itemsOf(cell, quantity);
  const many = items.length === 1 ? items[0]?.quantity : quantity;
  const line = readLineAmount(cell, many ?? 1, amount?.currency ?? named);
  if (line !== undefined && 'problem' in line) return line;
  return { amount, line, items: priced(items, line) };
}

/** `2 x Baklava; Bread` in one cell, or one product with its quantity in cells of their own. */
function itemsOf(cell: Cell, quantity: number | null): PurchaseItem[] {
  const product = cell('product');
  const items = product === '' ? readItems(cell('items')) : [{ name: product, quantity: 1 }];
  const [only] = items;
  if (only === undefined || items.length > 1) return items;
  const sku = cell('sku');
  // A quantity that the item itself says is not said of it again.
  const many = only.quantity === 1 ? (quantity ?? 1) : only.quantity;
  return [{ ...only, quantity: many, ...(sku === '' ? {} : { sku }) }];
}

/** Null where none is said; undefined where what is said is none. */
function readQuantity(text: string): number | null | undefined {
  if (text === '') return null;
  const quantity = Number(latinDigits(text).replace(/[٫,]/, '.'));
  return Number.isFinite(quantity) && quantity >= 0 ? quantity : undefined;
}

/** What the line costs: as it is said, else by the price of one. */
function readLineAmount(cell: Cell, quantity: number, currency: string): MoneyReading | undefined {
  if (cell('line-amount') !== '') return readMoney(cell('line-amount'), currency);
  const text = cell('unit-price');
  if (text === '') return undefined;
  const plain = latinDigits(text);
  // A price that shops compute has more decimals than its currency.
  if (FINE_PRICE.test(plain)) {
    const price = Number(plain.replace(/[٫,]/, '.')) * 10 ** minorDigits(currency);
    return { amountMinor: Math.round(price * quantity), currency };
  }
  const price = readMoney(text, currency);
  return 'problem' in price ? price : { ...price, amountMinor: Math.round(price.amountMinor * quantity) };
}

const FINE_PRICE = /^\d{1,9}[.,٫]\d{4,12}$/;

/** An amount of one row is an item's where the row has one item. */
function priced(items: PurchaseItem[], money: { amountMinor: number } | undefined): PurchaseItem[] {
  const [only] = items;
  if (only === undefined || items.length > 1 || money === undefined) return items;
  return [{ ...only, amountMinor: money.amountMinor }];
}
