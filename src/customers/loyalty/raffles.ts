import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { nearestName } from '../../lib/nearest.ts';
import { commitmentTo, drawTickets, hashOfEntries, type Ticket } from './draw.ts';

export interface Raffle {
  id: string;
  name: string;
  prize: string;
  winners: number;
  closesAt: Date;
  commitment: string;
  drawnAt: Date | null;
  /** Null before the draw. */
  seed: string | null;
  entriesHash: string | null;
  entries: number;
}

export interface Winner {
  place: number;
  ticket: number;
  /** Null where they were erased since. */
  contactId: string | null;
  name: string | null;
}

const SEED_BYTES = 32;

/** Opens a raffle: its seed is fixed, and the commitment to it may be published, from now on. */
export async function createRaffle(
  tx: Tx,
  raffle: { name: string; prize: string; winners: number; closesAt: Date },
  now: Date,
): Promise<Raffle> {
  const seed = randomBytes(SEED_BYTES).toString('hex');
  const { numInsertedOrUpdatedRows: made } = await tx
    .insertInto('raffles')
    .values({
      id: newId(now.getTime()),
      name: raffle.name,
      prize: raffle.prize,
      winners: raffle.winners,
      closes_at: raffle.closesAt,
      seed,
      commitment: commitmentTo(seed),
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['business_id', 'name']).doNothing())
    .executeTakeFirst();
  if (!made) throw refuse(`there is a raffle "${raffle.name}" already`);
  return raffleNamed(tx, raffle.name);
}

/** A ticket for each contact that has none, in the order given. Throws a WafaError once the raffle is closed. */
export async function enterRaffle(
  tx: Tx,
  name: string,
  contactIds: readonly string[],
  now: Date,
): Promise<number> {
  const raffle = await lockRaffle(tx, name);
  if (raffle.drawnAt || now.getTime() >= raffle.closesAt.getTime())
    throw refuse(`the raffle "${name}" is closed`);
  const { rows } = await sql<{ ticket: number }>`
    insert into raffle_entries (raffle_id, ticket, entrant, contact_id, entered_at)
    select ${raffle.id}, (select coalesce(max(ticket), 0) from raffle_entries where raffle_id = ${raffle.id})
        + row_number() over (order by x.position),
      encode(sha256(convert_to(${raffle.id} || ' ' || x.id::text, 'UTF8')), 'hex'), x.id, ${now}
    from unnest(${[...new Set(contactIds)]}::uuid[]) with ordinality as x(id, position)
    where not exists (select from raffle_entries e where e.raffle_id = ${raffle.id} and e.contact_id = x.id)
    returning ticket`.execute(tx);
  return rows.length;
}

/** Draws the winners, once; before its closing only to say that it is too early. */
export async function drawRaffle(tx: Tx, name: string, now: Date): Promise<Winner[]> {
  const raffle = await lockRaffle(tx, name);
  if (raffle.drawnAt) return winnersOf(tx, raffle.id);
  if (now.getTime() < raffle.closesAt.getTime())
    throw refuse(`the raffle "${name}" closes on ${raffle.closesAt.toISOString().slice(0, 10)}`);
  const entries = await ticketsOf(tx, raffle.id);
  if (entries.length === 0) throw refuse(`nobody took part in "${name}"`);
  const drawn = drawTickets(await seedOf(tx, raffle.id), entries, raffle.winners);
  for (const [index, ticket] of drawn.entries()) {
    await tx
      .updateTable('raffle_entries')
      .set({ place: index + 1 })
      .where('raffle_id', '=', raffle.id)
      .where('ticket', '=', ticket)
      .execute();
  }
  await tx
    .updateTable('raffles')
    .set({ drawn_at: now, entries_hash: hashOfEntries(entries) })
    .where('id', '=', raffle.id)
    .execute();
  return winnersOf(tx, raffle.id);
}

/** Whether what was drawn follows from the seed, and the seed is the one that was committed to. */
export async function verifyRaffle(
  tx: Tx,
  name: string,
): Promise<{ seedIsCommitted: boolean; entriesAreTheSame: boolean; winnersFollow: boolean }> {
  const raffle = await raffleNamed(tx, name);
  if (raffle.seed === null) throw refuse(`the raffle "${name}" has not been drawn yet`);
  const entries = await ticketsOf(tx, raffle.id);
  const drawn = drawTickets(raffle.seed, entries, raffle.winners);
  const winners = await winnersOf(tx, raffle.id);
  return {
    seedIsCommitted: commitmentTo(raffle.seed) === raffle.commitment,
    entriesAreTheSame: hashOfEntries(entries) === raffle.entriesHash,
    winnersFollow: winners.map(({ ticket }) => ticket).join() === drawn.join(),
  };
}

/** All raffles, the newest first. */
export async function listRaffles(tx: Tx): Promise<Raffle[]> {
  return raffles(tx).orderBy('created_at', 'desc').execute();
}

/** The raffle of a name; throws a WafaError where there is none. */
export async function raffleNamed(tx: Tx, name: string): Promise<Raffle> {
  const raffle = await raffles(tx).where('name', '=', name).executeTakeFirst();
  if (raffle) return raffle;
  const near = nearestName(name, new Set((await listRaffles(tx)).map((one) => one.name)));
  throw new WafaError(`there is no raffle "${name}"`, {
    ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    exitCode: ExitCode.usage,
  });
}

/** Who won, the first prize first. */
export async function winnersOf(tx: Tx, raffleId: string): Promise<Winner[]> {
  const rows = await tx
    .selectFrom('raffle_entries as e')
    .leftJoin('contacts as c', 'c.id', 'e.contact_id')
    .select(['e.place', 'e.ticket', 'e.contact_id as contactId', 'c.name'])
    .where('e.raffle_id', '=', raffleId)
    .where('e.place', 'is not', null)
    .orderBy('e.place')
    .execute();
  return rows.flatMap(({ place, ...row }) => (place === null ? [] : [{ ...row, place }]));
}

function ticketsOf(tx: Tx, raffleId: string): Promise<Ticket[]> {
  return tx
    .selectFrom('raffle_entries')
    .select(['ticket', 'entrant'])
    .where('raffle_id', '=', raffleId)
    .orderBy('ticket')
    .execute();
}

async function seedOf(tx: Tx, id: string): Promise<string> {
  return (await tx.selectFrom('raffles').select('seed').where('id', '=', id).executeTakeFirstOrThrow()).seed;
}

/** Two who enter or draw at once do so one after the other. */
async function lockRaffle(tx: Tx, name: string): Promise<Raffle> {
  await tx.selectFrom('raffles').select('id').where('name', '=', name).forUpdate().execute();
  return raffleNamed(tx, name);
}

function raffles(tx: Tx) {
  return tx
    .selectFrom('raffles as r')
    .select([
      'id',
      'name',
      'prize',
      'winners',
      'closes_at as closesAt',
      'commitment',
      'drawn_at as drawnAt',
      sql<string | null>`case when drawn_at is not null then seed end`.as('seed'),
      'entries_hash as entriesHash',
      sql<number>`(select count(*)::int from raffle_entries e where e.raffle_id = r.id)`.as('entries'),
    ]);
}

function refuse(message: string): WafaError {
  return new WafaError(message, { exitCode: ExitCode.usage });
}
