import { describe, expect, it } from 'vitest';
import { readLines } from '../../../src/customers/imports/order-lines.ts';

const read = (...rows: Record<string, string>[]) =>
  readLines(
    rows.map((row) => (field: string) => row[field] ?? ''),
    'EUR',
    new Set(rows.flatMap((row) => Object.keys(row))),
  );

describe('the lines of an order', () => {
  it('cost what the line says, else the price of one by the quantity, wherever that is written', () => {
    const rows = [
      { amount: '70', product: 'Cake', quantity: '۲', 'unit-price': '10', 'line-amount': '19' },
      { items: '3 x Bread', 'unit-price': '4.50', quantity: '3' },
      { items: 'Tea', quantity: '1,5', 'unit-price': '3.33333', sku: 'T-1' },
      { items: 'Salt; Sugar', 'unit-price': '2' },
    ];
    expect(read(...rows)).toEqual({
      amountMinor: 7000,
      currency: 'EUR',
      items: [
        { name: 'Cake', quantity: 2, amountMinor: 1900 },
        { name: 'Bread', quantity: 3, amountMinor: 1350 },
        { name: 'Tea', quantity: 1.5, amountMinor: 500, sku: 'T-1' },
        { name: 'Salt', quantity: 1 },
        { name: 'Sugar', quantity: 1 },
      ],
    });
  });

  it('are in the currency that the total names', () => {
    const total = { amount: '9 USD', product: 'Tea', 'line-amount': '4' };
    expect(read(total, { product: 'Bread', 'line-amount': '5' })).toMatchObject({
      currency: 'USD',
      amountMinor: 900,
    });
  });

  it.each([
    [{ quantity: 'two' }, '"two" is not a quantity'],
    [{ currency: 'money' }, '"money" is not a currency; write an ISO 4217 code such as EUR'],
    [{ 'line-amount': 'free' }, '"free" is not an amount'],
    [{ currency: 'USD', 'line-amount': '5' }, 'is in another currency than the order'],
  ])('%j is told by its row', (row, problem) => {
    expect(read({ amount: '9' }, row)).toEqual({ problem, row: 1 });
  });
});
