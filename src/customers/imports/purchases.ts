import type { PurchaseItem } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { formatMoney } from '../../rendering/money.ts';
import { latinDigits } from '../dates/digits.ts';
import { externalKey, type NamedPerson } from '../identify/named-person.ts';
import { readCurrency, readMoney } from '../purchases/money-text.ts';
import { normaliseOrderId, orderKey, readItems } from '../purchases/order-text.ts';
import { HISTORY_AFTER_MS } from '../purchases/purchase-time.ts';
import { type NewPurchase, recordPurchases } from '../purchases/record-purchases.ts';
import type { Importer, ReadSettings, RowPlace } from './importer.ts';
import { PURCHASE_FIELDS } from './purchase-fields.ts';
import { readPerson, showPerson } from './read-person.ts';
import { refusedRows } from './refused-rows.ts';

type Cell = (field: string) => string;

/** Purchases: one a row, known by its order number, else by what the row says. */
export const purchaseImporter: Importer<NewPurchase> = {
  kind: 'purchases',
  names: PURCHASE_FIELDS,
  required: [['date', 'paid'], ['email', 'customer', 'phone'], ['amount']],
  mayRepeat: (fields) => !fields.has('order'),
  read: readPurchase,
  async write(tx, rows, { now, rules, toCount }) {
    const { recorded, alreadyKnown, created, refusals, contactIds } = await recordPurchases(
      tx,
      rows,
      now,
      rules,
      { countLater: true },
    );
    for (const id of contactIds) toCount.add(id);
    const refused = refusedRows(rows, refusals);
    return { recorded, alreadyKnown, created, changed: 0, refused, warnings: [] };
  },
  show: showPurchase,
};

function readPurchase(
  cell: Cell,
  place: RowPlace,
  settings: ReadSettings,
): NewPurchase | { problem: string } {
  const person = readPerson(cell, settings);
  if ('problem' in person) return person;
  const time = settings.time(cell('date') || cell('paid'));
  if ('problem' in time) return time;
  const named = cell('currency') === '' ? settings.currency : readCurrency(cell('currency'));
  if (named === undefined)
    return { problem: `"${cell('currency')}" is not a currency; write an ISO 4217 code such as EUR` };
  const money = readMoney(cell('amount'), named);
  if ('problem' in money) return money;
  const items = itemsOf(cell);
  if ('problem' in items) return items;
  const terms = readTerms(cell, settings);
  if ('problem' in terms) return terms;
  const orderId = normaliseOrderId(cell('order'));
  const method = cell('method');
  const purchase = {
    ...person,
    ...terms,
    orderId,
    ...time,
    ...money,
    method: method === '' ? null : method,
    items: items.items,
    promotion: cell('promotion') === '' ? null : cell('promotion'),
    source: 'csv' as const,
    sourceRef: place.ref,
    importId: place.importId,
    history: time.occurredAt.getTime() < settings.now.getTime() - HISTORY_AFTER_MS,
  };
  return { ...purchase, dedupeKey: orderId === null ? rowKey(purchase, place.repeats) : orderKey(orderId) };
}

/** What the row says, and how often a row said the same before it. */
function rowKey(purchase: Omit<NewPurchase, 'dedupeKey'>, repeats: number): string {
  const { occurredAt, amountMinor, currency, items, method } = purchase;
  const content = [keyOf(purchase), occurredAt.toISOString(), { amountMinor, currency }, items, method ?? ''];
  return `row:${sha256Hex(JSON.stringify(content))}${repeats === 0 ? '' : `:${repeats + 1}`}`;
}

function keyOf({ email, externalId, phone }: NamedPerson): string | undefined {
  if (email !== undefined) return canonicalAddress(email);
  return externalId === undefined ? phone : externalKey(externalId);
}

/** `2 x Baklava; Bread` in one cell, or one product with its quantity in cells of their own. */
function itemsOf(cell: Cell): { items: PurchaseItem[] } | { problem: string } {
  const product = cell('product');
  if (product === '') return { items: readItems(cell('items')) };
  const written = latinDigits(cell('quantity')).replace(/[٫,]/, '.');
  const quantity = written === '' ? 1 : Number(written);
  if (!Number.isFinite(quantity) || quantity < 0)
    return { problem: `"${cell('quantity')}" is not a quantity` };
  const sku = cell('sku');
  return { items: [{ name: product, quantity, ...(sku === '' ? {} : { sku }) }] };
}

type Terms = Pick<NewPurchase, 'creditDays' | 'dueAt' | 'paidAt'>;

function readTerms(cell: Cell, { time }: ReadSettings): Terms | { problem: string } {
  const days = /\d{1,4}/.exec(latinDigits(cell('credit-days')))?.[0];
  if (days === undefined && cell('credit-days') !== '')
    return { problem: `"${cell('credit-days')}" is no number of days` };
  const due = cell('due') === '' ? undefined : time(cell('due'));
  // What is due may well lie in the future.
  const dueAt = due === undefined ? undefined : 'problem' in due ? due.future : due.occurredAt;
  if (due !== undefined && dueAt === undefined) return { problem: `"${cell('due')}" is not a date` };
  const paid = cell('paid') === '' ? undefined : time(cell('paid'));
  if (paid !== undefined && 'problem' in paid) return paid;
  return {
    creditDays: days === undefined ? null : Number(days),
    dueAt: dueAt ?? null,
    paidAt: paid?.occurredAt ?? null,
  };
}

function showPurchase(purchase: NewPurchase, time: (at: Date) => string): Record<string, string> {
  const { occurredAt, amountMinor, currency, items, method, orderId, dueAt, paidAt, history } = purchase;
  return {
    ...showPerson(purchase),
    date: `${time(occurredAt)}${history ? ' (history)' : ''}`,
    amount: formatMoney(amountMinor, currency, 'en'),
    ...(items.length === 0
      ? {}
      : { items: items.map(({ name, quantity }) => `${quantity} x ${name}`).join('; ') }),
    ...(orderId === null ? {} : { order: orderId }),
    ...(method === null ? {} : { method }),
    ...(dueAt ? { due: time(dueAt) } : {}),
    ...(paidAt ? { paid: time(paidAt) } : {}),
  };
}
