import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { believed } from './believed.ts';
import { tidyName } from './person-name.ts';

/** Named mails looked at to find one whose name says something. */
const NAMED_MAILS = 5;

/**
 * Gives contacts the name they use themselves in their latest mail that has one (people marry, and shorten names),
 * else the one the business used last when it wrote to them. Read from the log, so that it makes no difference in
 * which order mails were matched. `renamed`: who call themselves otherwise than the record does; `called`: whom the
 * business calls otherwise, which only matters where they never gave a name.
 */
export async function refreshNames(
  tx: Tx,
  { renamed, called }: { renamed: readonly string[]; called: readonly string[] },
): Promise<void> {
  const own = await ownNames(tx, renamed);
  const nameless = await withoutOwnName(
    tx,
    called.filter((id) => !own.has(id)),
  );
  const names = [...own, ...(await calledNames(tx, nameless))].map(([id, name]) => ({ id, name }));
  if (names.length === 0) return;
  await sql`
    update contacts c set name = x.name
    from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as x(id uuid, name text)
    where c.id = x.id and c.name <> x.name`.execute(tx);
}

const WRITTEN_BY_HAND = sql`m.direction = 'incoming' and m.class = 'human' and m.subclass <> 'spam'
  and ${believed()} and a.role = 'from'`;
const SENT_BY_HAND = sql`m.direction = 'outgoing' and m.class = 'human' and ${believed()}
  and a.role in ('to', 'cc', 'bcc')`;

async function ownNames(tx: Tx, contactIds: readonly string[]): Promise<Map<string, string>> {
  return latestNames(tx, contactIds, WRITTEN_BY_HAND);
}

async function calledNames(tx: Tx, contactIds: readonly string[]): Promise<Map<string, string>> {
  return latestNames(tx, contactIds, SENT_BY_HAND);
}

async function latestNames(
  tx: Tx,
  contactIds: readonly string[],
  which: typeof SENT_BY_HAND,
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select k.id, latest.name
    from unnest(${contactIds}::uuid[]) as k(id)
    cross join lateral (
      select a.name, m.sent_at
      from contact_addresses c
      join message_addresses a on a.business_id = c.business_id and a.canonical = c.canonical
      join messages m on m.business_id = a.business_id and m.id = a.message_id
      where c.contact_id = k.id and a.name <> '' and ${which}
      order by m.sent_at desc, a.name limit ${NAMED_MAILS}) as latest
    order by k.id, latest.sent_at desc, latest.name`.execute(tx);
  const names = new Map<string, string>();
  for (const { id, name } of rows) {
    const tidy = tidyName(name);
    if (tidy !== '' && !names.has(id)) names.set(id, tidy);
  }
  return names;
}

/** Stops at the first named mail, so that it stays cheap for people with thousands. */
async function withoutOwnName(tx: Tx, contactIds: readonly string[]): Promise<string[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select k.id from unnest(${contactIds}::uuid[]) as k(id)
    where not exists (
      select from contact_addresses c
      join message_addresses a on a.business_id = c.business_id and a.canonical = c.canonical
      join messages m on m.business_id = a.business_id and m.id = a.message_id
      where c.contact_id = k.id and a.name <> '' and ${WRITTEN_BY_HAND})`.execute(tx);
  return rows.map(({ id }) => id);
}
