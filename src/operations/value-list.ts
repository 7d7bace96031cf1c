import { z } from 'zod';
import { type BestCustomers, bestCustomers, MAX_AT_ONCE } from '../customers/value/best-customers.ts';
import { claimLearning, finishLearning } from '../customers/value/claim-learning.ts';
import { fitCurrency, LEARNED_VALUE, learnValue, readValueModel } from '../customers/value/learn-value.ts';
import { countBuyers, currenciesOf } from '../customers/value/summarise-purchases.ts';
import type { ValueModel } from '../customers/value/value-model.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { endOfDay } from './end-of-day.ts';
import { operation } from './operation.ts';

/** The best customers, and what that is based on; `currency` null while nothing was bought. */
export interface ValueList extends BestCustomers {
  currency: string | null;
  /** Others that were bought in. */
  otherCurrencies: string[];
  basis: { model: ValueModel; fittedAt: Date } | null;
}

const MAX_LINES = 1000;

/** The best customers of one currency. Before the first model, or with `refit`, it is fitted for this answer and kept. */
export const valueList = operation(
  'value-list',
  z.strictObject({
    currency: z.string().length(3).toUpperCase().optional(),
    by: z.enum(['value', 'revenue']).default('value'),
    limit: z.int().min(1).max(MAX_LINES).default(20),
    refit: z.boolean().default(false),
    /** As things were at the end of that day; fitted for this answer, and not kept. */
    at: z.iso.date().optional(),
  }),
  async (workspace, { currency: wanted, by, limit, refit, at }): Promise<ValueList> => {
    const { db, businessId, config } = workspace;
    const { timeZone } = config.business;
    const now = at === undefined ? await workspace.clock.now() : endOfDay(at, timeZone);
    const currencies = await inBusiness(db, businessId, currenciesOf);
    const currency = wanted ?? currencies[0];
    if (currency === undefined) return NOTHING_BOUGHT;
    if (!currencies.includes(currency))
      throw new WafaError(`nothing was bought in ${currency}`, {
        hint: currencies.length === 0 ? 'nothing was bought yet' : `bought was in ${currencies.join(', ')}`,
        exitCode: ExitCode.usage,
      });
    const basis =
      at === undefined
        ? await learnedBasis(workspace, currency, now, refit)
        : { model: await fitCurrency(db, businessId, { currency, now, timeZone }), fittedAt: now };
    return inBusiness(db, businessId, async (tx) => {
      if (at !== undefined && (await countBuyers(tx)) > MAX_AT_ONCE)
        throw new WafaError(`of more than ${MAX_AT_ONCE} customers value is told as of now only`, {
          hint: 'leave --at away',
          exitCode: ExitCode.usage,
        });
      const best = await bestCustomers(tx, { currency, model: basis.model, by, limit, now, timeZone });
      const otherCurrencies = currencies.filter((other) => other !== currency);
      return { ...best, currency, otherCurrencies, basis };
    });
  },
);

/** What was learned last, after learning anew where that is due or asked for. */
async function learnedBasis(
  { db, businessId, config }: Workspace,
  currency: string,
  now: Date,
  refit: boolean,
): Promise<{ model: ValueModel; fittedAt: Date }> {
  const { due, known } = await inBusiness(db, businessId, async (tx) => ({
    due: await claimLearning(tx, LEARNED_VALUE, { now, timeZone: config.business.timeZone }),
    known: await readValueModel(tx, currency),
  }));
  if (known && !due && !refit) return known;
  await learnValue(db, businessId, now, config.business.timeZone);
  return inBusiness(db, businessId, async (tx) => {
    await finishLearning(tx, LEARNED_VALUE);
    const learned = await readValueModel(tx, currency);
    if (!learned) throw new Error('a model is fitted for every currency');
    return learned;
  });
}

const NOTHING_BOUGHT: ValueList = {
  customers: [],
  buyers: 0,
  expectedPurchases: null,
  expectedRevenueMinor: null,
  lastPurchaseAt: null,
  from: 'now',
  currency: null,
  otherCurrencies: [],
  basis: null,
};
