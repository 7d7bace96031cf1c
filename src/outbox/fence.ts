import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { groupWork } from './group-work.ts';
import { shareFenceLock } from './outbox-locks.ts';
import { isRefused } from './refusals.ts';

/** One mail that is ready but for its last byte, under the lease of whoever holds it. */
export interface FenceRequest {
  emailId: string;
  leaseToken: string;
}

export interface FenceOptions {
  /** How long the hand-over may take from here on before the reaper calls it uncertain. */
  transmittingMs: number;
  /** An answer that takes longer is a no. */
  timeoutMs: number;
  /** The schedule's time at this moment, for expiry. */
  now: () => Date;
}

/**
 * The fence of the outgoing protocol, step 4: commits `claimed → transmitting` and answers true, or answers false and
 * then the last byte must not leave. False also stands for a database that failed, hung, or lost the COMMIT's reply.
 * What becomes ready while one group is under way is committed with the next.
 */
export function openFence(
  db: Db,
  businessId: string,
  options: FenceOptions,
): (request: FenceRequest) => Promise<boolean> {
  const ask = groupWork<FenceRequest, boolean>((requests) => commitGroup(db, businessId, requests, options), {
    maxItems: MAX_GROUP,
    maxGroups: MAX_GROUPS_AT_ONCE,
  });
  return async (request) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), options.timeoutMs);
    });
    try {
      return await Promise.race([ask(request), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function commitGroup(
  db: Db,
  businessId: string,
  requests: FenceRequest[],
  options: FenceOptions,
): Promise<boolean[]> {
  const ids = requests.map(({ emailId }) => emailId);
  const tokens = requests.map(({ leaseToken }) => leaseToken);
  const passed = await inBusiness(db, businessId, async (tx) => {
    // A statement of its own: the next one must see all that was committed before the lock was ours.
    await shareFenceLock(tx);
    const { rows } = await sql<{ id: string }>`update outgoing_emails e
      set state = 'transmitting', state_reason = '', state_actor = 'wafa', state_at = ${options.now()},
        lease_until = clock_timestamp() + ${`${options.transmittingMs} milliseconds`}::interval
      from unnest(${ids}::uuid[], ${tokens}::uuid[]) as mine(id, token)
      where e.id = mine.id and e.lease_token = mine.token and ${BY_ID} = 'claimed'
        and e.lease_until > clock_timestamp() and e.expires_at > ${options.now()}
        and not exists (select 1 from sending_pauses p where p.ended_at is null)
        and not exists (select 1 from campaigns k where k.id = e.campaign_id and k.halted is not null)
        and not ${isRefused(options.now())}
      returning e.id`.execute(tx);
    return new Set(rows.map((row) => row.id));
  });
  return requests.map(({ emailId }) => passed.has(emailId));
}

/**
 * The state in a form that no index has: rows are found by their ids. The index of what is leased is full of rows that were,
 * and a planner that takes it for short looks through all of them, for each group.
 */
const BY_ID = sql`e.state || ''`;
const MAX_GROUP = 100;
const MAX_GROUPS_AT_ONCE = 2;
