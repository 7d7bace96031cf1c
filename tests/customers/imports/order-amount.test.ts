import { describe, expect, it } from 'vitest';
import { orderAmount } from '../../../src/customers/imports/order-amount.ts';

const money = (amountMinor: number | null, currency = 'EUR') =>
  amountMinor === null ? undefined : { amountMinor, currency };
const amounts = (...values: (number | null)[]) =>
  values.map((value) => ({ amount: money(value), line: undefined }));
const AMOUNT = new Set(['amount']);

describe('what an order of several rows costs', () => {
  it.each([
    [[1500, null, null], 1500, false],
    [[null, 1500], 1500, false],
    [[1500, 1500], 1500, false],
    [[500, 1000], 1500, true],
    [[500, 500, 700], 1700, true],
    [[500, 0], 500, true],
  ])('%j makes %i', (values, amountMinor, ofLines) => {
    expect(orderAmount(amounts(...values), AMOUNT)).toEqual({ amountMinor, ofLines, currency: 'EUR' });
  });

  it.each([
    [[500, null, 1000], 2],
    [[1500, 500, 1000], 1],
    [[500, 1000, 1500], 1],
  ])('%j cannot be decided', (values, row) => {
    expect(orderAmount(amounts(...values), AMOUNT)).toMatchObject({
      problem: expect.stringMatching(/which is the total cannot be told/),
      row,
    });
  });

  it('does not take different totals for lines where lines have a column of their own', () => {
    const rows = [
      { amount: money(1500), line: money(500) },
      { amount: money(1400), line: money(1000) },
    ];
    expect(orderAmount(rows, new Set(['amount', 'unit-price']))).toMatchObject({ row: 1 });
  });

  it('adds up lines where the file has no total, when each has its amount in one currency', () => {
    const lines = (...values: (number | null)[]) =>
      values.map((value) => ({ amount: undefined, line: money(value) }));
    const fields = new Set(['line-amount']);
    expect(orderAmount(lines(500, 500), fields)).toMatchObject({ amountMinor: 1000 });
    expect(orderAmount(lines(500, null), fields)).toMatchObject({ row: 1 });
    expect(orderAmount(lines(null), fields)).toEqual({ problem: 'no amount' });
    expect(orderAmount([...lines(500), { amount: undefined, line: money(5, 'USD') }], fields)).toEqual({
      problem: 'is in another currency than the order',
      row: 1,
    });
  });
});
