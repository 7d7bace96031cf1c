import { falseDiscoveryRates } from '../../lib/statistics/benjamini-hochberg.ts';
import { fisherMore } from '../../lib/statistics/fisher.ts';

/** Who bought what: counts of people, not of purchases. */
export interface Baskets {
  /** Everybody who bought any product. */
  customers: number;
  products: { id: string; name: string; buyers: number }[];
  /** People who bought both, each pair once; those below `MIN_SUPPORT` may be left out. */
  pairs: { first: string; second: string; both: number }[];
}

/** Who bought `has` also bought `offer`, more often than chance would have it. */
export interface Association {
  has: { id: string; name: string };
  offer: { id: string; name: string };
  /** People who bought both. */
  both: number;
  /** Of those who bought `has`, 0 to 1. */
  share: number;
  /** Of everybody. */
  usualShare: number;
  /** `share` over `usualShare`. */
  lift: number;
  /** Fisher's exact test, corrected for the number of pairs of products. */
  q: number;
}

/** Fewer people than this who bought both are an accident. */
export const MIN_SUPPORT = 5;
/** One in a hundred of what is kept is expected to be chance. */
const MAX_RATE = 0.01;
/** Less is no reason for an offer. */
const MIN_LIFT = 1.2;
/** Kept, the surest first. */
const MAX_ASSOCIATIONS = 2000;

/** What buyers of one product also bought, in both directions, the highest lift first. */
export function findAssociations({ customers, products, pairs }: Baskets): Association[] {
  const byId = new Map(products.map((product) => [product.id, product]));
  const tested = pairs.flatMap(({ first, second, both }) => {
    const [one, other] = [byId.get(first), byId.get(second)];
    if (!one || !other || both < MIN_SUPPORT || customers === 0) return [];
    const rest = { otherPart: other.buyers - both, otherWhole: customers - one.buyers };
    return [{ one, other, both, p: fisherMore({ part: both, whole: one.buyers, ...rest }) }];
  });
  // All pairs of these products could have been found, also those that nobody bought together.
  const possible = (products.length * (products.length - 1)) / 2;
  const rates = falseDiscoveryRates(
    tested.map(({ p }) => p),
    possible,
  );
  return tested
    .flatMap(({ one, other, both }, index): Association[] => {
      const q = rates[index] ?? 1;
      const lift = (both * customers) / (one.buyers * other.buyers);
      if (q > MAX_RATE || lift < MIN_LIFT) return [];
      return [[one, other] as const, [other, one] as const].map(([has, offer]) => ({
        has: { id: has.id, name: has.name },
        offer: { id: offer.id, name: offer.name },
        both,
        share: both / has.buyers,
        usualShare: offer.buyers / customers,
        lift,
        q,
      }));
    })
    .sort((a, b) => b.lift - a.lift || b.both - a.both)
    .slice(0, MAX_ASSOCIATIONS);
}

/** What to offer somebody who has these products: what they have not, for the reason that holds for most buyers. */
export function offersFor(
  has: ReadonlySet<string>,
  associations: readonly Association[],
  limit: number,
): Association[] {
  const best = new Map<string, Association>();
  for (const one of associations) {
    if (!has.has(one.has.id) || has.has(one.offer.id)) continue;
    const known = best.get(one.offer.id);
    if (!known || one.share > known.share) best.set(one.offer.id, one);
  }
  return [...best.values()].sort((a, b) => b.share - a.share || b.lift - a.lift).slice(0, limit);
}
