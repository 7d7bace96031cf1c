import type { Tx } from '../../database/tables.ts';
import type { ValueModel } from '../value/value-model.ts';
import { USUAL_LATE_SHARE } from './payment-risk.ts';
import { type RhythmPrior, UNKNOWN_PRIOR } from './rhythm.ts';

/** What the whole business says of one contact: kept in `models`, renewed now and then (renew-models.ts). */
export interface ScoreModels {
  /** By currency. */
  rfm: ReadonlyMap<string, RfmThresholds>;
  rhythms: RhythmPriors;
  /** By currency. */
  values: ReadonlyMap<string, ValueModel>;
  /** The share of purchases on credit that are paid late. */
  latePayment: number;
  /** What they say, to know whether what was scored rests on them. */
  versions: string;
}

export interface RhythmPriors {
  purchases: RhythmPrior;
  mail: RhythmPrior;
}

/** The upper ends of the four lower fifths of the buyers in one currency. */
export interface RfmThresholds {
  /** Days since the last purchase, of the fifths from the most recent on. */
  recencyDays: readonly number[];
  /** Purchases, from the fewest on. */
  frequency: readonly number[];
  /** Minor units, from the least on. */
  monetary: readonly number[];
  buyers: number;
}

export const RFM_MODEL = 'rfm:';
const VALUE_MODEL = 'value:';
export const PURCHASE_RHYTHM = 'rhythm:purchases';
export const MAIL_RHYTHM = 'rhythm:mail';
export const LATE_PAYMENT = 'late-payment';

/** The models as they are now; of what was never fitted what is true of any business. */
export async function loadModels(tx: Tx): Promise<ScoreModels> {
  const rows = await tx.selectFrom('models').select(['name', 'parameters']).orderBy('name').execute();
  const used = rows.filter(({ name }) => isUsed(name));
  const named = new Map<string, object>(used.map(({ name, parameters }) => [name, parameters]));
  const late = named.get(LATE_PAYMENT) as { share: number } | undefined;
  return {
    rfm: byCurrency<RfmThresholds>(named, RFM_MODEL),
    values: byCurrency<ValueModel>(named, VALUE_MODEL),
    rhythms: {
      purchases: (named.get(PURCHASE_RHYTHM) ?? UNKNOWN_PRIOR) as RhythmPrior,
      mail: (named.get(MAIL_RHYTHM) ?? UNKNOWN_PRIOR) as RhythmPrior,
    },
    latePayment: late?.share ?? USUAL_LATE_SHARE,
    versions: used.map(({ name, parameters }) => `${name} ${versionOf(name, parameters)}`).join('; '),
  };
}

/**
 * The models of this room are only written when they moved materially. Of those of value, which are learned every night,
 * the parameters count as far as they matter.
 */
function versionOf(name: string, parameters: object): string {
  if (!name.startsWith(VALUE_MODEL)) return JSON.stringify(parameters);
  const { purchases, spend } = parameters as ValueModel;
  return JSON.stringify(
    [purchases, spend].map((model) => (model.state === 'fitted' ? roughly(model.parameters) : null)),
  );
}

function roughly(parameters: object): string[] {
  return Object.values(parameters).map((value) => Number(value).toPrecision(VALUE_DIGITS));
}

const VALUE_DIGITS = 2;

function isUsed(name: string): boolean {
  return (
    name.startsWith(RFM_MODEL) ||
    name.startsWith(VALUE_MODEL) ||
    name === PURCHASE_RHYTHM ||
    name === MAIL_RHYTHM ||
    name === LATE_PAYMENT
  );
}

function byCurrency<Model>(named: ReadonlyMap<string, object>, prefix: string): Map<string, Model> {
  const found = new Map<string, Model>();
  for (const [name, parameters] of named)
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), parameters as Model);
  return found;
}

export async function saveModel(tx: Tx, name: string, parameters: object, now: Date): Promise<void> {
  const row = { parameters: JSON.stringify(parameters), fitted_at: now };
  await tx
    .insertInto('models')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet(row))
    .execute();
}
