import { sql } from 'kysely';
import type { CustomerSettings } from '../../config/schema.ts';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { OwnAddresses } from '../../messages/log/own-addresses.ts';
import { leaveOldMail } from '../leaving/leave-old-mail.ts';
import { markSenders } from '../senders/mark-senders.ts';
import { believed } from './believed.ts';
import { createContacts, type NewPerson } from './create-contacts.ts';
import { lockCustomers } from './customers-lock.ts';
import { findContacts } from './find-contacts.ts';
import { freeMailSet } from './free-mail.ts';
import { anyUnmatched, takeUnmatched } from './matchable-message.ts';
import { missingCompanies } from './missing-companies.ts';
import { type LinkPlan, planLinks } from './plan-links.ts';
import { planPeople } from './plan-people.ts';
import { writeNews } from './write-news.ts';

export interface MatchMessagesOptions {
  db: Db;
  businessId: string;
  settings: Pick<CustomerSettings, 'newPeople' | 'freeMailDomains'>;
  own: OwnAddresses;
  /** Recognises people who were erased. */
  erasureKey?: string | undefined;
  now: Date;
  /** Messages of one batch, in one transaction. */
  limit: number;
}

export interface MatchMessagesResult {
  /** Messages matched; 0 when nothing is left to do. */
  matched: number;
  newContacts: number;
}

/**
 * Stage: finds out who each message comes from or goes to, a whole batch in a few statements. Sender and recipients
 * become contacts by canonical address, contacts belong to the company of their domain, and counters move with the
 * batch. New people become leads as `newPeople` says. Any order and any repetition ends in the same contacts.
 */
export async function matchMessages(options: MatchMessagesOptions): Promise<MatchMessagesResult> {
  const { db, businessId, settings, own, erasureKey, now, limit } = options;
  const rules = { own, freeMail: freeMailSet(settings.freeMailDomains), erasureKey };
  return inBusiness(db, businessId, async (tx) => {
    // A look without the lock: whoever logs mail holds it, and need not be waited for to find nothing.
    if (!(await anyUnmatched(tx))) return { matched: 0, newContacts: 0 };
    await lockCustomers(tx);
    const messages = await takeUnmatched(tx, limit);
    if (messages.length === 0) return { matched: 0, newContacts: 0 };
    const seen = new Set(
      messages.flatMap(({ addresses }) => addresses.flatMap(({ canonical }) => canonical ?? [])),
    );
    const contacts = await findContacts(tx, [...seen]);
    const companies = await missingCompanies(tx, contacts, rules, now);
    const people = await welcome(tx, planPeople(messages, contacts, rules), settings.newPeople);
    const created = await createContacts(tx, people, rules, now);
    const plan = planLinks(messages, new Map([...contacts, ...created]), rules);
    await writeLinks(tx, plan, now);
    await writeNews(tx, plan.contacts, companies, now);
    await markSenders(tx, messages, own);
    await leaveOldMail(tx, messages, erasureKey, now);
    return { matched: messages.length, newContacts: created.size };
  });
}

/**
 * Which of the new people become leads. `answered`: those who wrote by hand and were written to by hand, believed or not:
 * the answer vouches for them.
 */
async function welcome(
  tx: Tx,
  people: NewPerson[],
  policy: CustomerSettings['newPeople'],
): Promise<NewPerson[]> {
  if (policy === 'all' || people.length === 0) return people;
  if (policy === 'none') return [];
  const { rows } = await sql<{ canonical: string }>`
    select p.canonical from unnest(${people.map(({ canonical }) => canonical)}::text[]) as p(canonical)
    where exists (
      select from message_addresses a join messages m on m.business_id = a.business_id and m.id = a.message_id
      where a.canonical = p.canonical and a.role = 'from' and m.direction = 'incoming'
        and m.class = 'human' and m.subclass <> 'spam' and m.authenticity <> 'failed')
    and exists (
      select from message_addresses a join messages m on m.business_id = a.business_id and m.id = a.message_id
      where a.canonical = p.canonical and a.role in ('to', 'cc', 'bcc') and m.direction = 'outgoing'
        and m.class = 'human' and ${believed()})`.execute(tx);
  const answered = new Set(rows.map(({ canonical }) => canonical));
  return people.filter(({ canonical }) => answered.has(canonical));
}

async function writeLinks(tx: Tx, plan: LinkPlan, now: Date): Promise<void> {
  await sql`
    update messages m set contact_id = x."contactId", matched_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(plan.messages)}::jsonb) as x(id uuid, "contactId" uuid)
    where m.id = x.id`.execute(tx);
  if (plan.addresses.length === 0) return;
  await sql`
    update message_addresses a set contact_id = x."contactId"
    from jsonb_to_recordset(${JSON.stringify(plan.addresses)}::jsonb)
      as x("messageId" uuid, position int, "contactId" uuid)
    where a.message_id = x."messageId" and a.position = x.position`.execute(tx);
}
