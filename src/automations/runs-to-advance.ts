import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import type { SignalAutomation } from './automation.ts';

/** Runs of an automation whose step is due, or that something has ended; at most `limit` of each, oldest first. */
export async function runsToAdvance(
  tx: Tx,
  automation: SignalAutomation,
  limit: number,
  now: Date,
): Promise<string[]> {
  const due = await tx
    .selectFrom('automation_runs')
    .select('id')
    .where('state', '=', 'running')
    .where('automation', '=', automation.name)
    .where('next_step_at', '<=', now)
    .orderBy('next_step_at')
    .limit(limit)
    .execute();
  const ended = automation.stopOn.length === 0 ? [] : await endedRuns(tx, automation, limit);
  return [...new Set([...ended, ...due.map(({ id }) => id)])];
}

/**
 * Only running ones are looked at, so this costs what is under way, not what ever was. Compared to the millisecond, as
 * `since` was read.
 */
async function endedRuns(tx: Tx, { name, stopOn }: SignalAutomation, limit: number): Promise<string[]> {
  const bought = stopOn.includes('purchase');
  const { rows } = await sql<{ id: string }>`select r.id from automation_runs r
    join contacts c on c.id = r.contact_id
    where r.state = 'running' and r.automation = ${name}
      and ((${bought} and date_trunc('milliseconds', c.last_purchase_at) > (r.context->>'since')::timestamptz)
        or exists (select from signals s where s.contact_id = r.contact_id
          and date_trunc('milliseconds', s.occurred_at) > (r.context->>'since')::timestamptz and s.kind = any(${[...stopOn]}::text[])))
    order by r.next_step_at limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
