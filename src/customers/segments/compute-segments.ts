import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { dueForTurns } from './due-for-turns.ts';
import { refreshSegments } from './refresh-members.ts';
import { loadSegments } from './stored-segment.ts';

interface ComputeSegmentsOptions {
  db: Db;
  businessId: string;
  now: Date;
  timeZone: string;
  /** Contacts of one page, in one transaction. */
  limit: number;
}

/**
 * Stage: finds the members of segments that are new or have another rule, one page of contacts in a call, all such segments
 * at once. Who was a member by the old rule stays one until their page comes. It goes on where a crash left it, and begins
 * again where a rule was changed in between. Answers how many contacts it looked at.
 */
export async function computeSegments(
  options: ComputeSegmentsOptions,
): Promise<{ done: number; more: boolean }> {
  const { db, businessId, now, timeZone, limit } = options;
  return inBusiness(db, businessId, async (tx) => {
    const open = await takeOpen(tx, now);
    const first = open[0];
    if (!first) return { done: 0, more: false };
    // Those that are at the same place share the page.
    const together = open.filter(({ upTo }) => upTo === first.upTo);
    const page = await pageAfter(tx, first.upTo, limit);
    const ids = await lockable(tx, page);
    if (page.length > 0 && ids.length === 0) return { done: 0, more: false };
    const segments = await loadSegments(tx);
    const wanted = [...segments.values()].filter(({ id }) => together.some((one) => one.id === id));
    const { turnsAt } = await refreshSegments(tx, ids, wanted, segments, { now, timeZone });
    await dueForTurns(tx, turnsAt);
    await noteProgress(
      tx,
      together.map(({ id }) => id),
      page.length < limit && ids.length === page.length ? undefined : ids.at(-1),
    );
    return { done: ids.length, more: true };
  });
}

/** The segments whose members are to be found, taken for this transaction; those changed since they were begun begin anew. */
async function takeOpen(tx: Tx, now: Date): Promise<{ id: string; upTo: string | null }[]> {
  const { rows } = await sql<{ id: string; upTo: string | null }>`
    with open as (
      select id from segments
      where kind = 'rule' and removed_at is null and (computed_at is null or computed_at < changed_at)
      order by id for no key update skip locked
    )
    update segments s set
      computing_since = case when computing_since >= changed_at then computing_since else greatest(${now}::timestamptz, changed_at) end,
      computed_up_to = case when computing_since >= changed_at then computed_up_to end
    from open where s.id = open.id
    returning s.id, s.computed_up_to as "upTo"`.execute(tx);
  return rows.toSorted((a, b) => (a.upTo ?? '').localeCompare(b.upTo ?? '') || a.id.localeCompare(b.id));
}

async function pageAfter(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  let page = tx.selectFrom('contacts').select('id').orderBy('id').limit(limit);
  if (after !== null) page = page.where('id', '>', after);
  return (await page.execute()).map(({ id }) => id);
}

/**
 * The first of these contacts, up to one that somebody is changing at the moment: what is found here must not be written
 * over what is found from the change. That one comes with the next page.
 */
async function lockable(tx: Tx, page: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from contacts where id = any(${[...page]}::uuid[])
    for no key update skip locked`.execute(tx);
  const locked = new Set(rows.map(({ id }) => id));
  const changing = page.findIndex((id) => !locked.has(id));
  return changing === -1 ? [...page] : page.slice(0, changing);
}

/** `upTo` undefined: that was the last page. */
async function noteProgress(tx: Tx, ids: readonly string[], upTo: string | undefined): Promise<void> {
  await tx
    .updateTable('segments')
    .set((eb) =>
      upTo === undefined
        ? { computed_at: eb.ref('computing_since'), computing_since: null, computed_up_to: null }
        : { computed_up_to: upTo },
    )
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
}
