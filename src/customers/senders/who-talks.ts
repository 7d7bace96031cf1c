import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { isOwn, type OwnAddresses } from '../../messages/log/own-addresses.ts';

/** One of ours who is in a conversation with a contact. */
export interface Colleague {
  canonical: string;
  /** As their mail last had it; '' when it gave none. */
  name: string;
  /** Mails of the contact that they got, and mails of theirs to the contact. */
  received: number;
  wrote: number;
  lastAt: Date;
}

/** Mails of a contact that are looked at, the latest. */
const MAILS_LOOKED_AT = 500;

/** Who of the business talks with a contact, those with most mail first; from the latest mails. */
export async function whoTalks(tx: Tx, contactId: string, own: OwnAddresses): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select a.canonical, coalesce((array_agg(a.name order by m.received_at desc) filter (where a.name <> ''))[1], '') as name,
      (count(*) filter (where m.direction = 'incoming'))::int as received,
      (count(*) filter (where m.direction = 'outgoing'))::int as wrote, max(m.received_at) as "lastAt"
    from (
      select id, direction, received_at from messages where contact_id = ${contactId} and class = 'human'
      order by received_at desc limit ${MAILS_LOOKED_AT}
    ) m
    join message_addresses a on a.message_id = m.id
    where a.canonical is not null and case m.direction when 'incoming' then a.role in ('to', 'cc') else a.role = 'from' end
    group by a.canonical order by count(*) desc, a.canonical`.execute(tx);
  return rows.filter(({ canonical }) => isOwn(own, canonical));
}
