import { describe, expect, it } from 'vitest';
import { type Baskets, findAssociations, offersFor } from '../../../src/customers/causes/bought-together.ts';
import { type LostBusiness, lostCauses } from '../../../src/customers/causes/lost-business.ts';
import { nextOfProduct, type ProductRhythm } from '../../../src/customers/causes/replenishment.ts';
import {
  findTroubledProducts,
  type ProductTrouble,
} from '../../../src/customers/causes/troubled-products.ts';
import { proportion } from '../../../src/lib/statistics/proportion.ts';
import { seededRandom } from '../../../src/lib/statistics/random.ts';

describe('findTroubledProducts', () => {
  const product = (name: string, buyers: number, troubled: number): ProductTrouble => ({
    productId: name,
    name,
    buyers,
    troubled,
    complaints: troubled,
    returns: 0,
  });
  /** A hundred kinds of bread, each bought by 200, of whom 2 % complain. */
  const totals = { products: 100, buyers: 20_000, troubled: 400 };

  it('blames the walnut loaf, which makes trouble, not the baguette, which everybody buys', () => {
    const [first, second] = findTroubledProducts(
      [product('Baguette', 3000, 63), product('Walnut loaf', 120, 14)],
      totals,
    );
    expect(first).toMatchObject({ name: 'Walnut loaf', unusual: true });
    expect(first?.expected).toBeCloseTo((120 * 386) / 19_880, 9);
    expect(first?.share.share).toBeCloseTo(14 / 120, 9);
    expect(second).toMatchObject({ name: 'Baguette', troubled: 63, unusual: false });
  });

  it('does not fall for the worst of many: two of ten who complain are chance among a hundred products', () => {
    const [muffin] = findTroubledProducts([product('Muffin', 10, 2)], totals);
    expect(muffin?.p).toBeLessThan(0.05);
    expect(muffin?.unusual).toBe(false);
    const [alone] = findTroubledProducts([product('Muffin', 10, 2)], { ...totals, products: 1 });
    expect(alone?.unusual).toBe(true);
  });

  it('calls little unusual where chance alone is at work', () => {
    const random = seededRandom(3);
    const binomial = (number: number, share: number) =>
      Array.from({ length: number }, () => random.uniform()).filter((draw) => draw < share).length;
    let called = 0;
    for (let world = 0; world < 40; world++) {
      const products = Array.from({ length: 100 }, (_, number) =>
        product(`Bread ${number}`, 50, binomial(50, 0.04)),
      );
      const troubled = products.reduce((sum, one) => sum + one.troubled, 0);
      const found = findTroubledProducts(products, { products: 100, buyers: 5000, troubled });
      if (found.some(({ unusual }) => unusual)) called++;
    }
    expect(called).toBeLessThan(6);
  });

  it('does not judge what hardly anybody bought', () => {
    expect(findTroubledProducts([product('Wedding cake', 4, 4)], totals)).toEqual([]);
  });
});

describe('lostCauses', () => {
  let number = 0;
  const lost = (more: Partial<LostBusiness>): LostBusiness => ({
    feedbackId: `feedback-${++number}`,
    contactId: `contact-${number}`,
    at: new Date('2026-02-01'),
    cause: null,
    text: '',
    competitor: null,
    product: null,
    amountMinor: null,
    currency: null,
    ...more,
  });

  it('takes a price for a price in three languages, with whom it went to and what it cost', () => {
    const causes = lostCauses(
      [
        lost({ cause: 'Price', competitor: 'Steiner', amountMinor: 5000, currency: 'EUR' }),
        lost({
          text: 'They found us too expensive.',
          competitor: 'steiner ',
          amountMinor: 700,
          currency: 'EUR',
        }),
        lost({ text: 'گفت قیمت نان بالاست', product: 'Barbari' }),
        lost({ text: 'قال إن السعر مرتفع' }),
        lost({ cause: 'late delivery', text: 'They also asked for the price list.' }),
        lost({}),
      ],
      [],
    );
    expect(causes[0]).toMatchObject({
      cause: 'price',
      share: { part: 4, whole: 6 },
      before: null,
      p: null,
      lost: [{ currency: 'EUR', amountMinor: 5700 }],
      competitors: [{ name: 'Steiner', times: 2 }],
      products: [{ name: 'Barbari', times: 1 }],
    });
    expect(causes[0]?.feedbackIds).toHaveLength(4);
    expect(causes.slice(1).map(({ cause }) => cause)).toEqual(['late delivery', 'not said']);
  });

  it('says whether it is named more often than the year before', () => {
    const many = (times: number, cause: string) => Array.from({ length: times }, () => lost({ cause }));
    const [price] = lostCauses(
      [...many(12, 'price'), ...many(3, 'moved')],
      [...many(2, 'price'), ...many(13, 'moved')],
    );
    expect(price?.before).toMatchObject({ part: 2, whole: 15 });
    expect(price?.p).toBeLessThan(0.001);
    const [same] = lostCauses(
      [...many(5, 'price'), ...many(4, 'moved')],
      [...many(5, 'price'), ...many(5, 'moved')],
    );
    expect(same?.p).toBeGreaterThan(0.3);
  });
});

