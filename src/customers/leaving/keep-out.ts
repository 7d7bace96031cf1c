import { sql } from 'kysely';
import { audit } from '../../businesses/audit.ts';
import { countBlocked, endErasures, erasedAmong } from '../../businesses/erasures.ts';
import type { Tx } from '../../database/tables.ts';
import { believed } from '../match/believed.ts';
import type { NewPerson } from '../match/create-contacts.ts';

/**
 * Those of new people who may become contacts: not who was erased or anonymised, whoever brings them, by file, by API, by
 * a shop or by the history of a mailbox. Each attempt is counted. Only they themselves can begin anew: who writes a
 * mail by hand after that day is let in, and gets no marketing mail.
 */
export async function keepOutErased<Person extends NewPerson>(
  tx: Tx,
  people: readonly Person[],
  erasureKey: string | undefined,
  now: Date,
): Promise<readonly Person[]> {
  const erased = await erasedAmong(
    tx,
    people.map(({ canonical }) => canonical),
    erasureKey,
  );
  if (erased.size === 0 || erasureKey === undefined) return people;
  const returned = new Set<string>();
  for (const [canonical, { at }] of erased) if (await wroteSince(tx, canonical, at)) returned.add(canonical);
  await beginAnew(tx, [...returned], erasureKey, now);
  const blocked = [...erased.keys()].filter((canonical) => !returned.has(canonical));
  await countBlocked(tx, blocked, erasureKey, now);
  const out = new Set(blocked);
  return people.filter(({ canonical }) => !out.has(canonical));
}

/**
 * Which of what people are named by (canonical addresses, external keys, phones) belongs to somebody who was erased; the
 * attempt to bring them back is counted.
 */
export async function turnAwayErased(
  tx: Tx,
  identifiers: readonly string[],
  erasureKey: string | undefined,
  now: Date,
): Promise<ReadonlySet<string>> {
  const erased = [...(await erasedAmong(tx, identifiers, erasureKey)).keys()];
  if (erasureKey !== undefined) await countBlocked(tx, erased, erasureKey, now);
  return new Set(erased);
}

/** By hand, believed, and no mail of a history that came in late. */
async function wroteSince(tx: Tx, canonical: string, since: Date): Promise<boolean> {
  const { rows } = await sql`
    select from message_addresses a join messages m on m.business_id = a.business_id and m.id = a.message_id
    where a.canonical = ${canonical} and a.role = 'from' and m.direction = 'incoming' and m.arrival = 'new'
      and m.class = 'human' and m.subclass <> 'spam' and m.received_at > ${since} and m.sent_at > ${since}
      and ${believed()} limit 1`.execute(tx);
  return rows.length > 0;
}

/** A new relationship, which is no consent to newsletters: that they have to ask for themselves. */
async function beginAnew(
  tx: Tx,
  canonicals: readonly string[],
  erasureKey: string,
  now: Date,
): Promise<void> {
  if (canonicals.length === 0) return;
  await endErasures(tx, canonicals, erasureKey);
  await tx
    .insertInto('suppressions')
    .values(
      canonicals.map((canonical) => ({
        canonical,
        scope: 'marketing' as const,
        reason: 'was erased before, and wrote again',
        source: 'wafa',
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['business_id', 'canonical', 'scope']).doNothing())
    .execute();
  await audit(tx, {
    actor: 'wafa',
    action: 'erasure ended',
    subject: 'contact',
    detail: { people: canonicals.length, because: 'they wrote' },
    at: now,
  });
}
