import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { openFigure, type RetentionFigure } from '../../../src/customers/retention/open-figure.ts';
import { retentionReport } from '../../../src/customers/retention/retention-report.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const UNTIL = new Date('2026-03-10T12:00:00Z');
const OPTIONS = {
  rules: { inactiveAfter: 120 * 86_400_000, usualGapFactor: 2 },
  until: UNTIL,
  timeZone: 'Europe/Vienna',
};
let database: TestDatabase;

/** When people of a small street bought; 1000 each, in euro. */
const BOUGHT: Record<string, string[]> = {
  // Every month since January 2025, and still there.
  Karim: months('2025-01', 15),
  // Came each month for half a year, then not for long, then once more.
  Layla: [...months('2025-02', 6), '2026-02'],
  // Bought once, late in the evening of the last of January in Vienna, and never again.
  Shirin: ['2025-01-31T22:30:00Z'],
  // Long ago, and again now.
  Reza: ['2023-05', '2025-12'],
};

function months(first: string, number: number): string[] {
  const [year = 0, month = 0] = first.split('-').map(Number);
  return Array.from({ length: number }, (_, later) =>
    new Date(Date.UTC(year, month - 1 + later, 1)).toISOString().slice(0, 7),
  );
}

beforeAll(async () => {
  database = await testDatabase();
  const purchases = Object.entries(BOUGHT).flatMap(([name, dates]) =>
    dates.map((date) => ({
      dedupeKey: `${name} ${date}`,
      email: `${name.toLowerCase()}@street.example`,
      name,
      orderId: null,
      occurredAt: new Date(date.length > 7 ? date : `${date}-05T10:00:00Z`),
      amountMinor: 1000,
      currency: 'EUR',
      method: null,
      items: [],
      source: 'csv' as const,
      sourceRef: 'orders.csv:1',
      history: true,
    })),
  );
  await database.inside((tx) => recordPurchases(tx, purchases, UNTIL));
});
afterAll(() => database.close());

const report = () => database.inside((tx) => retentionReport(tx, OPTIONS));
const open = async (figure: RetentionFigure, more: { after?: string; limit?: number } = {}) => {
  const found = await database.inside((tx) => openFigure(tx, figure, { ...OPTIONS, limit: 50, ...more }));
  return found.map(({ name }) => name).sort();
};

describe('retentionReport', () => {
  it('holds the last year against the one before, with what to doubt', async () => {
    const { year, retention, tooLittleData, projections, currency } = await report();
    // March 2024 to 2025: Karim, Layla, Shirin. March 2025 to 2026: Karim, Layla, Reza.
    expect(year).toMatchObject({ before: 3, kept: 2, customers: 3, firstTime: 0 });
    expect(year?.revenueMean).toBeCloseTo((12_000 + 5000 + 1000) / 3, 6);
    expect(retention).toMatchObject({ part: 2, whole: 3 });
    expect(projections).toEqual([]);
    expect(tooLittleData).toBe('3 bought in the year before 2025-03-10, 20 are needed');
    expect(currency).toBe('EUR');
  });

  it('follows each month who joined, left by their own rhythm, and returned; it adds up', async () => {
    const { months } = await report();
    expect(months).toHaveLength(24);
    expect(months[0]).toMatchObject({ month: '2024-04', customers: 0, churn: null });
    const eventful = months.filter(({ joined, left, returned }) => joined + left + returned > 0);
    const moved = eventful.map(({ month, customers, joined, left, returned }) => [
      month,
      customers,
      joined,
      left,
      returned,
    ]);
    expect(moved).toEqual([
      // Reza came and left before these months.
      ['2025-01', 0, 2, 0, 0],
      ['2025-02', 2, 1, 0, 0],
      // Shirin: 120 days after January 31, and an hour of summer time.
      ['2025-06', 3, 0, 1, 0],
      // Layla: two of her usual months after July.
      ['2025-09', 2, 0, 1, 0],
      ['2025-12', 1, 0, 0, 1],
      ['2026-02', 2, 0, 0, 1],
    ]);
    expect(months.find(({ month }) => month === '2025-06')?.churn).toBeCloseTo(1 / 3, 9);
    expect(months.at(-1)).toMatchObject({ month: '2026-03', customers: 3, churn: 0 });
  });

  it('follows the cohorts, in months of the business', async () => {
    const { cohorts } = await report();
    expect(cohorts.map(({ month, customers }) => [month, customers])).toEqual([
      ['2025-01', 2],
      ['2025-02', 1],
    ]);
    const january = cohorts[0]?.months ?? [];
    expect(january).toHaveLength(15);
    expect(january[0]).toMatchObject({ offset: 0, bought: { part: 2, whole: 2 }, revenueMinor: 2000 });
    expect(january[14]).toMatchObject({ offset: 14, bought: { part: 1, whole: 2 }, revenueMinor: 1000 });
    const february = cohorts[1]?.months ?? [];
    expect(february[7]).toMatchObject({ offset: 7, bought: { part: 0, whole: 1 }, revenueMinor: 0 });
    expect(february[12]).toMatchObject({ bought: { part: 1 } });
  });
});

describe('openFigure', () => {
  it('names who is behind each figure', async () => {
    expect(await open({ of: 'year', kept: true })).toEqual(['Karim', 'Layla']);
    expect(await open({ of: 'year', kept: false })).toEqual(['Shirin']);
    expect(await open({ of: 'moves', move: 'left', month: '2025-09' })).toEqual(['Layla']);
    expect(await open({ of: 'moves', move: 'joined', month: '2025-01' })).toEqual(['Karim', 'Shirin']);
    expect(await open({ of: 'moves', move: 'returned', month: '2026-02' })).toEqual(['Layla']);
    expect(await open({ of: 'cohort', month: '2025-01', offset: 1, bought: true })).toEqual(['Karim']);
    expect(await open({ of: 'cohort', month: '2025-01', offset: 1, bought: false })).toEqual(['Shirin']);
  });

  it('opens as many as the figure says, for every figure, page by page', async () => {
    const { months, cohorts } = await report();
    for (const { month, ...counts } of months) {
      for (const move of ['joined', 'left', 'returned'] as const)
        expect(await open({ of: 'moves', move, month })).toHaveLength(counts[move]);
    }
    for (const { month, months: cells } of cohorts) {
      for (const { offset, bought } of cells) {
        expect(await open({ of: 'cohort', month, offset, bought: true })).toHaveLength(bought.part);
        expect(await open({ of: 'cohort', month, offset, bought: false })).toHaveLength(
          bought.whole - bought.part,
        );
      }
    }
    const pages: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await database.inside((tx) =>
        openFigure(tx, { of: 'year', kept: true }, { ...OPTIONS, after, limit: 1 }),
      );
      if (page.length === 0) break;
      pages.push(...page.map(({ name }) => name));
      after = page.at(-1)?.id;
    }
    expect(pages.sort()).toEqual(['Karim', 'Layla']);
  });
});
