import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { HOUR_MS } from '../../lib/duration.ts';
import { instantOfLocal, localDateTime } from '../../lib/local-time.ts';

/** At this hour of the business's night everything is learned anew ... */
const NIGHT_HOUR = 3;
/** ... or by day, when the purchases grew by this share, ... */
const GROWTH = 0.1;
/** ... and by so many at least. */
const MIN_NEW_PURCHASES = 20;
/** So much mail has to be there before anything is learned of it alone. */
const MIN_MAILS = 20;
/** Who claimed it and has not finished by then died over it. */
const GIVEN_UP_AFTER_MS = HOUR_MS;

/** What somebody claimed to learn; kept in `models` under `learning:<what>`. */
interface Learning {
  purchases: number;
  done: boolean;
}

export interface LearningTime {
  now: Date;
  /** Of the business, whose nights count. */
  timeZone: string;
  /** Whether mail tells something where nothing was bought. */
  alsoOfMail?: boolean;
}

/**
 * Claims to learn `what` from the purchases, where that is due: for the first time, since the last night in `timeZone`,
 * or because much was bought since. True for one of all who ask; that one calls `finishLearning`.
 */
export async function claimLearning(tx: Tx, what: string, time: LearningTime): Promise<boolean> {
  const { now } = time;
  const row = await tx
    .selectFrom('models')
    .select(['parameters', 'fitted_at'])
    .where('name', '=', rowName(what))
    .executeTakeFirst();
  const last = row && { ...(row.parameters as Learning), at: row.fitted_at };
  if (!(await isDue(tx, last, time))) return false;
  const { purchases } = await tx
    .selectFrom('purchases')
    .select((eb) => eb.fn.countAll<number>().as('purchases'))
    .executeTakeFirstOrThrow();
  const parameters = JSON.stringify({ purchases, done: false } satisfies Learning);
  const { rows } = await sql`
    insert into models (name, parameters, fitted_at) values (${rowName(what)}, ${parameters}::jsonb, ${now})
    on conflict (business_id, name) do update set parameters = excluded.parameters, fitted_at = excluded.fitted_at
    where models.fitted_at <= ${last?.at ?? null}::timestamptz
    returning name`.execute(tx);
  return rows.length > 0;
}

async function isDue(
  tx: Tx,
  last: (Learning & { at: Date }) | undefined,
  { now, timeZone, alsoOfMail = false }: LearningTime,
): Promise<boolean> {
  if (!last) return (await purchasesSince(tx, undefined, 1)) > 0 || (alsoOfMail && (await hasMail(tx)));
  if (!last.done) return now.getTime() - last.at.getTime() >= GIVEN_UP_AFTER_MS;
  if (last.at < lastNight(now, timeZone)) return true;
  const wanted = Math.max(MIN_NEW_PURCHASES, Math.ceil(last.purchases * GROWTH));
  return (await purchasesSince(tx, last.at, wanted)) >= wanted;
}

/** How many were recorded since then, counted up to `enough`; along the index on created_at. */
async function purchasesSince(tx: Tx, since: Date | undefined, enough: number): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select count(*)::int as number from
      (select from purchases where created_at > ${since ?? sql`'-infinity'`} limit ${enough}) p`.execute(tx);
  return rows[0]?.number ?? 0;
}

/** Whether enough mail is there; counted no further. */
async function hasMail(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ number: number }>`
    select count(*)::int as number from (select from messages limit ${MIN_MAILS}) m`.execute(tx);
  return (rows[0]?.number ?? 0) >= MIN_MAILS;
}

function lastNight(now: Date, timeZone: string): Date {
  const today = localDateTime(now, timeZone).with({ hour: NIGHT_HOUR, minute: 0, second: 0, millisecond: 0 });
  const tonight = instantOfLocal(today, timeZone);
  return tonight <= now ? tonight : instantOfLocal(today.subtract({ days: 1 }), timeZone);
}

/** It is learned and written. */
export async function finishLearning(tx: Tx, what: string): Promise<void> {
  await sql`update models set parameters = parameters || '{"done": true}' where name = ${rowName(what)}`.execute(
    tx,
  );
}

function rowName(what: string): string {
  return `learning:${what}`;
}
