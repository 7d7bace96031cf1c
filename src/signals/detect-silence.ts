import { sql } from 'kysely';
import type { CustomerSettings } from '../config/schema.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { NewSignal } from './finding.ts';
import { insertSignals } from './insert-signals.ts';

export interface DetectSilenceOptions {
  db: Db;
  businessId: string;
  settings: Pick<CustomerSettings, 'inactiveAfter' | 'usualGapFactor'>;
  now: Date;
  /** Contacts of one batch, in one transaction. */
  limit: number;
}

/**
 * Stage: notices customers who have fallen silent: no purchase and no mail for `usualGapFactor` times their own usual
 * gap where they have one, else for `inactiveAfter`. Customers are those who bought, or wrote and were written to;
 * who is away is not silent. One signal `inactive` for each silence; it ends by itself when they write or buy.
 * A silence that had begun before the first mailbox was connected, or before Wafa knew the customer (another mailbox's
 * history, an old list of purchases), is history: it is noticed, and starts nothing.
 * Answers how many were noticed; fewer than `limit` means that nobody is left.
 */
export async function detectSilence(options: DetectSilenceOptions): Promise<{ silent: number }> {
  const { db, businessId, settings, now, limit } = options;
  return inBusiness(db, businessId, async (tx) => {
    await lockCustomers(tx);
    const people = await findSilent(tx, settings, now, limit);
    if (people.length === 0) return { silent: 0 };
    const connectedAt = await connectedSince(tx);
    const signals = people.map((person) => signalOf(person, connectedAt, now));
    await insertSignals(tx, signals, now);
    const since = people.map((person) => ({ id: person.id, silentSince: silenceBegan(person) }));
    await sql`
      update contacts c set silent_since = x."silentSince", scores_due_at = least(c.scores_due_at, ${now}::timestamptz)
      from jsonb_to_recordset(${JSON.stringify(since)}::jsonb) as x(id uuid, "silentSince" timestamptz)
      where c.id = x.id`.execute(tx);
    return { silent: people.length };
  });
}

/** When the first mailbox was connected; null while purchases come from files alone. */
async function connectedSince(tx: Tx): Promise<Date | null> {
  const row = await tx
    .selectFrom('mailboxes')
    .select((eb) => eb.fn.min('created_at').as('since'))
    .executeTakeFirst();
  return row?.since ?? null;
}

interface SilentPerson {
  id: string;
  knownSince: Date;
  lastActivityAt: Date;
  lastPurchaseAt: Date | null;
  lastIncomingAt: Date | null;
  purchaseCount: number;
  usualGapDays: number | null;
  thresholdDays: number;
  /** Their last mail and their last purchase, for evidence. */
  messageId: string | null;
  purchaseId: string | null;
}

/** Along the index on last_activity_at: the longest silent first. Nobody is silent sooner than SHORTEST_SILENCE_DAYS. */
async function findSilent(
  tx: Tx,
  { inactiveAfter, usualGapFactor }: DetectSilenceOptions['settings'],
  now: Date,
  limit: number,
): Promise<SilentPerson[]> {
  const fixedDays = inactiveAfter / DAY_MS;
  const bound = new Date(now.getTime() - Math.min(fixedDays, SHORTEST_SILENCE_DAYS) * DAY_MS);
  const { rows } = await sql<SilentPerson>`
    select c.id, c.created_at as "knownSince", c.last_activity_at as "lastActivityAt", c.last_purchase_at as "lastPurchaseAt",
      c.last_incoming_at as "lastIncomingAt", c.purchase_count as "purchaseCount", c.usual_gap_days as "usualGapDays",
      c.days as "thresholdDays",
      (select m.id from messages m where m.contact_id = c.id and m.direction = 'incoming'
        order by m.received_at desc limit 1) as "messageId",
      (select p.id from purchases p where p.contact_id = c.id order by p.occurred_at desc limit 1) as "purchaseId"
    from (
      select *, case when usual_gap_days is null then ${fixedDays}::float8
        else greatest(usual_gap_days * ${usualGapFactor}::float8, ${SHORTEST_SILENCE_DAYS}::float8) end as days
      from contacts
      where silent_since is null and last_activity_at <= ${bound} and kind in ('customer', 'lead')
        and (purchase_count > 0 or (incoming_count > 0 and outgoing_count > 0))
        and (away_until is null or away_until <= ${now})
    ) c
    where c.last_activity_at <= ${now}::timestamptz - c.days * interval '1 day'
    order by c.last_activity_at, c.id limit ${limit}`.execute(tx);
  return rows;
}

/** Who buys daily is not silent after a weekend. */
const SHORTEST_SILENCE_DAYS = 7;

/** Not their last mail, but the day on which it had been too long. */
function silenceBegan({ lastActivityAt, thresholdDays }: SilentPerson): Date {
  return new Date(lastActivityAt.getTime() + thresholdDays * DAY_MS);
}

/** Nobody was there to notice when it began. */
function beganUnseen(person: SilentPerson, connectedAt: Date | null): boolean {
  const began = silenceBegan(person);
  return began < person.knownSince || (connectedAt !== null && began < connectedAt);
}

function signalOf(person: SilentPerson, connectedAt: Date | null, now: Date): NewSignal {
  const { id, lastActivityAt, usualGapDays, purchaseCount } = person;
  const silentDays = Math.floor((now.getTime() - lastActivityAt.getTime()) / DAY_MS);
  const habit =
    usualGapDays === null
      ? `${purchaseCount} ${purchaseCount === 1 ? 'purchase' : 'purchases'}`
      : `bought every ${Math.round(usualGapDays)} days`;
  return {
    kind: 'inactive',
    contactId: id,
    dedupeKey: `inactive:${id}:${lastActivityAt.toISOString().slice(0, 10)}`,
    occurredAt: now,
    history: beganUnseen(person, connectedAt),
    evidence: {
      silentDays,
      usualGapDays,
      thresholdDays: Math.round(person.thresholdDays),
      purchaseCount,
      lastActivityAt: lastActivityAt.toISOString(),
      lastPurchaseAt: person.lastPurchaseAt?.toISOString() ?? null,
      lastIncomingAt: person.lastIncomingAt?.toISOString() ?? null,
      messageId: person.messageId,
      purchaseId: person.purchaseId,
      sentence: `${habit}; ${silentDays} days silent`,
    },
  };
}
