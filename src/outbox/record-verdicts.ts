import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { groupWork } from './group-work.ts';
import { takeFenceLock } from './outbox-locks.ts';
import { suppress } from './suppress.ts';

/** What became of one mail that we hold a lease on. */
export interface Verdict {
  emailId: string;
  leaseToken: string;
  state: 'sent' | 'queued' | 'failed' | 'uncertain';
  reason: string;
  reply?: string | undefined;
  at: Date;
  /** When to try again; for `queued`. */
  dueAt?: Date | undefined;
  /** False gives the attempt back: the mail was not tried in earnest. */
  counts?: boolean;
  evidence?: object;
  /** The dead address that comes with it. */
  suppress?: { canonical: string; reason: string };
}

/**
 * Writes verdicts down, in groups. A verdict is a fact, so a database that is away is tried again for a while; the answer
 * is false when it could not be written, or when the row is no longer ours (cancelled, reaped).
 */
export function openVerdicts(db: Db, businessId: string, log: Log): (verdict: Verdict) => Promise<boolean> {
  const record = groupWork<Verdict, boolean>((verdicts) => recordGroup(db, businessId, verdicts), {
    maxItems: MAX_GROUP,
    maxGroups: MAX_GROUPS_AT_ONCE,
  });
  return async (verdict) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await record(verdict);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS) {
          log.error(
            { email: verdict.emailId, state: verdict.state, error: describeError(error) },
            'verdict lost',
          );
          return false;
        }
        await wait(RETRY_MS * attempt);
      }
    }
  };
}

async function recordGroup(db: Db, businessId: string, verdicts: Verdict[]): Promise<boolean[]> {
  const written = await inBusiness(db, businessId, async (tx) => {
    const dead = verdicts.flatMap((verdict) => verdict.suppress ?? []);
    if (dead.length > 0) await takeFenceLock(tx);
    await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(tx);
    // `sent` needs a committed fence; a reply that came after the reaper had given up still counts as evidence.
    const changed = await sql<{ id: string }>`update outgoing_emails e
      set state = v.state, state_reason = v.reason, state_actor = 'wafa', state_at = v.at,
        smtp_reply = coalesce(v.reply, e.smtp_reply), due_at = coalesce(v.due_at, e.due_at),
        attempt = e.attempt - v.given_back, evidence = e.evidence || v.evidence, lease_until = null,
        lease_token = case when v.state = 'uncertain' then e.lease_token end,
        sent_at = case when v.state = 'sent' then v.at end,
        copy_state = case when v.state = 'sent' then 'to log' else e.copy_state end
      from ${asRows(verdicts)} as v(id, token, state, reason, reply, at, due_at, given_back, evidence)
      where e.id = v.id and e.lease_token = v.token and case when v.state = 'sent'
        then e.state in ('transmitting', 'uncertain') else e.state in ('claimed', 'transmitting') end
      returning e.id`.execute(tx);
    for (const { canonical, reason } of dead) {
      await suppress(tx, { canonical, scope: 'all', reason, source: 'smtp' });
    }
    return new Set(changed.rows.map((row) => row.id));
  });
  return verdicts.map(({ emailId }) => written.has(emailId));
}

/** Arrays, one for each column: half the price of JSON. */
function asRows(verdicts: readonly Verdict[]) {
  const of = (read: (verdict: Verdict) => unknown) => verdicts.map(read);
  return sql`unnest(${of((one) => one.emailId)}::uuid[], ${of((one) => one.leaseToken)}::uuid[],
    ${of((one) => one.state)}::text[], ${of((one) => one.reason.slice(0, MAX_REASON_LENGTH))}::text[],
    ${of((one) => one.reply ?? null)}::text[], ${of((one) => one.at)}::timestamptz[],
    ${of((one) => one.dueAt ?? null)}::timestamptz[], ${of((one) => (one.counts === false ? 1 : 0))}::int[],
    ${of((one) => JSON.stringify(one.evidence ?? {}))}::jsonb[])`;
}

const MAX_GROUP = 100;
const MAX_GROUPS_AT_ONCE = 2;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 500;
const LOCK_TIMEOUT_MS = 10_000;
const MAX_REASON_LENGTH = 500;
