import { canonicalAddress } from '../../lib/email-address.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { formatMoney } from '../../rendering/money.ts';
import { latinDigits } from '../dates/digits.ts';
import { externalKey, type NamedPerson } from '../identify/named-person.ts';
import { readCurrency } from '../purchases/money-text.ts';
import { normaliseOrderId, orderKey } from '../purchases/order-text.ts';
import { HISTORY_AFTER_MS } from '../purchases/purchase-time.ts';
import { type NewPurchase, recordPurchases } from '../purchases/record-purchases.ts';
import type { Cell, Importer, ReadProblem, ReadSettings, RowPlace } from './importer.ts';
import { addLaterRows, type LaterRow, type ReadOrder } from './later-rows.ts';
import { readLines } from './order-lines.ts';
import { PURCHASE_FIELDS } from './purchase-fields.ts';
import { readPerson, showPerson } from './read-person.ts';
import { refusedRows } from './refused-rows.ts';
import { otherBuyer, wholeOrder } from './same-order.ts';

/**
 * Purchases: one a row, or the rows of one order, neighbours together and those further down added to it; known by its
 * number, else by what the row says.
 */
export const purchaseImporter: Importer<ReadOrder> = {
  kind: 'purchases',
  names: PURCHASE_FIELDS,
  required: [
    ['date', 'paid'],
    ['email', 'customer', 'phone'],
    ['amount', 'line-amount', 'unit-price'],
  ],
  mayRepeat: (fields) => !fields.has('order'),
  together: (cell) => (normaliseOrderId(cell('order')) ?? '').toLowerCase(),
  read: readPurchase,
  async write(tx, rows, { now, rules, toCount, importId }) {
    const { recorded, known, created, refusals, contactIds } = await recordPurchases(tx, rows, now, rules, {
      countLater: true,
    });
    for (const id of contactIds) toCount.add(id);
    const later = laterRows(rows, known);
    const refusedKeys = new Set(refusals.map(({ dedupeKey }) => dedupeKey));
    const written = new Set(rows.flatMap(({ dedupeKey }) => (known.has(dedupeKey) ? [] : [dedupeKey])));
    const added = await addLaterRows(
      tx,
      later.filter(({ order }) => !refusedKeys.has(order.dedupeKey)),
      { importId, written, now },
    );
    return {
      recorded,
      alreadyKnown: added.alreadyKnown,
      created,
      changed: 0,
      refused: [...refusedRows(rows, refusals), ...added.refused],
      warnings: [],
    };
  },
  show: showPurchase,
};

/** All but the first row of each order that was not known before. */
function laterRows(rows: readonly ReadOrder[], known: ReadonlySet<string>): LaterRow[] {
  const seen = new Set(known);
  return rows.flatMap((order, index) => {
    if (seen.has(order.dedupeKey)) return [{ order, index }];
    seen.add(order.dedupeKey);
    return [];
  });
}

function readPurchase(
  first: Cell,
  place: RowPlace,
  settings: ReadSettings,
  fields: ReadonlySet<string>,
  more: readonly Cell[],
): ReadOrder | ReadProblem {
  const rows = [first, ...more];
  const cell = wholeOrder(rows);
  const person = readPerson(cell, settings);
  if ('problem' in person) return person;
  const other = otherBuyer(person, rows, settings);
  if (other !== undefined) return other;
  const time = settings.time(cell('date') || cell('paid'));
  if ('problem' in time) return time;
  const named = cell('currency') === '' ? settings.currency : readCurrency(cell('currency'));
  const lines = readLines(rows, named ?? settings.currency, fields);
  if ('problem' in lines) return lines;
  const terms = readTerms(cell, settings);
  if ('problem' in terms) return terms;
  const orderId = normaliseOrderId(cell('order'));
  const method = cell('method');
  const purchase = {
    ...person,
    ...terms,
    orderId,
    ...time,
    ...lines,
    method: method === '' ? null : method,
    promotion: cell('promotion') === '' ? null : cell('promotion'),
    source: 'csv' as const,
    sourceRef: place.ref,
    importId: place.importId,
    sums: !fields.has('amount'),
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
