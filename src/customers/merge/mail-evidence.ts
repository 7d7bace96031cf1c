import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { believed } from '../match/believed.ts';
import type { Evidence } from './evidence.ts';

/** What believed mail says of a pair: one asks for answers at the other's address, or answered what the other was asked. */
export interface MailEvidence {
  a: string;
  b: string;
  evidence: Evidence;
}

/** Mails of one contact that are looked at, the latest first. */
const MAILS_OF_CONTACT = 20;
const MAILS_OF_THREAD = 20;
const REPLY_TO_BITS = 7;
const THREAD_BITS = 5;

/** Looks at the latest mail of these contacts, and at mail that names their addresses; a few rows of each by index. */
export async function readMailEvidence(tx: Tx, ids: readonly string[]): Promise<MailEvidence[]> {
  if (ids.length === 0) return [];
  const asked = sql`unnest(${[...ids]}::uuid[]) as x(id)`;
  const replyTo = await sql<{ a: string; b: string; detail: string }>`
    select distinct m.contact_id as a, c.contact_id as b, c.address as detail from ${asked}
    cross join lateral (
      select m.business_id, m.id, m.contact_id from messages m
      where m.contact_id = x.id and m.direction = 'incoming' and ${believed()}
      order by m.received_at desc limit ${MAILS_OF_CONTACT}) m
    join message_addresses r on r.business_id = m.business_id and r.message_id = m.id and r.role = 'reply-to'
    join contact_addresses c on c.business_id = r.business_id and c.canonical = r.canonical and c.contact_id <> m.contact_id
    union
    select distinct m.contact_id as a, x.id as b, r.address as detail from ${asked}
    join contact_addresses c on c.contact_id = x.id
    cross join lateral (
      select r.message_id, r.address from message_addresses r
      where r.canonical = c.canonical and r.role = 'reply-to'
      order by r.message_id desc limit ${MAILS_OF_CONTACT}) r
    join messages m on m.id = r.message_id
    where m.direction = 'incoming' and m.contact_id is not null and m.contact_id <> x.id and ${believed()}`.execute(
    tx,
  );
  const answers = await sql<{ a: string; b: string; detail: string }>`
    select asked.contact_id as a, answer.contact_id as b, min(answer.subject) as detail from ${asked}
    cross join lateral (
      select m.thread_id from messages m where m.contact_id = x.id
      order by m.received_at desc limit ${MAILS_OF_CONTACT}) mine
    cross join lateral (
      select m.* from messages m where m.thread_id = mine.thread_id
      order by m.received_at limit ${MAILS_OF_THREAD}) answer
    cross join lateral (
      select o.id, o.contact_id from messages o
      where o.thread_id = mine.thread_id and o.direction = 'outgoing' and o.sent_at < answer.sent_at
        and o.contact_id <> answer.contact_id
      order by o.received_at limit ${MAILS_OF_THREAD}) asked
    join messages m on m.id = answer.id
    where m.direction = 'incoming' and m.class = 'human' and x.id in (asked.contact_id, m.contact_id) and ${believed()}
      and not exists (select from message_addresses r where r.message_id = asked.id and r.contact_id = m.contact_id)
    group by asked.contact_id, answer.contact_id`.execute(tx);
  return [
    ...replyTo.rows.map(({ a, b, detail }) => ({
      a,
      b,
      evidence: { kind: 'reply-to' as const, bits: REPLY_TO_BITS, detail },
    })),
    ...answers.rows.map(({ a, b, detail }) => ({
      a,
      b,
      evidence: { kind: 'thread' as const, bits: THREAD_BITS, detail },
    })),
  ];
}
