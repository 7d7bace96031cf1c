import { sql } from 'kysely';
import { medianFirstAnswerMs } from '../customers/record/response-times.ts';
import type { Tx } from '../database/tables.ts';
import type { DigestWeek } from './digest-week.ts';

/** The figures of one week. */
interface WeekFigures {
  incoming: number;
  outgoing: number;
  newContacts: number;
  purchases: number;
  /** Minor units by currency. */
  revenue: Record<string, number>;
  medianFirstAnswerMs: number | undefined;
  bounces: number;
  unsubscribes: number;
}

/** A row of the digest that can be opened: what it is about, why, and its id. */
export interface DigestRow {
  id: string;
  title: string;
  detail: Record<string, unknown>;
}

/** Everything a digest reports; every number was counted from rows, none is estimated. */
export interface DigestFacts {
  week: WeekFigures;
  before: WeekFigures;
  fallenSilent: DigestRow[];
  /** How many fell silent, of whom `fallenSilent` shows the first. */
  fallenSilentCount: number;
  /** Mails by automation and state that changed into it during the week. */
  automations: { automation: string; state: string; count: number }[];
  awaitingApproval: number;
  quarantined: DigestRow[];
  uncertain: DigestRow[];
  openPause: { reason: string; since: Date } | undefined;
}

/** Rows shown of each list; the page shows the rest. */
const ROWS_SHOWN = 10;

/** Counts what happened in `week` and in the week before it, inside one business. */
export async function collectDigest(tx: Tx, week: DigestWeek, before: DigestWeek): Promise<DigestFacts> {
  const silent = await fallenSilent(tx, week);
  return {
    week: await weekFigures(tx, week),
    before: await weekFigures(tx, before),
    fallenSilent: silent.rows,
    fallenSilentCount: silent.count,
    automations: await automationMails(tx, week),
    awaitingApproval: await countEmails(tx, 'awaiting-approval'),
    quarantined: await quarantined(tx),
    uncertain: await uncertainMails(tx),
    openPause: await openPause(tx),
  };
}

async function weekFigures(tx: Tx, { from, to }: DigestWeek): Promise<WeekFigures> {
  const { rows } = await sql<
    Record<'incoming' | 'outgoing' | 'bounces' | 'contacts' | 'unsubscribes', number>
  >`select
    (select count(*) from messages where received_at >= ${from} and received_at < ${to}
      and direction = 'incoming' and class = 'human') as incoming,
    (select count(*) from messages where received_at >= ${from} and received_at < ${to} and direction = 'outgoing') as outgoing,
    (select count(*) from messages where received_at >= ${from} and received_at < ${to} and class = 'bounce') as bounces,
    (select count(*) from contacts where coalesce(least(first_message_at, first_purchase_at), created_at) >= ${from}
      and coalesce(least(first_message_at, first_purchase_at), created_at) < ${to}) as contacts,
    (select count(*) from suppressions where created_at >= ${from} and created_at < ${to} and scope = 'marketing') as unsubscribes`.execute(
    tx,
  );
  const counts = rows[0];
  const sales = await tx
    .selectFrom('purchases')
    .select([
      'currency',
      (eb) => eb.fn.countAll<number>().as('count'),
      sql<number>`sum(amount_minor - returned_minor)`.as('sum'),
    ])
    .where('occurred_at', '>=', from)
    .where('occurred_at', '<', to)
    .where('cancelled_at', 'is', null)
    .groupBy('currency')
    .orderBy('currency')
    .execute();
  return {
    incoming: counts?.incoming ?? 0,
    outgoing: counts?.outgoing ?? 0,
    newContacts: counts?.contacts ?? 0,
    purchases: sales.reduce((total, row) => total + row.count, 0),
    revenue: Object.fromEntries(sales.map((row) => [row.currency, row.sum])),
    medianFirstAnswerMs: await medianFirstAnswerMs(tx, from, to),
    bounces: counts?.bounces ?? 0,
    unsubscribes: counts?.unsubscribes ?? 0,
  };
}

/** Those whose silence was noticed in the week and lasts; who was silent before Wafa came did not fall silent now. */
async function fallenSilent(tx: Tx, { from, to }: DigestWeek): Promise<{ rows: DigestRow[]; count: number }> {
  const rows = await tx
    .selectFrom('signals')
    .innerJoin('contacts', 'contacts.id', 'signals.contact_id')
    .select(['contacts.id', 'contacts.name', 'signals.evidence'])
    .select(sql<number>`count(*) over ()`.as('count'))
    .where('signals.kind', '=', 'inactive')
    .where('signals.history', '=', false)
    .where('signals.created_at', '>=', from)
    .where('signals.created_at', '<', to)
    .where('contacts.silent_since', 'is not', null)
    .orderBy('contacts.purchase_count', 'desc')
    .orderBy('contacts.id')
    .limit(ROWS_SHOWN)
    .execute();
  return {
    rows: rows.map((row) => ({ id: row.id, title: row.name, detail: { ...row.evidence } })),
    count: rows[0]?.count ?? 0,
  };
}

async function automationMails(tx: Tx, { from, to }: DigestWeek): Promise<DigestFacts['automations']> {
  return tx
    .selectFrom('outgoing_emails')
    .select(['automation', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('state_at', '>=', from)
    .where('state_at', '<', to)
    .groupBy(['automation', 'state'])
    .orderBy('automation')
    .orderBy('state')
    .execute();
}

async function countEmails(tx: Tx, state: 'awaiting-approval'): Promise<number> {
  const row = await tx
    .selectFrom('outgoing_emails')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', state)
    .executeTakeFirstOrThrow();
  return row.count;
}

async function quarantined(tx: Tx): Promise<DigestRow[]> {
  const rows = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'read_error', 'size', 'internal_date'])
    .where('read_state', '=', 'quarantined')
    .orderBy('created_at', 'desc')
    .limit(ROWS_SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.content_hash,
    title: row.read_error ?? '',
    detail: { size: row.size, date: row.internal_date },
  }));
}

async function uncertainMails(tx: Tx): Promise<DigestRow[]> {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['id', 'recipient', 'subject', 'state_reason'])
    .where('state', '=', 'uncertain')
    .orderBy('state_at', 'desc')
    .limit(ROWS_SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.recipient,
    detail: { subject: row.subject, reason: row.state_reason },
  }));
}

async function openPause(tx: Tx): Promise<DigestFacts['openPause']> {
  return tx
    .selectFrom('sending_pauses')
    .select(['reason', 'since'])
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}
