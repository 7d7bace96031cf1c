import { falseDiscoveryRates } from '../../lib/statistics/benjamini-hochberg.ts';
import { fisherMore } from '../../lib/statistics/fisher.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';

/** Of the people who bought a product, how many complained of it or gave it back. Somebody who complains daily is one. */
export interface ProductTrouble {
  productId: string;
  name: string;
  buyers: number;
  troubled: number;
  /** Entries of feedback, of which somebody may have given several. */
  complaints: number;
  returns: number;
}

/** Over all products with buyers enough, those without any trouble too. */
export interface TroubleTotals {
  products: number;
  /** Each buyer of each product. */
  buyers: number;
  troubled: number;
}

export interface TroubledProduct extends ProductTrouble {
  share: Proportion;
  /** Of the buyers of all other products. */
  usualShare: number;
  /** What would be expected of as many buyers. */
  expected: number;
  /** Fisher's exact test against all other products, and corrected for the number of products. */
  p: number;
  q: number;
  /** More than chance: `q` is at most `UNUSUAL`. */
  unusual: boolean;
}

/** Of what is called unusual, one in twenty is expected to be chance. */
const UNUSUAL = 0.05;
/** A product with fewer buyers is not judged. */
export const MIN_PRODUCT_BUYERS = 5;

/** Products by how far their complaints and returns are beyond chance, the farthest first. */
export function findTroubledProducts(
  products: readonly ProductTrouble[],
  totals: TroubleTotals,
): TroubledProduct[] {
  const judged = products.flatMap((product) => {
    const { buyers, troubled } = product;
    const share = proportion(troubled, buyers);
    if (!share || buyers < MIN_PRODUCT_BUYERS) return [];
    const others = { otherPart: totals.troubled - troubled, otherWhole: totals.buyers - buyers };
    const usualShare = others.otherWhole > 0 ? others.otherPart / others.otherWhole : 0;
    const p = fisherMore({ part: troubled, whole: buyers, ...others });
    return [{ ...product, share, usualShare, expected: usualShare * buyers, p }];
  });
  const rates = falseDiscoveryRates(
    judged.map(({ p }) => p),
    totals.products,
  );
  return judged
    .map((product, index) => {
      const q = rates[index] ?? 1;
      return { ...product, q, unusual: q <= UNUSUAL };
    })
    .sort((a, b) => a.p - b.p || b.troubled - a.troubled || (a.name < b.name ? -1 : 1));
}
