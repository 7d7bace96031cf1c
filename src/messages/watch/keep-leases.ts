import { randomBytes } from 'node:crypto';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { claimLeases, greet, releaseLease, renewLeases } from './lease-rows.ts';
import { isGone, processPlace } from './process-place.ts';

/**
 * Who reads which mailbox: each is leased to one worker process, by the database's clock. All leases of a process are
 * renewed in one transaction, thousands as cheaply as one; workers of one business share its mailboxes evenly.
 */
export interface LeaseKeeper {
  /**
   * Waits until the mailbox is ours, then runs `work`, and gives the lease back when it ends. The signal that `work` gets
   * aborts when `signal` does, when the lease was lost, or when another worker is to have it: then end soon. Undefined
   * when `signal` aborted before it was ours.
   */
  hold<T>(
    mailboxId: string,
    signal: AbortSignal,
    work: (held: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>;
  /** Throws LeaseLost in a transaction that is to write for a mailbox that somebody else reads by now. */
  fence(tx: Tx, mailboxId: string): Promise<void>;
  /** Ends the renewing; what is still held runs out by itself. */
  close(): Promise<void>;
}

/** Somebody else has taken the mailbox over, because we were silent for too long. */
export class LeaseLost extends Error {
  constructor() {
    super('another worker reads this mailbox by now');
    this.name = 'LeaseLost';
  }
}

/** A worker that is silent for so long is taken for dead: its mailboxes are read by others within this and a tick. */
const LEASE_SECONDS = 15;
const TICK_MS = 5000;
/** A mailbox that nobody took in so long is taken beyond the own share: not every worker may know it. */
const ORPHAN_SECONDS = 20;

interface Held {
  lost: AbortController;
}

/** Begins to keep leases for this process. `onError` hears of a database that is away; it is tried again. */
export function keepLeases(
  db: Db,
  businessId: string,
  onError: (error: unknown) => void = () => {},
  { leaseSeconds = LEASE_SECONDS, tickMs = TICK_MS, orphanSeconds = ORPHAN_SECONDS } = {},
): LeaseKeeper {
  const owner = `${processPlace()}:${process.pid}:${randomBytes(6).toString('hex')}`;
  const wanted = new Map<string, (held: Held) => void>();
  const held = new Map<string, Held>();
  let renewedAt = performance.now();
  let ticking: Promise<void> | undefined;
  let soon: NodeJS.Timeout | undefined;

  const tick = async () => {
    const plan = { owner, wanted: [...wanted.keys()], held: [...held.keys()] };
    const renewed = await inBusiness(db, businessId, async (tx) => {
      const kept = await renewLeases(tx, owner, plan.held, leaseSeconds);
      const all = plan.wanted.length + plan.held.length;
      const others = await greet(tx, { owner, all, held: kept.length, seconds: leaseSeconds, isGone });
      const share = Math.ceil(all / (others.count + 1));
      const claimed = await claimLeases(tx, {
        owner,
        among: plan.wanted,
        atMost: Math.max(0, share - kept.length),
        dead: others.dead,
        seconds: leaseSeconds,
        orphanSeconds,
      });
      // Those already given up are on their way out.
      const staying = kept.filter((id) => held.get(id)?.lost.signal.aborted === false);
      const surplus = Math.min(Math.max(0, staying.length - share), others.needs);
      return { kept, claimed, surplus: staying.slice(0, surplus) };
    });
    renewedAt = performance.now();
    const kept = new Set(renewed.kept);
    for (const id of plan.held) if (!kept.has(id)) held.get(id)?.lost.abort();
    for (const id of renewed.surplus) held.get(id)?.lost.abort();
    for (const id of renewed.claimed) begin(id);
  };
  /** Ours by now; nobody waits for it any more when its watch was stopped meanwhile, and it is given back. */
  const begin = (id: string) => {
    const start = wanted.get(id);
    wanted.delete(id);
    if (start) start({ lost: new AbortController() });
    else void release(id);
  };
  /** Not given back while the database is away: then it runs out by itself. */
  const release = async (id: string) => {
    try {
      await inBusiness(db, businessId, (tx) => releaseLease(tx, owner, id));
    } catch (error) {
      onError(error);
    }
  };

  const look = () => {
    ticking ??= tick()
      .catch((error: unknown) => {
        onError(error);
        // While the database is away nobody else can take them either; but it may be away for us alone.
        if (performance.now() - renewedAt < leaseSeconds * 1000) return;
        for (const { lost } of held.values()) lost.abort();
      })
      .finally(() => {
        ticking = undefined;
      });
  };
  const timer = setInterval(look, tickMs);
  /** Many watches begin at the same moment: one look for all of them. */
  const lookSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      look();
    }, 20);
  };

  const obtain = (id: string, signal: AbortSignal) =>
    new Promise<Held | undefined>((resolve) => {
      if (signal.aborted) return resolve(undefined);
      const stop = () => {
        wanted.delete(id);
        resolve(undefined);
      };
      signal.addEventListener('abort', stop, { once: true });
      wanted.set(id, (ours) => {
        signal.removeEventListener('abort', stop);
        held.set(id, ours);
        resolve(ours);
      });
      lookSoon();
    });

  return {
    async hold(id, signal, work) {
      const ours = await obtain(id, signal);
      if (!ours) return undefined;
      try {
        return await work(AbortSignal.any([signal, ours.lost.signal]));
      } finally {
        // No tick may renew it once it is given back.
        held.delete(id);
        await ticking;
        await release(id);
      }
    },
    async fence(tx, id) {
      const row = await tx
        .selectFrom('mailboxes')
        .select('lease_owner')
        .where('id', '=', id)
        .executeTakeFirst();
      if (row?.lease_owner !== owner) throw new LeaseLost();
    },
    async close() {
      clearInterval(timer);
      clearTimeout(soon);
      await ticking;
      await inBusiness(db, businessId, (tx) =>
        tx.deleteFrom('workers').where('owner', '=', owner).execute(),
      ).catch(() => {});
    },
  };
}
