import { DAY_MS } from '../../lib/duration.ts';
import { summariseDays } from '../value/summarise-days.ts';
import { scorePurchases, type ValueModel } from '../value/value-model.ts';
import type { ContactFacts } from './facts.ts';

export interface ScoredValue {
  alive: number | null;
  expectedPurchases: number | null;
  expectedRevenueMinor: number | null;
  /** Why some of it is not known. */
  reason: string | undefined;
}

/** What is expected of a buyer over twelve months, from their purchases in one currency; nothing before a model is fitted. */
export function valueOf(
  { purchases }: Pick<ContactFacts, 'purchases'>,
  currency: string,
  model: ValueModel | undefined,
  now: number,
): ScoredValue | undefined {
  if (!model) return undefined;
  const days = purchases
    .filter((one) => one.currency === currency)
    .map(({ at, amountMinor }) => ({ day: Math.floor(at / DAY_MS), amountMinor }));
  const summary = summariseDays(days, Math.floor(now / DAY_MS));
  if (!summary) return undefined;
  const { alive, expectedPurchases, expectedRevenueMinor, reasons } = scorePurchases(model, summary);
  return {
    alive: rounded(alive),
    expectedPurchases: rounded(expectedPurchases),
    expectedRevenueMinor,
    reason: reasons[0],
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
