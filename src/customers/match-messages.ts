import { sql } from 'kysely';
import type { CustomerSettings } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { OwnAddresses } from '../messages/own-addresses.ts';
import { believed } from './believed.ts';
import { companyDomain, type PeopleRules } from './company-domain.ts';
import { createCompanies } from './create-companies.ts';
import { createContacts, type NewPerson } from './create-contacts.ts';
import { lockCustomers } from './customers-lock.ts';
import { findContacts, type KnownContact } from './find-contacts.ts';
import { freeMailSet } from './free-mail.ts';
import { takeUnmatched } from './matchable-message.ts';
import { type ContactNews, type LinkPlan, planLinks } from './plan-links.ts';
import { planPeople } from './plan-people.ts';

export interface MatchMessagesOptions {
  db: Db;
  businessId: string;
  settings: Pick<CustomerSettings, 'newPeople' | 'freeMailDomains'>;
  own: OwnAddresses;
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
  const { db, businessId, settings, own, now, limit } = options;
  const rules = { own, freeMail: freeMailSet(settings.freeMailDomains) };
  return inBusiness(db, businessId, async (tx) => {
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
    await writeNews(tx, plan.contacts, companies);
    return { matched: messages.length, newContacts: created.size };
  });
}

/** Contacts that came without a company (from a CSV without rules): their domain's company, by contact id. */
async function missingCompanies(
  tx: Tx,
  contacts: ReadonlyMap<string, KnownContact>,
  rules: PeopleRules,
  now: Date,
): Promise<Map<string, string>> {
  const domains = new Map<string, string>();
  for (const [canonical, { id, companyId }] of contacts) {
    const domain = companyId === null ? companyDomain(canonical, rules) : undefined;
    if (domain !== undefined) domains.set(id, domain);
  }
  const companies = await createCompanies(tx, [...domains.values()], now);
  const found = new Map<string, string>();
  for (const [id, domain] of domains) {
    const companyId = companies.get(domain);
    if (companyId !== undefined) found.set(id, companyId);
  }
  return found;
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

/** As in plan-links.ts: their own name before the business's, then the later one, then the first of the alphabet. */
const IS_BETTER_NAME = sql`x.name is not null and (c.name_at is null or x."nameOwn" and not c.name_own
  or x."nameOwn" = c.name_own and (x."nameAt" > c.name_at or x."nameAt" = c.name_at and x.name collate "C" < c.name collate "C"))`;

/** Moves the counters and the name. A sign of life later than the last one ends a silence. */
async function writeNews(
  tx: Tx,
  news: readonly ContactNews[],
  companies: ReadonlyMap<string, string>,
): Promise<void> {
  const named = new Set(news.map(({ id }) => id));
  const rows = [
    ...news.map(({ name, ...one }) => ({
      ...one,
      name: name?.text ?? null,
      nameAt: name?.at ?? null,
      nameOwn: name?.own ?? null,
      companyId: companies.get(one.id) ?? null,
    })),
    ...[...companies].filter(([id]) => !named.has(id)).map(([id, companyId]) => ({ id, companyId })),
  ];
  if (rows.length === 0) return;
  await sql`
    update contacts c set
      name = case when ${IS_BETTER_NAME} then x.name else c.name end,
      name_at = case when ${IS_BETTER_NAME} then x."nameAt" else c.name_at end,
      name_own = case when ${IS_BETTER_NAME} then x."nameOwn" else c.name_own end,
      locale = coalesce(c.locale, x.locale),
      company_id = coalesce(c.company_id, x."companyId"),
      first_message_at = least(c.first_message_at, x."firstAt"),
      last_incoming_at = greatest(c.last_incoming_at, x."lastIncomingAt"),
      last_outgoing_at = greatest(c.last_outgoing_at, x."lastOutgoingAt"),
      incoming_count = c.incoming_count + coalesce(x.incoming, 0),
      outgoing_count = c.outgoing_count + coalesce(x.outgoing, 0),
      last_activity_at = greatest(c.last_activity_at, x."lastSignAt"),
      silent_since = case when x."lastSignAt" > c.last_activity_at then null else c.silent_since end,
      away_until = greatest(c.away_until, x."awayUntil")
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, name text, "nameAt" timestamptz, "nameOwn" boolean, locale text, "companyId" uuid, "firstAt" timestamptz, "lastIncomingAt" timestamptz,
      "lastOutgoingAt" timestamptz, "lastSignAt" timestamptz, incoming int, outgoing int, "awayUntil" timestamptz)
    where c.id = x.id`.execute(tx);
}
