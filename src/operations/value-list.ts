import { z } from 'zod';
import { type BestCustomers, bestCustomers } from '../customers/value/best-customers.ts';
import { learnValue, readValueModel } from '../customers/value/learn-value.ts';
import { currenciesOf } from '../customers/value/summarise-purchases.ts';
import type { ValueModel } from '../customers/value/value-model.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
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
  }),
  async ({ db, businessId, clock }, { currency: wanted, by, limit, refit }): Promise<ValueList> => {
    const now = await clock.now();
    const currencies = await inBusiness(db, businessId, currenciesOf);
    const currency = wanted ?? currencies[0];
    if (currency === undefined) return NOTHING_BOUGHT;
    if (!currencies.includes(currency))
      throw new WafaError(`nothing was bought in ${currency}`, {
        hint: currencies.length === 0 ? 'nothing was bought yet' : `bought was in ${currencies.join(', ')}`,
        exitCode: ExitCode.usage,
      });
    const known = refit ? undefined : await inBusiness(db, businessId, (tx) => readValueModel(tx, currency));
    if (!known) await learnValue(db, businessId, now);
    return inBusiness(db, businessId, async (tx) => {
      const basis = await readValueModel(tx, currency);
      if (!basis) throw new Error('a model was fitted for every currency');
      const best = await bestCustomers(tx, { currency, model: basis.model, by, limit, now });
      const otherCurrencies = currencies.filter((other) => other !== currency);
      return { ...best, currency, otherCurrencies, basis };
    });
  },
);

const NOTHING_BOUGHT: ValueList = {
  customers: [],
  buyers: 0,
  expectedPurchases: null,
  expectedRevenueMinor: null,
  from: 'now',
  currency: null,
  otherCurrencies: [],
  basis: null,
};
