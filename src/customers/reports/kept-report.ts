import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';

/** A report that takes passes over everything that was bought. It names no contact: who is erased is in none. */
export interface Report<Content extends object> {
  /** In `reports`. */
  name: string;
  make: (tx: Tx, now: Date) => Promise<Content>;
  /** From JSON, where times are texts. */
  read: (stored: object) => Content;
}

export interface KeptReport<Content extends object> {
  report: Content;
  computedAt: Date;
}

/** What takes less is made anew for each reader. */
const QUICK_MS = 250;
/** Nothing older is shown. */
const MAX_AGE_MS = DAY_MS;

/**
 * A report as it was worked out last, at night or for the first reader of a day; of a business where that is quick, as
 * it is now.
 */
export async function shownReport<Content extends object>(
  tx: Tx,
  report: Report<Content>,
  now: Date,
): Promise<KeptReport<Content>> {
  const kept = await tx
    .selectFrom('reports')
    .select(['report', 'computed_at', 'took_ms'])
    .where('name', '=', report.name)
    .executeTakeFirst();
  const isGood = kept && kept.took_ms > QUICK_MS && now.getTime() - kept.computed_at.getTime() < MAX_AGE_MS;
  if (isGood) return { report: report.read(kept.report), computedAt: kept.computed_at };
  return makeReport(tx, report, now);
}

/** Works a report out now, and keeps it. */
export async function makeReport<Content extends object>(
  tx: Tx,
  { name, make }: Report<Content>,
  now: Date,
): Promise<KeptReport<Content>> {
  const startedAt = performance.now();
  const report = await make(tx, now);
  const row = {
    report: JSON.stringify(report),
    computed_at: now,
    took_ms: Math.round(performance.now() - startedAt),
  };
  await tx
    .insertInto('reports')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet(row))
    .execute();
  return { report, computedAt: now };
}
