import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { ScoreSettings } from './compute-scores.ts';
import type { Watched } from './note-changes.ts';
import { scoreBatch } from './score-batch.ts';
import { loadModels } from './score-models.ts';

export interface ScoreContactsOptions {
  db: Db;
  businessId: string;
  settings: ScoreSettings;
  now: Date;
  /** Contacts of one batch, in one transaction. */
  limit: number;
  /** Changes that become signals. */
  watched?: readonly Watched[];
}

/**
 * Stage: makes the scores anew of contacts of whom something changed (`contacts.scores_due_at`) and of those whose scores
 * time alone changes (`scores.due_at`), along an index each. Their rows are held meanwhile, so that several workers take
 * different ones, and a change that comes in between makes them due again. Answers how many; fewer than `limit` of either
 * kind means that nobody is left.
 */
export async function scoreContacts(
  options: ScoreContactsOptions,
): Promise<{ scored: number; more: boolean }> {
  const { db, businessId, settings, now, limit, watched } = options;
  return inBusiness(db, businessId, (tx) => scoreDue(tx, settings, now, limit, watched));
}

/** The same inside a transaction. */
export async function scoreDue(
  tx: Tx,
  settings: ScoreSettings,
  now: Date,
  limit: number,
  watched: readonly Watched[] = [],
): Promise<{ scored: number; more: boolean }> {
  const changed = await takeChanged(tx, now, limit);
  const aged = await takeAged(tx, now, limit - changed.length);
  const ids = [...new Set([...changed, ...aged])];
  if (ids.length === 0) return { scored: 0, more: false };
  await scoreBatch(tx, ids, await loadModels(tx), settings, now, { watched });
  if (changed.length > 0)
    await sql`update contacts set scores_due_at = null where id = any(${changed}::uuid[])`.execute(tx);
  return { scored: ids.length, more: changed.length + aged.length >= limit };
}

async function takeChanged(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts where scores_due_at <= ${now} order by scores_due_at limit ${limit}
    for no key update skip locked`.execute(tx);
  return rows.map(({ id }) => id);
}

async function takeAged(tx: Tx, now: Date, limit: number): Promise<string[]> {
  if (limit <= 0) return [];
  const { rows } = await sql<{ id: string }>`
    select c.id from scores s join contacts c on c.business_id = s.business_id and c.id = s.contact_id
    where s.due_at <= ${now} order by s.due_at limit ${limit}
    for no key update of c skip locked`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The same for one contact that somebody looks at now, where it is due or was never scored. */
export async function scoreIfDue(tx: Tx, id: string, settings: ScoreSettings, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts c where id = ${id}::uuid and (scores_due_at <= ${now}
      or not exists (select from scores s where s.contact_id = c.id and (s.due_at is null or s.due_at > ${now})))
    for no key update`.execute(tx);
  if (rows.length === 0) return;
  await scoreBatch(tx, [id], await loadModels(tx), settings, now);
  await sql`update contacts set scores_due_at = null where id = ${id}::uuid and scores_due_at <= ${now}`.execute(
    tx,
  );
}
