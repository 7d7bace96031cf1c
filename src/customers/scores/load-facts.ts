import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { epochMs, MAILS_AS_TEXT, PURCHASES_AS_TEXT, readMails, readPurchases } from './fact-texts.ts';
import { type ContactFacts, ENDING_TAGS, type FeedbackFact, type InteractionFact } from './facts.ts';
import { completeTotals, totalsOf } from './totals.ts';

/** The latest rows of each kind that a contact is judged by: older ones say little of today. */
export const FACTS_LIMIT = { purchases: 500, messages: 300, interactions: 100, feedback: 20 } as const;

type KnownOfContact = Omit<
  ContactFacts,
  'purchases' | 'totals' | 'mails' | 'interactions' | 'feedback' | 'tags' | 'before'
>;

/** What a contact bought, and the mail by hand, as texts (fact-texts.ts). */
interface LoadedContact extends KnownOfContact {
  purchases: string | null;
  mails: string | null;
}

/**
 * Everything that the scores of these contacts are made of, in a fixed number of statements whatever their number; each
 * goes along an index of the contact, and takes no more than `FACTS_LIMIT` rows of one. Contacts that are gone are left out.
 */
export async function loadFacts(tx: Tx, contactIds: readonly string[]): Promise<ContactFacts[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await sql<LoadedContact>`
    select ${KNOWN},
      (select ${PURCHASES_AS_TEXT} from (select * from purchases
          where contact_id = c.id and cancelled_at is null order by occurred_at desc limit ${FACTS_LIMIT.purchases}) p
        where c.purchase_count > 0) as purchases,
      (select ${MAILS_AS_TEXT} from (select received_at, direction, class, thread_id from messages
          where contact_id = c.id order by received_at desc limit ${FACTS_LIMIT.messages}) m
        where m.class = 'human') as mails
    from contacts c
    where c.id = any(${contactIds}::uuid[]) order by c.id`.execute(tx);
  return complete(tx, rows, {
    theirs: sql`contact_id = any(${contactIds}::uuid[])`,
    latest: (table, limit) => sql`select l.* from unnest(${contactIds}::uuid[]) as c(id) cross join lateral (
      select * from ${sql.table(table)} where contact_id = c.id order by at desc limit ${limit}) l`,
  });
}

/**
 * The same of contacts that are (nearly) all there are between the first and the last of them, in the order of their ids:
 * their rows lie together in the indexes, and are read in one go instead of going down each index for each contact.
 */
export async function loadPageFacts(tx: Tx, contactIds: readonly string[]): Promise<ContactFacts[]> {
  const [first, last] = [contactIds[0], contactIds.at(-1)];
  if (first === undefined || last === undefined) return [];
  const inPage = (column: RawBuilder<unknown>) =>
    sql`${column} >= ${first}::uuid and ${column} <= ${last}::uuid`;
  const wanted = new Set(contactIds);
  const { rows } = await sql<KnownOfContact>`
    select ${KNOWN} from contacts c where ${inPage(sql`c.id`)} order by c.id`.execute(tx);
  const large = rows.filter(isLarge).map(({ id }) => id);
  const others = (column: RawBuilder<unknown>) =>
    large.length === 0 ? inPage(column) : sql`${inPage(column)} and ${column} <> all(${large}::uuid[])`;
  const purchases = await textsOf(
    tx,
    sql`${PURCHASES_AS_TEXT} as text from purchases p where ${others(sql`contact_id`)} and cancelled_at is null`,
    FACTS_LIMIT.purchases,
  );
  const mails = await textsOf(
    tx,
    sql`${MAILS_AS_TEXT} filter (where m.class = 'human') as text from messages m where ${others(sql`contact_id`)}`,
    FACTS_LIMIT.messages,
  );
  // Of whom there is more than is taken: only one by one are the latest rows found without reading all.
  const apart = new Set([...large, ...purchases.tooMany, ...mails.tooMany]);
  const together = rows.filter(({ id }) => wanted.has(id) && !apart.has(id));
  const facts = await complete(
    tx,
    together.map((row) => ({
      ...row,
      purchases: row.purchaseCount > 0 ? (purchases.texts.get(row.id) ?? null) : null,
      mails: mails.texts.get(row.id) ?? null,
    })),
    {
      theirs: inPage(sql`contact_id`),
      latest: (table, limit) => sql`select * from (
        select *, row_number() over (partition by contact_id order by at desc) as place
        from ${sql.table(table)} where ${inPage(sql`contact_id`)}) as placed where place <= ${limit}`,
    },
  );
  return [
    ...facts,
    ...(await loadFacts(
      tx,
      contactIds.filter((id) => apart.has(id)),
    )),
  ];
}

