import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { RowJson } from './move-rows.ts';

/** What was stopped so that one person does not get a letter twice, to be taken up again when the merge is undone. */
export interface StoppedWork {
  /** Runs that were going on: two sequences about the same would write to one person. */
  runs: RowJson[];
  /** Recipients of a newsletter that the other of both gets already. */
  recipients: RowJson[];
}

/** Whoever writes to these contacts is waited for, before anything else is locked: it holds a run and wants its contact. */
export async function lockRuns(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await sql`
    select id from automation_runs where contact_id = any(${[...contactIds]}::uuid[]) and state = 'running'
    order by id for update`.execute(tx);
}

/**
 * Of two runs for one automation and occasion one goes, and is returned whole. The one that has got further stays: its
 * letter may have left. A mail of the other does not leave any more, for its run is gone (recheck.ts).
 */
export async function dropDoubleRuns(tx: Tx, keptId: string, mergedId: string): Promise<RowJson[]> {
  const { rows } = await sql<{ row: RowJson }>`
    with pairs as (
      select k.id as kept, m.id as merged,
        (m.state <> 'running')::int * ${MANY_STEPS} + m.step > (k.state <> 'running')::int * ${MANY_STEPS} + k.step as further
      from automation_runs m join automation_runs k
        on k.contact_id = ${keptId} and k.automation = m.automation and k.occasion = m.occasion
      where m.contact_id = ${mergedId}
    )
    delete from automation_runs r using pairs p
    where r.id = case when p.further then p.kept else p.merged end
    returning to_jsonb(r) as row`.execute(tx);
  return rows.map(({ row }) => row);
}

/** More steps than any automation has: a run that ended, for whatever reason, is further than all that go on. */
const MANY_STEPS = 1000;

/**
 * Stops, of several runs of one automation for one contact that answer no purchase (a silence, say), all but the one that
 * has got furthest; returns them as they were.
 */
export async function stopParallelRuns(
  tx: Tx,
  contactId: string,
  reason: string,
  now: Date,
): Promise<RowJson[]> {
  const { rows } = await sql<{ row: RowJson }>`
    with ranked as (
      select r.id, to_jsonb(r) as row, row_number() over (partition by r.automation order by r.step desc, r.started_at, r.id) as place
      from automation_runs r
      where r.contact_id = ${contactId} and r.state = 'running' and r.context->>'purchaseId' is null
    )
    update automation_runs r set state = 'stopped', state_reason = ${reason}, finished_at = ${now}
    from ranked x where r.id = x.id and x.place > 1
    returning x.row`.execute(tx);
  return rows.map(({ row }) => row);
}

/** Leaves out who is in a newsletter twice now, whose letter is not enqueued yet; stops a second letter that waits to leave. */
export async function dropDoubleRecipients(
  tx: Tx,
  keptId: string,
  mergedId: string,
  reason: string,
  now: Date,
): Promise<RowJson[]> {
  const { rows } = await sql<{ row: RowJson }>`
    with doubles as (
      select distinct on (m.campaign_id) x.campaign_id, x.canonical, to_jsonb(x) as row
      from campaign_recipients m
      join campaign_recipients k on k.campaign_id = m.campaign_id and k.contact_id = ${keptId}
      join campaign_recipients x on x.campaign_id = m.campaign_id and x.contact_id in (${keptId}, ${mergedId})
      where m.contact_id = ${mergedId} and m.state <> 'left out' and k.state <> 'left out'
      order by m.campaign_id, x.state = 'enqueued', x.contact_id = ${keptId}
    )
    update campaign_recipients r set state = 'left out', state_reason = ${reason}
    from doubles d where r.campaign_id = d.campaign_id and r.canonical = d.canonical and r.state <> 'left out'
    returning d.row`.execute(tx);
  const emails = rows.flatMap(({ row }) => (typeof row['email_id'] === 'string' ? [row['email_id']] : []));
  // As a person would cancel it (src/outbox/approve.ts): it has not passed the fence.
  await sql`
    update outgoing_emails set state = 'cancelled', state_reason = ${reason}, state_actor = 'wafa', state_at = ${now},
      lease_token = null, lease_until = null
    where id = any(${emails}::uuid[]) and state in ('draft', 'awaiting-approval', 'queued', 'claimed')`.execute(
    tx,
  );
  return rows.map(({ row }) => row);
}

/** Takes up again what `reason` stopped, where nobody has touched it since; a mail that was cancelled stays so. */
export async function takeUpAgain(tx: Tx, { runs, recipients }: StoppedWork, reason: string): Promise<void> {
  await sql`
    update automation_runs r set state = x.state, state_reason = x.state_reason, finished_at = x.finished_at
    from jsonb_populate_recordset(null::automation_runs, ${JSON.stringify(runs)}::jsonb) as x
    where r.id = x.id and r.state = 'stopped' and r.state_reason = ${reason}`.execute(tx);
  await sql`
    update campaign_recipients r set state = x.state, state_reason = x.state_reason
    from jsonb_populate_recordset(null::campaign_recipients, ${JSON.stringify(recipients)}::jsonb) as x
    where r.campaign_id = x.campaign_id and r.canonical = x.canonical and x.email_id is null
      and r.state = 'left out' and r.state_reason = ${reason}`.execute(tx);
}
