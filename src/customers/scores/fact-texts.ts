import { type RawBuilder, sql } from 'kysely';
import type { MailFact, PurchaseFact } from './facts.ts';

/**
 * Purchases and mails of a contact come as one text each: millions of rows as rows would take most of the time. The times
 * are seconds; milliseconds do not matter to anything here.
 */
export const PURCHASES_AS_TEXT: RawBuilder<string | null> =
  sql`string_agg(${seconds('p.occurred_at')} || ' ' || p.amount_minor - p.returned_minor
  || ' ' || p.currency || case when p.due_at is null or p.returned_minor = p.amount_minor then '' else ' ' || ${seconds('p.due_at')}
  || coalesce(' ' || ${seconds('p.paid_at')}, '') end, ',')`;

export const MAILS_AS_TEXT: RawBuilder<string | null> = sql`string_agg(${seconds('m.received_at')}
  || case m.direction when 'incoming' then 'i' else 'o' end || uuid_hash(m.thread_id), ',')`;

function seconds(column: string) {
  return sql`date_part('epoch', ${sql.ref(column)})::bigint`;
}

export function epochMs(column: string) {
  return sql<number | null>`(date_part('epoch', ${sql.ref(column)}) * 1000)::float8`;
}

/** `1700000000 4850 EUR 1702592000 1702500000`: when, amount, currency, due, paid. Answers the oldest first. */
export function readPurchases(text: string | null): PurchaseFact[] {
  if (text === null) return [];
  return oldestFirst(
    text.split(',').map((one) => {
      const [at, amount, currency = '', due, paid] = one.split(' ');
      return {
        at: Number(at) * 1000,
        amountMinor: Number(amount),
        currency,
        dueAt: due === undefined ? null : Number(due) * 1000,
        paidAt: paid === undefined ? null : Number(paid) * 1000,
      };
    }),
  );
}

/** `1700000000i-123456`: when, incoming or outgoing, a hash of the thread. Answers the oldest first. */
export function readMails(text: string | null): MailFact[] {
  if (text === null) return [];
  return oldestFirst(
    text.split(',').map((one) => {
      const inwards = one.indexOf('i');
      const split = inwards < 0 ? one.indexOf('o') : inwards;
      return { at: Number(one.slice(0, split)) * 1000, incoming: inwards >= 0, thread: one.slice(split + 1) };
    }),
  );
}

/** Mostly they come in order, or the other way round: both are quick. */
function oldestFirst<T extends { at: number }>(facts: T[]): T[] {
  return facts.sort((a, b) => a.at - b.at);
}
