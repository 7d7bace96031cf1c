import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import { isPaused, pauseSending } from './pause.ts';

/**
 * Pauses sending when what was sent lately goes wrong: failures in a row, or too many dead addresses or complaints.
 * Counts only what ended since a person last resumed. `shares`: count the shares too, which reads a week of rows.
 * Answers the reason when it stopped the outbox.
 */
export function tripBreakers(
  db: Db,
  businessId: string,
  now: Date,
  { shares }: { shares: boolean },
): Promise<string | undefined> {
  return inBusiness(db, businessId, async (tx) => {
    const since = await countedSince(tx, now);
    const reason = (await failuresInARow(tx, since)) ?? (shares ? await badShares(tx, since) : undefined);
    if (reason === undefined || (await isPaused(tx))) return undefined;
    await pauseSending(tx, reason, 'breaker');
    return reason;
  });
}

async function failuresInARow(tx: Tx, since: Date): Promise<string | undefined> {
  const inRow = await sql<{ state: string }>`select state from (
      (select state, state_at from outgoing_emails where state = 'sent' and state_at >= ${since}
        order by state_at desc limit ${MAX_FAILURES_IN_A_ROW})
      union all
      (select state, state_at from outgoing_emails where state = 'failed' and state_at >= ${since}
        order by state_at desc limit ${MAX_FAILURES_IN_A_ROW})) as latest
    order by state_at desc limit ${MAX_FAILURES_IN_A_ROW}`.execute(tx);
  const all =
    inRow.rows.length === MAX_FAILURES_IN_A_ROW && inRow.rows.every((row) => row.state === 'failed');
  return all ? `${MAX_FAILURES_IN_A_ROW} mails in a row were refused` : undefined;
}

async function badShares(tx: Tx, since: Date): Promise<string | undefined> {
  const { rows } = await sql<{ ended: number; bounced: number; complained: number }>`select
      count(*) as ended,
      count(*) filter (where evidence ->> 'hardBounce' is not null) as bounced,
      count(*) filter (where evidence ->> 'complaint' is not null) as complained
    from outgoing_emails where state in ('sent', 'failed', 'uncertain') and state_at >= ${since}`.execute(tx);
  const { ended = 0, bounced = 0, complained = 0 } = rows[0] ?? {};
  if (bounced >= MIN_BOUNCES && bounced / ended >= MAX_BOUNCE_SHARE) {
    return `${bounced} of ${ended} mails went to dead addresses`;
  }
  if (complained >= MIN_COMPLAINTS && complained / ended >= MAX_COMPLAINT_SHARE) {
    return `${complained} of ${ended} recipients complained`;
  }
  return undefined;
}

async function countedSince(tx: Tx, now: Date): Promise<Date> {
  const last = await tx
    .selectFrom('sending_pauses')
    .select((eb) => eb.fn.max('ended_at').as('ended_at'))
    .executeTakeFirst();
  const window = now.getTime() - COUNTED_MS;
  return new Date(Math.max(window, last?.ended_at?.getTime() ?? 0));
}

export const MAX_FAILURES_IN_A_ROW = 10;
/** Google and Yahoo, sender guidelines checked 2026-01: complaints stay under 0.3 %; hard bounces are ours. */
const MAX_COMPLAINT_SHARE = 0.003;
const MAX_BOUNCE_SHARE = 0.05;
/** Fewer say nothing. */
const MIN_BOUNCES = 10;
const MIN_COMPLAINTS = 3;
const COUNTED_MS = 7 * DAY_MS;