/** By the counters; they do not count mail that nobody wrote by hand. */
function isLarge({ purchaseCount, incomingCount, outgoingCount }: KnownOfContact): boolean {
  return purchaseCount > FACTS_LIMIT.purchases || incomingCount + outgoingCount > FACTS_LIMIT.messages;
}

/** By contact; `tooMany` are those with more rows than `limit`. */
async function textsOf(
  tx: Tx,
  textsFromRows: RawBuilder<unknown>,
  limit: number,
): Promise<{ texts: Map<string, string | null>; tooMany: string[] }> {
  const { rows } = await sql<{ contactId: string; rows: number; text: string | null }>`
    select contact_id as "contactId", count(*)::int as rows, ${textsFromRows} group by contact_id`.execute(
    tx,
  );
  return {
    texts: new Map(rows.map(({ contactId, text }) => [contactId, text])),
    tooMany: rows.filter((row) => row.rows > limit).map(({ contactId }) => contactId),
  };
}

/** How rows of the contacts are found. */
interface Whose {
  /** Whether a row is of one of them, by its `contact_id`. */
  theirs: RawBuilder<unknown>;
  /** The latest rows of each. */
  latest: (table: 'interactions' | 'feedback', limit: number) => RawBuilder<unknown>;
}

/** Adds the rest, of which most contacts have nothing. */
async function complete(tx: Tx, rows: readonly LoadedContact[], whose: Whose): Promise<ContactFacts[]> {
  const before = groupByContact(await loadStages(tx, whose));
  const interactions = groupByContact(await loadInteractions(tx, whose));
  const feedback = groupByContact(await loadFeedback(tx, whose));
  const tags = groupByContact(await loadTags(tx, whose));
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

const KNOWN = sql`c.id, c.kind, c.time_zone as "timeZone", c.preferred_channel as "preferredChannel",
  ${epochMs('c.first_message_at')} as "firstMessageAt", ${epochMs('c.last_activity_at')} as "lastActivityAt",
  c.incoming_count as "incomingCount", c.outgoing_count as "outgoingCount", c.purchase_count as "purchaseCount",
  ${epochMs('c.first_purchase_at')} as "firstPurchaseAt", c.usual_gap_days as "usualGapDays",
  ${epochMs('c.away_until')} as "awayUntil"`;

interface OfContact {
  contactId: string;
}

/** Not joined to the contacts: the planner would read the scores of everybody to find those of a few hundred. */
async function loadStages(tx: Tx, { theirs }: Whose) {
  const { rows } = await sql<NonNullable<ContactFacts['before']> & OfContact>`
    select contact_id as "contactId", stage, ${epochMs('stage_since')} as "stageSince", stage_reason as "stageReason",
      date_part('epoch', (evidence -> 'stage' ->> 'endedAfter')::timestamptz) * 1000 as "endedAfter"
    from scores where ${theirs}`.execute(tx);
  return rows;
}

async function loadInteractions(tx: Tx, { latest }: Whose) {
  const { rows } = await sql<InteractionFact & OfContact>`
    select contact_id as "contactId", ${epochMs('i.at')} as at, i.direction = 'incoming' as incoming, i.channel
    from (${latest('interactions', FACTS_LIMIT.interactions)}) i order by i.at`.execute(tx);
  return rows;
}

async function loadFeedback(tx: Tx, { latest }: Whose) {
  const { rows } = await sql<FeedbackFact & OfContact>`
    select contact_id as "contactId", ${epochMs('f.at')} as at, f.kind, f.score, f.score_of as "scoreOf", f.competitor, f.cause,
      f.satisfied, ${epochMs('f.resolved_at')} as "resolvedAt"
    from (${latest('feedback', FACTS_LIMIT.feedback)}) f order by f.at`.execute(tx);
  return rows;
}

async function loadTags(tx: Tx, { theirs }: Whose) {
  const { rows } = await sql<{ tag: string } & OfContact>`
    select contact_id as "contactId", tag from contact_tags
    where ${theirs} and tag = any(${[...ENDING_TAGS]}::text[])`.execute(tx);
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
