import { aliveProbability, type BgNbd, expectedPurchasesOf } from './bg-nbd.ts';
import { expectedSpend, type GammaGamma } from './gamma-gamma.ts';
import type { PurchaseHistory } from './history.ts';

/** How far ahead value is told. */
export const VALUE_WEEKS = 365.25 / 7;

/** What was learned from all customers of a business who buy in one currency; amounts in minor units. */
export interface ValueModel {
  purchases: PurchaseModel | TooLittleData;
  spend: SpendModel | TooLittleData;
  /** Customers who were counted, and those of them who came back. */
  customers: number;
  repeatBuyers: number;
  /** The share of all buyers that was looked at; 1 is all. */
  sampled: number;
}

/** Figures would be a guess; `reason` says why, for people. */
export interface TooLittleData {
  state: 'too-little-data';
  reason: string;
}

export interface PurchaseModel {
  state: 'fitted';
  parameters: BgNbd;
  standardErrors: Errors<BgNbd>;
  logLikelihood: number;
  /** Parameters that ran to the end of their range: the data does not say how large they are. */
  atLimit: (keyof BgNbd)[];
  /** What a new customer buys again within 12 months, with its standard error. */
  newCustomerYear: number;
  newCustomerYearError: number;
  /** Repeat purchases so far: as the model has them, and as they were. */
  modelledRepeats: number;
  observedRepeats: number;
}

export interface SpendModel {
  state: 'fitted';
  parameters: GammaGamma;
  standardErrors: Errors<GammaGamma>;
  logLikelihood: number;
  atLimit: (keyof GammaGamma)[];
  /** What a customer of whom nothing is known spends at a time; null when that is infinite (q <= 1). */
  usualSpend: number | null;
  /** Of spend and number of purchases among those who came back: the model takes them for independent. */
  correlation: number | null;
}

/** Null where there is none: at a limit. */
type Errors<T> = Record<keyof T, number | null>;

/** One customer in one currency, in weeks and minor units: what scoring needs. */
export interface ValueSummary extends PurchaseHistory {
  /** Mean amount of the days with a purchase after the first one; null when there is none. */
  meanSpend: number | null;
}

/** What can be expected of one customer; null is not known, and `reasons` says why. */
export interface Value {
  /** 0 to 1. */
  alive: number | null;
  /** Days with a purchase in the next 12 months. */
  expectedPurchases: number | null;
  /** In the next 12 months, in minor units; not discounted, and no profit. */
  expectedRevenueMinor: number | null;
  reasons: string[];
}

/** The value of one customer under what was learned from all. Pure: the same for a batch, a page and a test. */
export function scorePurchases(model: ValueModel, summary: ValueSummary): Value {
  const { purchases, spend } = model;
  if (purchases.state !== 'fitted')
    return {
      alive: null,
      expectedPurchases: null,
      expectedRevenueMinor: null,
      reasons: [`too little data: ${purchases.reason}`],
    };
  const reasons: string[] = [];
  // Nobody leaves before a second purchase in this model: of who bought once it would say 100 %, and mean nothing.
  const once = summary.repeats === 0;
  if (once) reasons.push('bought on one day only: whether they will come back cannot be told from it');
  const alive = once ? null : aliveProbability(purchases.parameters, summary);
  const expectedPurchases = expectedPurchasesOf(purchases.parameters, summary, VALUE_WEEKS);
  const each = spendAtATime(spend, summary);
  if (each === undefined)
    reasons.push(spend.state === 'fitted' ? 'too little data on spend' : `too little data: ${spend.reason}`);
  return {
    alive,
    expectedPurchases,
    expectedRevenueMinor: each === undefined ? null : Math.round(expectedPurchases * each),
    reasons,
  };
}

function spendAtATime(spend: ValueModel['spend'], { repeats, meanSpend }: ValueSummary): number | undefined {
  if (spend.state !== 'fitted') return undefined;
  if (repeats === 0 || meanSpend === null || meanSpend <= 0)
    return expectedSpend(spend.parameters, { repeats: 0, mean: 0 });
  return expectedSpend(spend.parameters, { repeats, mean: meanSpend });
}