describe('findAssociations', () => {
  const names = ['Flour', 'Yeast', 'Napkins', 'Candles'];
  const baskets = (pairs: [number, number, number][]): Baskets => ({
    customers: 1000,
    products: names.map((name, position) => ({ id: name, name, buyers: [200, 100, 400, 20][position] ?? 0 })),
    pairs: pairs.map(([first, second, both]) => ({
      first: names[first] ?? '',
      second: names[second] ?? '',
      both,
    })),
  });

  it('finds that who buys flour buys yeast, and leaves alone what goes together by chance or hardly ever', () => {
    const found = findAssociations(
      baskets([
        [0, 1, 60],
        [0, 2, 82],
        [1, 3, 4],
      ]),
    );
    expect(found.map(({ has, offer }) => [has.name, offer.name])).toEqual([
      ['Flour', 'Yeast'],
      ['Yeast', 'Flour'],
    ]);
    expect(found[0]).toMatchObject({ both: 60, share: 0.3, usualShare: 0.1 });
    expect(found[0]?.lift).toBeCloseTo(3, 12);
    expect(found[0]?.q).toBeLessThan(1e-6);
  });

  it('offers what somebody has not, for its best reason', () => {
    const found = findAssociations(
      baskets([
        [0, 1, 60],
        [1, 2, 70],
      ]),
    );
    const offered = offersFor(new Set(['Yeast']), found, 5).map(({ offer, share }) => [offer.name, share]);
    expect(offered).toEqual([
      ['Napkins', 0.7],
      ['Flour', 0.6],
    ]);
    expect(offersFor(new Set(['Yeast', 'Flour', 'Napkins']), found, 5)).toEqual([]);
    expect(offersFor(new Set(['Yeast']), found, 1)).toHaveLength(1);
  });
});

describe('nextOfProduct', () => {
  const coffee: ProductRhythm = {
    productId: 'coffee',
    name: 'Coffee, 1 kg',
    quickDays: 20,
    usualDays: 30,
    slowDays: 42,
    gaps: 400,
    people: 90,
    again: proportion(90, 120) ?? { part: 0, whole: 1, share: 0, low: 0, high: 1 },
  };

  it('expects who bought once after the usual time, and who has a rhythm more and more by their own', () => {
    expect(nextOfProduct([100], coffee, 110)).toEqual({
      dueOn: 130,
      from: 120,
      until: 142,
      gapDays: 30,
      ownGaps: 0,
      givenUp: false,
    });
    const some = nextOfProduct([70, 80, 90, 100], coffee, 100);
    const many = nextOfProduct([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], coffee, 100);
    expect(some?.gapDays).toBe(16);
    expect(many?.gapDays).toBe(12);
    expect(many?.ownGaps).toBe(10);
  });

  it('says nothing of what is not bought again, unless they do', () => {
    const sofa = { ...coffee, again: proportion(5, 100) ?? coffee.again };
    expect(nextOfProduct([100], sofa, 110)).toBeUndefined();
    expect(nextOfProduct([100], undefined, 110)).toBeUndefined();
    expect(nextOfProduct([], coffee, 110)).toBeUndefined();
    expect(nextOfProduct([40, 70, 100], undefined, 110)).toMatchObject({ dueOn: 130, from: 122, until: 145 });
  });

  it('counts a day once, and gives up who is far too late', () => {
    expect(nextOfProduct([100, 100, 100], coffee, 110)).toMatchObject({ ownGaps: 0, dueOn: 130 });
    expect(nextOfProduct([100], coffee, 226)).toMatchObject({ givenUp: false });
    expect(nextOfProduct([100], coffee, 227)).toMatchObject({ givenUp: true });
  });
});
