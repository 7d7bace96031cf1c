import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { SignalAutomation } from './automation.ts';
import { isMail } from './instructions.ts';

/** Runs of an automation whose step is due, that something has just ended, or that heard what they waited for; at most `limit` of each, oldest first. */
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
  const ended = automation.stopOn.length === 0 ? [] : await endedRuns(tx, automation, limit, now);
  const heard = await wokenRuns(tx, automation, limit, now);
  return [...new Set([...ended, ...heard, ...due.map(({ id }) => id)])];
}

/** How long a stage may stand still and yet find at once what ended its runs meanwhile. */
const LATELY_MS = DAY_MS;

/**
 * Runs of people who answered, bought or unsubscribed lately, so that what waits is cancelled soon. It starts from
 * the latest signals and not from the runs, or it would cost more with every run that is under way; what slips through
 * (a stage that stood still, a clock that jumped) is caught at the next step and by the recheck before a mail leaves.
 */
async function endedRuns(
  tx: Tx,
  { name, stopOn }: SignalAutomation,
  limit: number,
  now: Date,
): Promise<string[]> {
  // To the millisecond, as `since` was read.
  const { rows } = await sql<{ id: string }>`select distinct r.id from signals s
    join automation_runs r on r.contact_id = s.contact_id
    where s.kind = any(${[...stopOn]}::text[])
      and s.created_at > least(now(), ${now}::timestamptz) - ${LATELY_MS} * interval '1 millisecond'
      and r.state = 'running' and r.automation = ${name}
      and date_trunc('milliseconds', s.occurred_at) > (r.context->>'since')::timestamptz
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Runs that wait for a signal which came lately; from the signals as well. */
async function wokenRuns(tx: Tx, automation: SignalAutomation, limit: number, now: Date): Promise<string[]> {
  const kinds = automation.steps.flatMap((step) =>
    !isMail(step) && step.do === 'until-signal' ? [step.signal] : [],
  );
  if (kinds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`select distinct r.id from signals s
    join automation_runs r on r.contact_id = s.contact_id
    where s.kind = any(${kinds}::text[])
      and s.created_at > least(now(), ${now}::timestamptz) - ${LATELY_MS} * interval '1 millisecond'
      and r.state = 'running' and r.automation = ${automation.name} and r.context->>'awaits' = s.kind
      and date_trunc('milliseconds', s.occurred_at) > (r.context->>'waitingSince')::timestamptz
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Lets all runs whose mail is due wait, in the order they were in, for the automation has written all that it may today: one
 * statement, instead of looking at each of thousands. Answers how many.
 */
export async function postponeMails(
  tx: Tx,
  { name, steps }: SignalAutomation,
  { until, reason, limit }: { until: Date; reason: string; limit: number },
  now: Date,
): Promise<number> {
  const mails = steps.flatMap((step, index) => (isMail(step) ? [index] : []));
  const { rows } = await sql`
    with due as (
      select id, row_number() over (order by next_step_at, id) as place from (
        select id, next_step_at from automation_runs
        where state = 'running' and automation = ${name} and next_step_at <= ${now} and step = any(${mails}::int[])
        order by next_step_at, id limit ${limit} for update skip locked) d
    )
    update automation_runs r set state_reason = ${reason},
      next_step_at = ${until}::timestamptz + due.place * interval '1 millisecond'
    from due where r.id = due.id returning r.id`.execute(tx);
  return rows.length;
}
