import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { scoresOf } from '../scores/scores-of.ts';
import { historyOf } from './history.ts';
import { knownDetails, withMails } from './known-details.ts';
import { signatureSuggestions } from './signature-suggestions.ts';

/** Lines shown of each list. */
const LINES_SHOWN = 50;
const FEW_LINES = 20;

export type ShownContact = NonNullable<Awaited<ReturnType<typeof showContact>>>;

/**
 * Everything the record has of one contact: the row, values with where each is from, occasions, notes, tags, purchases,
 * mails, calls, feedback, signals, scores and the history of changes. Every list is bounded and read along an index.
 */
export async function showContact(tx: Tx, id: string) {
  const contact = await tx
    .selectFrom('contacts as c')
    .leftJoin('companies as o', 'o.id', 'c.company_id')
    .leftJoin('people as p', 'p.id', 'c.owner_id')
    .selectAll('c')
    .select(['o.name as company', 'p.name as owner'])
    .where('c.id', '=', id)
    .executeTakeFirst();
  if (!contact) return undefined;
  return {
    contact,
    addresses: await addressesOf(tx, id),
    details: await knownDetails(tx, { contactId: id }),
    occasions: await occasionsOf(tx, id),
    tags: await tagsOf(tx, id),
    notes: await notesOf(tx, id),
    scores: (await scoresOf(tx, id)) ?? null,
    segments: await segmentsOf(tx, id),
    purchases: await tx
      .selectFrom('purchases')
      .select(['id', 'order_id', 'occurred_at', 'amount_minor', 'currency', 'method', 'items', 'source'])
      .select(['due_at', 'paid_minor', 'paid_at', 'credit_days', 'promotion'])
      .where('contact_id', '=', id)
      .orderBy('occurred_at', 'desc')
      .limit(LINES_SHOWN)
      .execute(),
    messages: await tx
      .selectFrom('messages')
      .select(['id', 'thread_id', 'direction', 'class', 'subject', 'received_at'])
      .where('contact_id', '=', id)
      .orderBy('received_at', 'desc')
      .limit(LINES_SHOWN)
      .execute(),
    threads: await threadsOf(tx, id),
    interactions: await tx
      .selectFrom('interactions')
      .select(['id', 'channel', 'direction', 'at', 'minutes', 'summary', 'by_whom', 'source'])
      .where('contact_id', '=', id)
      .orderBy('at', 'desc')
      .limit(FEW_LINES)
      .execute(),
    feedback: await tx
      .selectFrom('feedback')
      .select(['id', 'kind', 'at', 'text', 'score', 'score_of', 'competitor', 'cause', 'done', 'satisfied'])
      .select(['resolved_at', 'source'])
      .where('contact_id', '=', id)
      .orderBy('at', 'desc')
      .limit(FEW_LINES)
      .execute(),
    suggestions: await signatureSuggestions(tx, id),
    signals: await tx
      .selectFrom('signals')
      .select(['id', 'kind', 'occurred_at', 'history', 'evidence'])
      .where('contact_id', '=', id)
      .orderBy('occurred_at', 'desc')
      .limit(LINES_SHOWN)
      .execute(),
    history: await historyOf(tx, { contactId: id }, FEW_LINES),
  };
}

/** Addresses, the one that is mailed first before the others, and what must not be sent to each. */
async function addressesOf(tx: Tx, id: string) {
  const rows = await tx
    .selectFrom('contact_addresses as a')
    .leftJoin('suppressions as s', 's.canonical', 'a.canonical')
    .select([
      'a.address',
      'a.canonical',
      'a.mailed_first as mailedFirst',
      'a.source',
      'a.source_ref as sourceRef',
    ])
    .select(['a.created_at as at', 's.scope as suppressed', 's.reason as suppressedWhy'])
    .where('a.contact_id', '=', id)
    .orderBy('a.mailed_first', 'desc')
    .orderBy('a.created_at')
    .orderBy('a.canonical')
    .limit(LINES_SHOWN)
    .execute();
  return withMails(tx, rows);
}

async function occasionsOf(tx: Tx, id: string) {
  const rows = await tx
    .selectFrom('occasions')
    .select(['id', 'kind', 'label', 'calendar', 'year', 'month', 'day', 'source', 'source_ref as sourceRef'])
    .select(['confidence', 'by_person as byPerson', 'at'])
    .select(sql<string | null>`next_on::text`.as('nextOn'))
    .where('contact_id', '=', id)
    .where('removed_at', 'is', null)
    .orderBy('next_on')
    .orderBy('id')
    .limit(FEW_LINES)
    .execute();
  return withMails(tx, rows);
}

async function tagsOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('contact_tags')
    .select('tag')
    .where('contact_id', '=', id)
    .orderBy('tag')
    .limit(LINES_SHOWN)
    .execute();
  return rows.map(({ tag }) => tag);
}

async function notesOf(tx: Tx, id: string) {
  return tx
    .selectFrom('notes')
    .select(['id', 'text', 'author', 'at', 'interaction_id as interactionId'])
    .where('contact_id', '=', id)
    .where('removed_at', 'is', null)
    .orderBy('at', 'desc')
    .limit(FEW_LINES)
    .execute();
}

async function segmentsOf(tx: Tx, id: string) {
  return tx
    .selectFrom('segment_members as m')
    .innerJoin('segments as s', 's.id', 'm.segment_id')
    .select(['s.name', 's.title', 'm.since'])
    .where('m.contact_id', '=', id)
    .orderBy('s.name')
    .limit(LINES_SHOWN)
    .execute();
}

/** Mails among which the latest threads are looked for. */
const MAILS_OF_THREADS = 200;

async function threadsOf(tx: Tx, id: string) {
  const latest = tx
    .selectFrom('messages')
    .select('thread_id')
    .where('contact_id', '=', id)
    .orderBy('received_at', 'desc')
    .limit(MAILS_OF_THREADS);
  return tx
    .selectFrom(latest.as('m'))
    .innerJoin('threads as t', 't.id', 'm.thread_id')
    .select(['t.id', 't.subject_base as subject', 't.last_message_at as lastMessageAt'])
    .select(sql<number>`count(*)::int`.as('messages'))
    .groupBy(['t.business_id', 't.id', 't.subject_base', 't.last_message_at'])
    .orderBy('t.last_message_at', 'desc')
    .limit(FEW_LINES)
    .execute();
}
