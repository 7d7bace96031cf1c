import type { ValueSummary } from './value-model.ts';

/** A day with a purchase, counted from any day, and all that was spent on it. */
export interface PurchaseDay {
  day: number;
  amountMinor: number;
}

const DAYS_OF_WEEK = 7;

/**
 * The history of one customer up to and with day `today`, as the papers count it: several purchases on one day are one,
 * and the first does not count towards what is repeated. Undefined when there is none.
 */
export function summariseDays(purchases: readonly PurchaseDay[], today: number): ValueSummary | undefined {
  const byDay = new Map<number, number>();
  for (const { day, amountMinor } of purchases) {
    if (day <= today) byDay.set(day, (byDay.get(day) ?? 0) + amountMinor);
  }
  if (byDay.size === 0) return undefined;
  const first = Math.min(...byDay.keys());
  const last = Math.max(...byDay.keys());
  const repeats = byDay.size - 1;
  let spent = 0;
  for (const [day, amountMinor] of byDay) if (day !== first) spent += amountMinor;
  return {
    repeats,
    recency: (last - first) / DAYS_OF_WEEK,
    age: (today - first) / DAYS_OF_WEEK,
    meanSpend: repeats > 0 ? spent / repeats : null,
  };
}
