import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { signatureSuggestions } from './signature-suggestions.ts';

/** Lines shown of each list. */
const LINES_SHOWN = 50;

/** Everything the record has of one contact: the row, addresses, company, purchases, mails, threads, signals, and what signatures suggest. */
export async function showContact(tx: Tx, id: string) {
  const contact = await tx
    .selectFrom('contacts as c')
    .leftJoin('companies as o', 'o.id', 'c.company_id')
    .selectAll('c')
    .select('o.name as company')
    .where('c.id', '=', id)
    .executeTakeFirst();
  if (!contact) return undefined;
  return {
    contact,
    addresses: await addressesOf(tx, id),
    purchases: await tx
      .selectFrom('purchases')
      .select(['id', 'order_id', 'occurred_at', 'amount_minor', 'currency', 'method', 'items', 'source'])
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
    suggestions: await signatureSuggestions(tx, id),
    signals: await tx
      .selectFrom('signals')
      .select(['id', 'kind', 'occurred_at', 'history', 'evidence'])
      .where('contact_id', '=', id)
      .orderBy('occurred_at', 'desc')
      .limit(LINES_SHOWN)
      .execute(),
  };
}

/** Addresses, and what must not be sent to each. */
async function addressesOf(tx: Tx, id: string) {
  return tx
    .selectFrom('contact_addresses as a')
    .leftJoin('suppressions as s', 's.canonical', 'a.canonical')
    .select(['a.address', 'a.canonical', 's.scope as suppressed', 's.reason as suppressedWhy'])
    .where('a.contact_id', '=', id)
    .orderBy('a.created_at')
    .orderBy('a.canonical')
    .execute();
}

async function threadsOf(tx: Tx, id: string) {
  return tx
    .selectFrom('messages as m')
    .innerJoin('threads as t', 't.id', 'm.thread_id')
    .select(['t.id', 't.subject_base as subject', 't.last_message_at as lastMessageAt'])
    .select(sql<number>`count(*)::int`.as('messages'))
    .where('m.contact_id', '=', id)
    .groupBy(['t.business_id', 't.id', 't.subject_base', 't.last_message_at'])
    .orderBy('t.last_message_at', 'desc')
    .limit(LINES_SHOWN)
    .execute();
}
