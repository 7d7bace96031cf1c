import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { fitValue } from './fit-value.ts';
import {
  countBuyers,
  currenciesOf,
  type SummariseOptions,
  summarisePurchases,
} from './summarise-purchases.ts';
import type { ValueModel } from './value-model.ts';

/** More buyers than this say nothing more: errors are below one per cent, and memory and time stay bounded. */
const MAX_FIT_BUYERS = 50_000;

/** What is claimed in order to learn it (claim-learning.ts). */
export const LEARNED_VALUE = 'value';

/** The name of the model of a currency in `models`. */
function valueModelName(currency: string): string {
  return `value:${currency}`;
}

/**
 * Learns from everything that was bought what customers are worth, in each currency anew, and keeps it in `models`. Reads
 * in one transaction and writes in another: the fit between them holds nothing. Answers the currencies.
 */
export async function learnValue(db: Db, businessId: string, now: Date, timeZone: string): Promise<string[]> {
  const currencies = await inBusiness(db, businessId, currenciesOf);
  for (const currency of currencies) {
    const model = await fitCurrency(db, businessId, { currency, now, timeZone });
    await inBusiness(db, businessId, (tx) => saveValueModel(tx, currency, model, now));
  }
  return currencies;
}

/** What the purchases in one currency up to `now` say, from all buyers or so many of them as are enough; not kept. */
export async function fitCurrency(
  db: Db,
  businessId: string,
  wanted: Omit<SummariseOptions, 'share'>,
): Promise<ValueModel> {
  const { summaries, share } = await inBusiness(db, businessId, async (tx) => {
    const share = Math.min(1, MAX_FIT_BUYERS / Math.max(1, await countBuyers(tx)));
    return { share, summaries: await summarisePurchases(tx, { ...wanted, share }) };
  });
  return fitValue(summaries, { sampled: share, breathe });
}

/** Lets mail that came in meanwhile go first. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function saveValueModel(tx: Tx, currency: string, model: ValueModel, now: Date): Promise<void> {
  const row = { parameters: JSON.stringify(model), fitted_at: now };
  await tx
    .insertInto('models')
    .values({ name: valueModelName(currency), ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet(row))
    .execute();
}

/** What was learned of a currency last, and when; undefined before the first time. */
export async function readValueModel(
  tx: Tx,
  currency: string,
): Promise<{ model: ValueModel; fittedAt: Date } | undefined> {
  const row = await tx
    .selectFrom('models')
    .select(['parameters', 'fitted_at'])
    .where('name', '=', valueModelName(currency))
    .executeTakeFirst();
  return row && { model: row.parameters as ValueModel, fittedAt: row.fitted_at };
}
