import type { Proportion } from '../../lib/statistics/proportion.ts';

/** How long a product lasts, from the days between purchases of it by one person. */
export interface ProductRhythm {
  productId: string;
  name: string;
  /** Quartiles of the days between two purchases; half of all gaps lie between `quick` and `slow`. */
  quickDays: number;
  usualDays: number;
  slowDays: number;
  /** What they are of. */
  gaps: number;
  people: number;
  /** Of everybody who bought it, who did so on another day again. */
  again: Proportion;
}

/** A product is bought again and again when at least this share of its buyers did so. */
const MIN_AGAIN = 0.2;
/** A product's gaps count as much as so many of a person's own. */
const PRODUCT_WEIGHT = 2;
/** The usual range of a person of whom the product's is not known. */
const OWN_RANGE = { quick: 0.75, slow: 1.5 } as const;
/** Gaps of a person's own that make a rhythm where the product has none. */
const MIN_OWN_GAPS = 2;
/** So many times the slowest usual gap over, and it is no longer waited for. */
const GIVEN_UP = 3;

/** When somebody is expected to need a product again; days count from any one day, as given. */
export interface Replenishment {
  dueOn: number;
  /** Half of all come between these. */
  from: number;
  until: number;
  gapDays: number;
  /** Gaps of their own it rests on; 0 is the product's alone. */
  ownGaps: number;
  /** It is so long ago that they will hardly come for it. */
  givenUp: boolean;
}

/**
 * The next purchase of one product by one person: the middle of their own gaps drawn towards the product's usual one, the
 * more the fewer they have. Undefined where neither says anything, or where the product is not one that is bought again.
 */
export function nextOfProduct(
  purchaseDays: readonly number[],
  product: ProductRhythm | undefined,
  today: number,
): Replenishment | undefined {
  const days = [...new Set(purchaseDays)].sort((a, b) => a - b);
  const last = days.at(-1);
  if (last === undefined) return undefined;
  const own = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const known = product && product.again.share >= MIN_AGAIN ? product : undefined;
  if (own.length < MIN_OWN_GAPS && !known) return undefined;
  const gapDays = Math.max(1, Math.round(expectedGap(own, known)));
  const quick = known ? known.quickDays / known.usualDays : OWN_RANGE.quick;
  const slow = known ? known.slowDays / known.usualDays : OWN_RANGE.slow;
  const until = last + Math.ceil(gapDays * slow);
  return {
    dueOn: last + gapDays,
    from: last + Math.floor(gapDays * quick),
    until,
    gapDays,
    ownGaps: own.length,
    givenUp: today > last + GIVEN_UP * (until - last),
  };
}

/** On logarithms: half and double are equally far from usual. */
function expectedGap(own: readonly number[], product: ProductRhythm | undefined): number {
  const sorted = [...own].sort((a, b) => a - b);
  const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  if (!product) return middle;
  if (own.length === 0) return product.usualDays;
  const weight = own.length + PRODUCT_WEIGHT;
  return Math.exp((own.length * Math.log(middle) + PRODUCT_WEIGHT * Math.log(product.usualDays)) / weight);
}
