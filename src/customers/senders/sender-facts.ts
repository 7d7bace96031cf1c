import { sql } from 'kysely';
import type { ContactKind, Tx } from '../../database/tables.ts';

/** What the latest mails from and to one address show. */
export interface SenderFacts {
  canonical: string;
  address: string;
  /** As they call themselves in their latest mail; '' when they give none. */
  name: string;
  contactId: string | null;
  kind: ContactKind | null;
  purchases: number;
  lastPurchaseAt: Date | null;
  /** Mails from them: written by hand, to a list that people talk on, to many, by a machine, spam by the server's word. */
  byHand: number;
  discussion: number;
  bulk: number;
  automatic: number;
  spam: number;
  /** Of those, mails that another wrote under their name. */
  failed: number;
  /** Mails by hand to them. */
  writtenTo: number;
  firstAt: Date | null;
  lastAt: Date | null;
  /** Subjects of the latest mails from them, and of those to them; with the id of the mail. */
  theirSubjects: readonly MailSubject[];
  ourSubjects: readonly MailSubject[];
  /** What a person said they are, if one did. */
  byPerson: boolean;
}

export interface MailSubject {
  id: string;
  subject: string;
}

/** Mails of each address that are looked at, the latest: a newsletter of ten years costs no more than one of a year. */
const MAILS_LOOKED_AT = 300;
const SUBJECTS_LOOKED_AT = 40;

/** The facts about addresses that are due, in one statement along indexes; at most `limit`, locked until the transaction ends. */
export async function dueSenderFacts(tx: Tx, limit: number): Promise<SenderFacts[]> {
  const { rows } = await sql<SenderFacts>`
    with due as materialized (
      select canonical, address, by_person from senders where is_due order by canonical limit ${limit} for update skip locked
    )
    select d.canonical, d.address, d.by_person as "byPerson", coalesce(f.name, '') as name, c.id as "contactId", c.kind,
      coalesce(c.purchase_count, 0) as purchases, c.last_purchase_at as "lastPurchaseAt",
      coalesce(f."byHand", 0) as "byHand", coalesce(f.discussion, 0) as discussion, coalesce(f.bulk, 0) as bulk,
      coalesce(f.automatic, 0) as automatic, coalesce(f.spam, 0) as spam, coalesce(f.failed, 0) as failed,
      coalesce(f."writtenTo", 0) as "writtenTo", f."firstAt", f."lastAt",
      coalesce(f."theirSubjects", '[]') as "theirSubjects", coalesce(f."ourSubjects", '[]') as "ourSubjects"
    from due d
    left join contact_addresses a on a.canonical = d.canonical
    left join contacts c on c.id = a.contact_id
    left join lateral (
      select
        (array_agg(x.name order by x.id desc) filter (where x.theirs and x.name <> ''))[1] as name,
        (count(*) filter (where x.theirs and x.subclass in ('human', 'unsubscribe_request', 'calendar')))::int as "byHand",
        (count(*) filter (where x.theirs and x.subclass = 'mailing_list'))::int as discussion,
        (count(*) filter (where x.theirs and x.subclass = 'newsletter'))::int as bulk,
        (count(*) filter (where x.theirs and x.subclass not in
          ('human', 'unsubscribe_request', 'calendar', 'mailing_list', 'newsletter', 'spam')))::int as automatic,
        (count(*) filter (where x.theirs and x.subclass = 'spam'))::int as spam,
        (count(*) filter (where x.theirs and x.authenticity = 'failed'))::int as failed,
        (count(*) filter (where not x.theirs and x.class = 'human'))::int as "writtenTo",
        min(x.sent_at) as "firstAt", max(x.sent_at) as "lastAt",
        jsonb_agg(jsonb_build_object('id', x.id, 'subject', x.subject) order by x.id desc)
          filter (where x.theirs and x.number <= ${SUBJECTS_LOOKED_AT}) as "theirSubjects",
        jsonb_agg(jsonb_build_object('id', x.id, 'subject', x.subject) order by x.id desc)
          filter (where not x.theirs and x.number <= ${SUBJECTS_LOOKED_AT}) as "ourSubjects"
      from (
        select m.id, m.subject, m.subclass, m.class, m.authenticity, m.sent_at, w.name, w.theirs,
          row_number() over (partition by w.theirs order by m.id desc) as number
        from (
          select message_id, name, role = 'from' as theirs from message_addresses
          where canonical = d.canonical order by message_id desc limit ${MAILS_LOOKED_AT}
        ) w
        join messages m on m.id = w.message_id
        where m.direction = case when w.theirs then 'incoming' else 'outgoing' end
      ) x
    ) f on true`.execute(tx);
  return rows;
}
