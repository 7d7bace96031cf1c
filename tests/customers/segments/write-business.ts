import { sql } from 'kysely';
import type { Tx } from '../../../src/database/tables.ts';
import { newId } from '../../../src/lib/ids.ts';
import { insertMessages } from '../../support/message-rows.ts';
import { COMPANIES, LISTS, NOON, OWNERS, type Person, PRODUCTS } from './small-business.ts';

/** Writes a small business into the database, row by row as it is; the counters of contacts are among the rows. */
export async function writeBusiness(tx: Tx, people: readonly Person[]): Promise<void> {
  const ids = await writeSurroundings(tx);
  for (const person of people) {
    await insert(tx, 'contacts', {
      id: person.id,
      ...person.contact,
      company_id: ids.get(person.company?.name ?? '') ?? null,
      owner_id: ids.get(person.owner ?? '') ?? null,
    });
    if (person.scores)
      await insert(tx, 'scores', { contact_id: person.id, computed_at: NOON, ...person.scores });
    await writeKnown(tx, person);
    await writeEvents(tx, person, ids);
    for (const list of person.lists)
      await insert(tx, 'segment_members', { segment_id: ids.get(list), contact_id: person.id, since: NOON });
  }
}

/** Companies, people, products, lists and a mailbox, by their names. */
async function writeSurroundings(tx: Tx): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const named = (name: string) => {
    const id = newId();
    ids.set(name, id);
    return id;
  };
  for (const { name, domains } of COMPANIES) {
    const id = named(name);
    await insert(tx, 'companies', { id, name });
    for (const domain of domains) await insert(tx, 'company_domains', { domain, company_id: id });
  }
  for (const email of OWNERS) {
    const rest = { name: email, role: 'manager', locale: 'en', time_zone: 'UTC', calendar: 'gregorian' };
    await insert(tx, 'people', { id: named(email), email, ...rest });
  }
  for (const name of PRODUCTS)
    await sql`insert into products (id, name, folded_name, created_at) values (${named(name)}, ${name}, folded_name(${name}), ${NOON})`.execute(
      tx,
    );
  for (const name of LISTS)
    await insert(tx, 'segments', {
      id: named(name),
      name,
      kind: 'static',
      changed_at: NOON,
      changed_by: 'test',
    });
  await insert(tx, 'mailboxes', { id: named('mailbox'), name: 'main', address: 'maryam@bakery.example' });
  return ids;
}

async function writeKnown(tx: Tx, { id, addresses, tags, details, occasions }: Person): Promise<void> {
  for (const { canonical, scopes } of addresses) {
    await insert(tx, 'contact_addresses', { contact_id: id, address: canonical, canonical });
    for (const scope of scopes)
      await insert(tx, 'suppressions', { canonical, scope, reason: 'test', source: 'test' });
  }
  for (const tag of tags) await insert(tx, 'contact_tags', { contact_id: id, tag, actor: 'test', at: NOON });
  const origin = { source: 'test', confidence: 1, at: NOON };
  for (const { field, value, removed } of details)
    await insert(tx, 'details', {
      id: newId(),
      contact_id: id,
      field,
      value,
      removed_at: removed ? NOON : null,
      ...origin,
    });
  for (const { kind, nextOn, removed } of occasions) {
    const day = { calendar: 'gregorian', month: 1, day: 1, next_on: nextOn };
    await insert(tx, 'occasions', {
      id: newId(),
      contact_id: id,
      kind,
      ...day,
      removed_at: removed ? NOON : null,
      ...origin,
    });
  }
}

async function writeEvents(tx: Tx, { id, events }: Person, ids: ReadonlyMap<string, string>): Promise<void> {
  const contact = { contact_id: id };
  const made = () => ({ id: newId(), dedupe_key: newId(), created_at: NOON });
  for (const { items, ...purchase } of events.purchases) {
    const purchaseId = newId();
    await insert(tx, 'purchases', {
      ...made(),
      ...contact,
      ...purchase,
      id: purchaseId,
      source_ref: '',
      history: false,
    });
    for (const [position, { product, quantity }] of (
      items as { product: string; quantity: number }[]
    ).entries())
      await insert(tx, 'purchase_items', {
        ...contact,
        purchase_id: purchaseId,
        position,
        product_id: ids.get(product),
        occurred_at: purchase.occurred_at,
        quantity,
      });
  }
  await writePayments(tx, id, events.payments);
  for (const cart of events.carts) {
    const { created_at: openedAt, ...rest } = made();
    await insert(tx, 'carts', { ...rest, ...contact, ...cart, opened_at: openedAt, source: 'test' });
  }
  const threads = new Map(['order', 'invoice'].map((name) => [name, newId()]));
  for (const { received_at: at, direction, class: kind, thread } of events.messages) {
    const [messageId] = await insertMessages(tx, [
      {
        from: 'Karim <karim@home.example>',
        threadId: threads.get(String(thread)) ?? newId(),
        sentAt: at as Date,
        direction: direction as 'incoming',
        class: kind as 'human',
      },
    ]);
    await sql`update messages set contact_id = ${id} where id = ${messageId}`.execute(tx);
  }
  for (const { campaign, ...letter } of events.letters)
    await writeLetter(tx, id, ids.get('mailbox'), campaign === true, letter);
  for (const signal of events.signals)
    await insert(tx, 'signals', { ...made(), ...contact, ...signal, history: false });
  for (const { product, ...feedback } of events.feedback)
    await insert(tx, 'feedback', {
      ...made(),
      ...contact,
      ...feedback,
      product_id: ids.get(String(product)) ?? null,
      source: 'test',
    });
  for (const interaction of events.interactions)
    await insert(tx, 'interactions', { ...made(), ...contact, ...interaction, source: 'test' });
}

/** They settle a purchase of nobody's in particular. */
async function writePayments(
  tx: Tx,
  contactId: string,
  payments: readonly Record<string, unknown>[],
): Promise<void> {
  if (payments.length === 0) return;
  const bystander = newId();
  const settled = newId();
  await insert(tx, 'contacts', {
    id: bystander,
    kind: 'employee',
    name: '',
    source: 'test',
    created_at: new Date(0),
  });
  await insert(tx, 'purchases', {
    id: settled,
    contact_id: bystander,
    dedupe_key: newId(),
    occurred_at: NOON,
    amount_minor: 1,
    currency: 'EUR',
    source: 'csv',
    source_ref: '',
    history: false,
  });
  for (const payment of payments)
    await insert(tx, 'payments', {
      id: newId(),
      contact_id: contactId,
      purchase_id: settled,
      dedupe_key: newId(),
      ...payment,
      source: 'test',
      created_at: NOON,
    });
}

async function writeLetter(
  tx: Tx,
  contactId: string,
  mailboxId: string | undefined,
  campaign: boolean,
  letter: Record<string, unknown>,
): Promise<void> {
  await insert(tx, 'outgoing_emails', {
    id: newId(),
    idem_key: newId(),
    contact_id: contactId,
    campaign_id: campaign ? newId() : null,
    mailbox_id: mailboxId,
    locale: 'en',
    recipient: 'karim@home.example',
    recipient_canonical: 'karim@home.example',
    sender: 'maryam@bakery.example',
    envelope_from: 'maryam@bakery.example',
    message_id: newId(),
    subject: '',
    bytes: Buffer.from(''),
    due_at: NOON,
    expires_at: NOON,
    created_at: NOON,
    ...letter,
  });
}

async function insert(tx: Tx, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row).map((name) => sql.ref(name));
  await sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(Object.values(row))})`.execute(
    tx,
  );
}
