import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';

/** Who reads a mailbox: one daemon at a time, by the database's clock. Two at once would be harmless, only wasteful. */
export interface MailboxLease {
  /** True when it is ours now; false when another daemon has it. */
  take(): Promise<boolean>;
  /**
   * Runs `work` while the lease is renewed. The signal it gets aborts when the caller's does, or when the lease was
   * lost to somebody else.
   */
  hold<T>(signal: AbortSignal, work: (held: AbortSignal) => Promise<T>): Promise<T>;
  release(): Promise<void>;
}

const LEASE_SECONDS = 15;
const RENEW_EVERY_MS = 5000;

export function mailboxLease(db: Db, businessId: string, mailboxId: string): MailboxLease {
  const owner = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`;

  const take = () =>
    inBusiness(db, businessId, async (tx) => {
      const row = await tx
        .selectFrom('mailboxes')
        .select('lease_owner')
        .where('id', '=', mailboxId)
        .forUpdate()
        .executeTakeFirst();
      const abandoned = row?.lease_owner !== null && row !== undefined && isGone(row.lease_owner);
      const taken = await sql`
        update mailboxes set lease_owner = ${owner}, lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
        where id = ${mailboxId}::uuid
          and (lease_owner is null or lease_owner = ${owner} or lease_until < now() or ${abandoned}::boolean)`.execute(
        tx,
      );
      return taken.numAffectedRows === 1n;
    });

  return {
    take,
    async hold(signal, work) {
      const lost = new AbortController();
      const renew = async () => {
        // While the database is away nobody else can take it either.
        const ours = await take().catch(() => true);
        if (!ours) lost.abort();
      };
      const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
      try {
        return await work(AbortSignal.any([signal, lost.signal]));
      } finally {
        clearInterval(timer);
      }
    },
    async release() {
      await inBusiness(db, businessId, (tx) =>
        tx
          .updateTable('mailboxes')
          .set({ lease_owner: null, lease_until: null })
          .where('id', '=', mailboxId)
          .where('lease_owner', '=', owner)
          .execute(),
      );
    },
  };
}

/** A process of this machine that was killed does not give its lease back; its successor need not wait for the end. */
function isGone(owner: string): boolean {
  const [host, pid] = owner.split(':');
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
