import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import {
  type ContactFacts,
  ENDING_TAGS,
  type FeedbackFact,
  type InteractionFact,
  type MailFact,
  type PurchaseFact,
} from './facts.ts';
import { completeTotals, totalsOf } from './totals.ts';

/** The latest rows of each kind that a contact is judged by: older ones say little of today. */
export const FACTS_LIMIT = { purchases: 500, messages: 300, interactions: 100, feedback: 20 } as const;

interface LoadedContact
  extends Omit<
    ContactFacts,
    'purchases' | 'totals' | 'mails' | 'interactions' | 'feedback' | 'tags' | 'before'
  > {
  purchases: string | null;
  mails: string | null;
}

/**
 * Everything that the scores of these contacts are made of, in a fixed number of statements whatever their number; each
 * goes along an index of the contact, and takes no more than `FACTS_LIMIT` rows of one. Contacts that are gone are left out.
 */
export async function loadFacts(tx: Tx, contactIds: readonly string[]): Promise<ContactFacts[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await loadContacts(tx, contactIds);
  const before = groupByContact(await loadStages(tx, contactIds));
  const interactions = groupByContact(await loadInteractions(tx, contactIds));
  const feedback = groupByContact(await loadFeedback(tx, contactIds));
  const tags = groupByContact(await loadTags(tx, contactIds));
  const facts = rows.map((row): ContactFacts => {
    const purchases = readPurchases(row.purchases);
    return {
      ...row,
      purchases,
      totals: totalsOf(purchases),
      mails: readMails(row.mails),
      interactions: interactions.get(row.id) ?? [],
      feedback: feedback.get(row.id) ?? [],
      tags: tags.get(row.id)?.map(({ tag }) => tag) ?? [],
      before: before.get(row.id)?.[0] ?? null,
    };
  });
  await completeTotals(tx, facts);
  return facts;
}

/**
 * Purchases and mails of a contact come as one text: millions of rows as rows would take most of the time. The times are
 * seconds; milliseconds do not matter to anything here.
 */
function loadContacts(tx: Tx, contactIds: readonly string[]) {
  return sql<LoadedContact>`
    select c.id, c.kind, c.time_zone as "timeZone", c.preferred_channel as "preferredChannel",
      ${epochMs('c.first_message_at')} as "firstMessageAt", ${epochMs('c.last_activity_at')} as "lastActivityAt",
      c.incoming_count as "incomingCount", c.outgoing_count as "outgoingCount", c.purchase_count as "purchaseCount",
      ${epochMs('c.first_purchase_at')} as "firstPurchaseAt", c.usual_gap_days as "usualGapDays",
      ${epochMs('c.away_until')} as "awayUntil",
      (select string_agg(${seconds('p.occurred_at')} || ' ' || p.amount_minor || ' ' || p.currency
          || case when p.due_at is null then '' else ' ' || ${seconds('p.due_at')} || coalesce(' ' || ${seconds('p.paid_at')}, '') end, ',')
        from (select occurred_at, amount_minor, currency, due_at, paid_at from purchases
          where contact_id = c.id order by occurred_at desc limit ${FACTS_LIMIT.purchases}) p
        where c.purchase_count > 0) as purchases,
      (select string_agg(${seconds('m.received_at')} || case m.direction when 'incoming' then 'i' else 'o' end || uuid_hash(m.thread_id), ',')
        from (select received_at, direction, class, thread_id from messages
          where contact_id = c.id order by received_at desc limit ${FACTS_LIMIT.messages}) m
        where m.class = 'human') as mails
    from contacts c
    where c.id = any(${contactIds}::uuid[]) order by c.id`.execute(tx);
}

function seconds(column: string) {
  return sql`date_part('epoch', ${sql.ref(column)})::bigint`;
}

function epochMs(column: string) {
  return sql<number | null>`(date_part('epoch', ${sql.ref(column)}) * 1000)::float8`;
}

/** `1700000000 4850 EUR 1702592000 1702500000`: when, amount, currency, due, paid; the latest first. */
function readPurchases(text: string | null): PurchaseFact[] {
  if (text === null) return [];
  return text
    .split(',')
    .map((one) => {
      const [at, amount, currency = '', due, paid] = one.split(' ');
      return {
        at: Number(at) * 1000,
        amountMinor: Number(amount),
        currency,
        dueAt: due === undefined ? null : Number(due) * 1000,
        paidAt: paid === undefined ? null : Number(paid) * 1000,
      };
    })
    .reverse();
}

/** `1700000000i-123456`: when, incoming or outgoing, a hash of the thread; the latest first. */
function readMails(text: string | null): MailFact[] {
  if (text === null) return [];
  return text
    .split(',')
    .map((one) => {
      const inwards = one.indexOf('i');
      const split = inwards < 0 ? one.indexOf('o') : inwards;
      return { at: Number(one.slice(0, split)) * 1000, incoming: inwards >= 0, thread: one.slice(split + 1) };
    })
    .reverse();
}

interface OfContact {
  contactId: string;
}

/** Not joined to the contacts: the planner would read the scores of everybody to find those of a few hundred. */
async function loadStages(tx: Tx, contactIds: readonly string[]) {
  const { rows } = await sql<NonNullable<ContactFacts['before']> & OfContact>`
    select contact_id as "contactId", stage, ${epochMs('stage_since')} as "stageSince", stage_reason as "stageReason",
      date_part('epoch', (evidence -> 'stage' ->> 'endedAfter')::timestamptz) * 1000 as "endedAfter"
    from scores where contact_id = any(${contactIds}::uuid[])`.execute(tx);
  return rows;
}

async function loadInteractions(tx: Tx, contactIds: readonly string[]) {
  const { rows } = await sql<InteractionFact & OfContact>`
    select c.id as "contactId", ${epochMs('i.at')} as at, i.direction = 'incoming' as incoming, i.channel
    from unnest(${contactIds}::uuid[]) as c(id) cross join lateral (
      select at, direction, channel from interactions where contact_id = c.id order by at desc limit ${FACTS_LIMIT.interactions}
    ) i order by i.at`.execute(tx);
  return rows;
}

async function loadFeedback(tx: Tx, contactIds: readonly string[]) {
  const { rows } = await sql<FeedbackFact & OfContact>`
    select c.id as "contactId", ${epochMs('f.at')} as at, f.kind, f.score, f.score_of as "scoreOf", f.competitor, f.cause,
      f.satisfied, ${epochMs('f.resolved_at')} as "resolvedAt"
    from unnest(${contactIds}::uuid[]) as c(id) cross join lateral (
      select * from feedback where contact_id = c.id order by at desc limit ${FACTS_LIMIT.feedback}
    ) f order by f.at`.execute(tx);
  return rows;
}

async function loadTags(tx: Tx, contactIds: readonly string[]) {
  const { rows } = await sql<{ tag: string } & OfContact>`
    select t.contact_id as "contactId", t.tag from contact_tags t
    where t.contact_id = any(${contactIds}::uuid[]) and t.tag = any(${[...ENDING_TAGS]}::text[])`.execute(tx);
  return rows;
}

function groupByContact<T extends OfContact>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.contactId);
    if (group) group.push(row);
    else groups.set(row.contactId, [row]);
  }
  return groups;
}
