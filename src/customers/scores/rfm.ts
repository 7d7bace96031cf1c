import { DAY_MS } from '../../lib/duration.ts';
import type { ContactFacts, CurrencyTotal } from './facts.ts';
import type { RfmThresholds } from './score-models.ts';

/** The names of groups of buyers, best first. */
export const RFM_GROUPS = [
  'champions',
  'loyal',
  'promising',
  'new',
  'needs-attention',
  'cooling',
  'cannot-lose',
  'at-risk',
  'hibernating',
  'lost',
] as const;
export type RfmGroup = (typeof RFM_GROUPS)[number];

/**
 * The grid: a line for each fifth of recency, the most recent first; in it the fifths of weight, the lightest first, which
 * is the middle of frequency and money.
 */
const GRID: readonly (readonly RfmGroup[])[] = [
  ['new', 'promising', 'promising', 'champions', 'champions'],
  ['new', 'promising', 'loyal', 'loyal', 'champions'],
  ['cooling', 'cooling', 'needs-attention', 'loyal', 'loyal'],
  ['hibernating', 'hibernating', 'at-risk', 'at-risk', 'cannot-lose'],
  ['lost', 'hibernating', 'at-risk', 'cannot-lose', 'cannot-lose'],
];

export interface Rfm {
  /** 1 to 5, 5 is best. */
  recency: number;
  frequency: number;
  /** Null where too few buy in this currency. */
  monetary: number | null;
  group: RfmGroup;
  /** When time alone will lower recency, epoch milliseconds. */
  nextAt: number | undefined;
}

/**
 * The currency a contact is judged in: the business's own where they bought in it, else the one they bought in most often.
 * Sums of different currencies are never added, nor exchanged: a rate that nobody stated would be invented.
 */
export function mainCurrency(totals: readonly CurrencyTotal[], own: string): CurrencyTotal | undefined {
  const inOwn = totals.find(({ currency }) => currency === own);
  return (
    inOwn ?? totals.toSorted((a, b) => b.count - a.count || a.currency.localeCompare(b.currency, 'en'))[0]
  );
}

/**
 * Recency, frequency and money as fifths of the buyers in the same currency, and the group they make (the fifths of the business's
 * own currency serve for recency and frequency where too few buy in theirs). Undefined without a purchase or thresholds.
 */
export function rfmOf(
  facts: Pick<ContactFacts, 'purchases' | 'purchaseCount'>,
  total: CurrencyTotal,
  thresholds: ReadonlyMap<string, RfmThresholds>,
  own: string,
  now: number,
): Rfm | undefined {
  const money = thresholds.get(total.currency);
  const habits = money ?? thresholds.get(own);
  const last = facts.purchases.at(-1)?.at;
  if (!habits || last === undefined) return undefined;
  const days = Math.max(0, (now - last) / DAY_MS);
  const older = habits.recencyDays.filter((end) => days > end).length;
  const recency = 5 - older;
  const frequency = fifth(facts.purchaseCount, habits.frequency);
  const monetary = money ? fifth(total.amountMinor, money.monetary) : null;
  const end = habits.recencyDays.find((one) => days <= one);
  return {
    recency,
    frequency,
    monetary,
    group: notNew(groupOf(recency, frequency, monetary), facts.purchaseCount),
    nextAt: end === undefined ? undefined : last + end * DAY_MS,
  };
}

/** Among people who all buy often the lowest fifth does, too. */
function notNew(group: RfmGroup, purchases: number): RfmGroup {
  return group === 'new' && purchases > NEW_PURCHASES ? 'promising' : group;
}

/** Who bought more often is not new. */
const NEW_PURCHASES = 2;

/** 1 to 5: above how many of the ends it lies. */
function fifth(value: number, ends: readonly number[]): number {
  return 1 + ends.filter((end) => value > end).length;
}

export function groupOf(recency: number, frequency: number, monetary: number | null): RfmGroup {
  const weight = monetary === null ? frequency : Math.ceil((frequency + monetary) / 2);
  const group = GRID[5 - recency]?.[weight - 1];
  if (!group) throw new RangeError(`there is no group for ${recency}, ${frequency}, ${monetary}`);
  return group;
}
