import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Renews the leases that are still ours; answers which. One that ran out, but was taken by nobody, is ours again. Locks
 * them in the order of their keys.
 */
export async function renewLeases(
  tx: Tx,
  owner: string,
  ids: readonly string[],
  seconds: number,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    update mailboxes set lease_until = now() + ${seconds} * interval '1 second'
    where id in (select id from mailboxes where id = any(${[...ids]}::uuid[]) and lease_owner = ${owner}
      order by id for update) returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

export interface OtherWorkers {
  /** Those that live. */
  count: number;
  /** Mailboxes that they lack of their shares. */
  needs: number;
  /** Owners of leases whose process is known to have ended. */
  dead: string[];
}

/** Says that this worker lives and what it lacks of its share of `all` mailboxes, and who else there is. */
export async function greet(
  tx: Tx,
  me: { owner: string; all: number; held: number; seconds: number; isGone: (owner: string) => boolean },
): Promise<OtherWorkers> {
  const { owner, seconds } = me;
  const { rows } = await sql<{ owner: string; needs: number; alive: boolean }>`
    select owner, needs, alive_until > now() as alive from workers where owner <> ${owner}
    union all
    select distinct lease_owner, 0, false from mailboxes where lease_owner is not null and lease_owner <> ${owner}
      and lease_owner not in (select owner from workers)`.execute(tx);
  const dead = rows.filter((row) => me.isGone(row.owner)).map((row) => row.owner);
  const alive = rows.filter((row) => row.alive && !dead.includes(row.owner));
  const needs = Math.max(0, Math.ceil(me.all / (alive.length + 1)) - me.held);
  await sql`delete from workers where owner = any(${dead}::text[]) or alive_until < now() - interval '1 hour'`.execute(
    tx,
  );
  await sql`insert into workers (owner, alive_until, needs) values (${owner}, now() + ${seconds} * interval '1 second', ${needs})
    on conflict (business_id, owner) do update set alive_until = excluded.alive_until, needs = excluded.needs`.execute(
    tx,
  );
  return { count: alive.length, needs: alive.reduce((sum, row) => sum + row.needs, 0), dead };
}

/**
 * Takes free mailboxes: `atMost` of those that nobody has, whose lease ran out, or whose owner is `dead`; beyond that only
 * such as nobody took for `orphanSeconds`. Answers which are ours now.
 */
export async function claimLeases(
  tx: Tx,
  want: {
    owner: string;
    among: readonly string[];
    atMost: number;
    dead: readonly string[];
    seconds: number;
    orphanSeconds: number;
  },
): Promise<string[]> {
  if (want.among.length === 0) return [];
  const { owner, seconds } = want;
  const { rows } = await sql<{ id: string }>`
    with free as (
      select id, coalesce(lease_until, created_at) as since from mailboxes
      where id = any(${[...want.among]}::uuid[])
        and (lease_owner is null or lease_until < now() or lease_owner = any(${[...want.dead]}::text[]))
    ), orphans as (
      select count(*) as number from free where since < now() - ${want.orphanSeconds} * interval '1 second'
    )
    update mailboxes set lease_owner = ${owner}, lease_until = now() + ${seconds} * interval '1 second'
    where id in (select id from mailboxes where id in (select id from free) order by coalesce(lease_until, created_at), id
      limit (select greatest(number, ${want.atMost}) from orphans) for update skip locked)
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Gives a lease back; one that somebody else has by now is left alone. */
export async function releaseLease(tx: Tx, owner: string, mailboxId: string): Promise<void> {
  await sql`update mailboxes set lease_owner = null, lease_until = now()
    where id = ${mailboxId}::uuid and lease_owner = ${owner}`.execute(tx);
}
