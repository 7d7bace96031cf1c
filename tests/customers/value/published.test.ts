import { describe, expect, it } from 'vitest';
import { expectedPurchases, expectedPurchasesOf } from '../../../src/customers/value/bg-nbd.ts';
import { fitValue } from '../../../src/customers/value/fit-value.ts';
import { readSummaryFile } from '../../../src/customers/value/read-summary-file.ts';
import { type PurchaseDay, summariseDays } from '../../../src/customers/value/summarise-days.ts';
import type { PurchaseModel, SpendModel } from '../../../src/customers/value/value-model.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { REFERENCE_DATA_IS_THERE, referenceFile, referenceLines } from '../../support/reference-data.ts';

const WITHIN = 0.01;

describe.skipIf(!REFERENCE_DATA_IS_THERE)(
  'the published figures of CDNOW (shared data beside the checkout)',
  () => {
    it('are those of the BG/NBD fit', async () => {
      const { summaries } = await readSummaryFile(referenceFile('cdnow-summary.csv'));
      const { parameters, logLikelihood, standardErrors, ...fit } = await purchaseModel(summaries);
      isNear(parameters.r, 0.243);
      isNear(parameters.alpha, 4.414);
      isNear(parameters.a, 0.793);
      isNear(parameters.b, 2.426);
      expect(logLikelihood).toBeCloseTo(-9582.4, 1);
      expect(fit.atLimit).toEqual([]);
      expect(standardErrors.r).toBeGreaterThan(0.01);
      expect(standardErrors.r).toBeLessThan(0.02);
      isNear(expectedPurchasesOf(parameters, { repeats: 2, recency: 30.43, age: 38.86 }, 39), 1.226);
      const expected = { 0.1429: 0.0078, 1: 0.0532, 3: 0.1506, 31.8571: 1.0405, 78: 1.8576 };
      for (const [weeks, figure] of Object.entries(expected))
        isNear(expectedPurchases(parameters, Number(weeks)), figure);
    });

    it('say of the first sixty that there is too little data', async () => {
      const { summaries } = await readSummaryFile(referenceFile('cdnow-summary.csv'));
      const { purchases, repeatBuyers } = await fitValue(summaries.slice(0, 60));
      expect(repeatBuyers).toBe(21);
      expect(purchases).toMatchObject({
        reason: 'after a purchase customers seem to leave either surely or never',
      });
    });

    it('are those of the Gamma-Gamma fit', async () => {
      const { summaries, withSpend } = await readSummaryFile(referenceFile('cdnow-summary-with-value.csv'));
      expect(withSpend).toBe(true);
      const { spend } = await fitValue(summaries);
      const { parameters } = spend as SpendModel;
      isNear(parameters.p, 6.25);
      isNear(parameters.q, 3.74);
      isNear(parameters.v, 15.44);
    });

    it('come from the log of purchases: summarised by week it is the summary', () => {
      const end = dayOf('19970930');
      const ours = [...byCustomer().values()].map((purchases) => summariseDays(purchases, end));
      const theirs = referenceLines('cdnow-summary.csv').map((line) => line.split(',').slice(1).map(Number));
      const rounded = ours.map((one) => one && [one.repeats, round(one.recency), round(one.age)]);
      expect(rounded).toEqual(theirs);
    });

    // The model is known to fall short here: by an eighth.
    it('foretell the next 39 weeks, which the fit has not seen, within 15 %', async () => {
      const end = dayOf('19970930');
      const people = [...byCustomer().values()];
      const summaries = people.flatMap((purchases) => summariseDays(purchases, end) ?? []);
      const { parameters } = await purchaseModel(summaries);
      const foretold = summaries.reduce((sum, one) => sum + expectedPurchasesOf(parameters, one, 39), 0);
      const bought = people.reduce(
        (sum, purchases) => sum + new Set(purchases.map(({ day }) => day).filter((day) => day > end)).size,
        0,
      );
      expect(bought).toBeGreaterThan(1500);
      expect(Math.abs(foretold / bought - 1)).toBeLessThan(0.15);
    });
  },
);

async function purchaseModel(summaries: Parameters<typeof fitValue>[0]): Promise<PurchaseModel> {
  const { purchases } = await fitValue(summaries);
  if (purchases.state !== 'fitted') throw new Error(purchases.reason);
  return purchases;
}

function isNear(value: number, published: number): void {
  expect(Math.abs(value / published - 1), `${value} is not ${published}`).toBeLessThan(WITHIN);
}

function round(weeks: number): number {
  return Math.round(weeks * 100) / 100;
}

/** Customers in the order of the log. */
function byCustomer(): Map<string, PurchaseDay[]> {
  const people = new Map<string, PurchaseDay[]>();
  for (const line of referenceLines('cdnow-purchases.txt', { header: false })) {
    const [id = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
    const day = { day: dayOf(date), amountMinor: Math.round(Number(dollars) * 100) };
    people.set(id, [...(people.get(id) ?? []), day]);
  }
  return people;
}

function dayOf(date: string): number {
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return Date.parse(iso) / DAY_MS;
}
