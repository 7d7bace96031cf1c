import { sql } from 'kysely';
import type { Tx } from '../../../src/database/tables.ts';
import { canonicalAddress } from '../../../src/lib/email-address.ts';
import { newId } from '../../../src/lib/ids.ts';
import { insertMessages } from '../../support/message-rows.ts';

export const now = new Date('2024-06-01T08:00:00Z');
const earlier = new Date('2024-05-01T08:00:00Z');

/** Writes a contact with a row in every table that can point to one; returns its id. */
export async function wholeContact(
  tx: Tx,
  { name, address, shared }: { name: string; address: string; shared: Shared },
): Promise<string> {
  const id = newId();
  const canonical = canonicalAddress(address) ?? '';
  const [messageId = ''] = await insertMessages(tx, [
    { from: `${name} <${address}>`, subject: `A question from ${name}`, sentAt: earlier },
    { from: 'maryam@bakery.example', to: [`${name} <${address}>`], direction: 'outgoing', sentAt: earlier },
  ]);
  await tx
    .insertInto('contacts')
    .values({
      id,
      kind: 'lead',
      name,
      source: 'mail',
      source_ref: messageId,
      locale: shared.locale(),
      created_at: earlier,
    })
    .execute();
  await tx
    .insertInto('contact_addresses')
    .values({ canonical, address, contact_id: id, mailed_first: true, created_at: earlier })
    .execute();
  await ofTheRecord(tx, id, { messageId, address, shared });
  await ofTrade(tx, id);
  await ofLetters(tx, id, { canonical, address, shared });
  await ofScores(tx, id, shared);
  await ofLoyalty(tx, id, shared);
  return id;
}

/** What both contacts have to do with. */
export interface Shared {
  campaignId: string;
  segmentId: string;
  mailboxId: string;
  editId: string;
  raffleId: string;
  locale(): 'en' | 'fa' | null;
}

/** Writes what two contacts share: a newsletter, a segment, a mailbox, an edit. */
export async function writeShared(tx: Tx): Promise<Shared> {
  const shared = {
    campaignId: newId(),
    segmentId: newId(),
    mailboxId: newId(),
    editId: newId(),
    raffleId: newId(),
  };
  await tx
    .insertInto('raffles')
    .values({
      id: shared.raffleId,
      name: 'winter',
      prize: 'Bread',
      winners: 1,
      closes_at: now,
      seed: 's',
      commitment: 'c',
      created_at: earlier,
    })
    .execute();
  await tx
    .insertInto('campaigns')
    .values({
      id: shared.campaignId,
      automation: 'newsletter',
      occasion: '2024-06',
      issue: 'june',
      segment: 'customers',
      mode: 'live',
      created_at: earlier,
    })
    .execute();
  await tx
    .insertInto('segments')
    .values({
      id: shared.segmentId,
      name: 'regulars',
      kind: 'static',
      changed_at: earlier,
      changed_by: 'Maryam',
    })
    .execute();
  await tx
    .insertInto('mailboxes')
    .values({ id: shared.mailboxId, name: 'info', address: 'info@bakery.example' })
    .execute();
  await tx
    .insertInto('edits')
    .values({ id: shared.editId, at: earlier, actor: 'Maryam', kind: 'set', title: 'set a few' })
    .execute();
  const locales = ['en', null] as const;
  let next = 0;
  return { ...shared, locale: () => locales[next++ % locales.length] ?? null };
}

let changes = 0;

async function ofTheRecord(
  tx: Tx,
  id: string,
  { messageId, address, shared }: { messageId: string; address: string; shared: Shared },
): Promise<void> {
  const origin = { source: 'csv', confidence: 0.9, at: earlier };
  await tx
    .insertInto('details')
    .values([
      { id: newId(), contact_id: id, field: 'phone', value: '+982188880001', ...origin },
      { id: newId(), contact_id: id, field: 'site', value: `https://${address}`, ...origin },
    ])
    .execute();
  await tx
    .insertInto('occasions')
    .values({
      id: newId(),
      contact_id: id,
      kind: 'birthday',
      calendar: 'persian',
      year: 1364,
      month: 7,
      day: 6,
      ...origin,
    })
    .execute();
  await tx
    .insertInto('notes')
    .values({ id: newId(), contact_id: id, text: 'Likes saffron', author: 'Maryam', at: earlier })
    .execute();
  await tx
    .insertInto('contact_tags')
    .values([
      { contact_id: id, tag: 'wholesale', actor: 'Maryam', at: earlier },
      { contact_id: id, tag: address, actor: 'Maryam', at: earlier },
    ])
    .execute();
  await tx
    .insertInto('external_ids')
    .values({ system: 'shop', external_id: address, contact_id: id, source: 'shop', created_at: earlier })
    .execute();
  await tx
    .insertInto('changes')
    .values({
      edit_id: shared.editId,
      number: ++changes,
      contact_id: id,
      what: 'tag',
      before: JSON.stringify({ contact_id: id, tag: 'old', actor: 'Maryam', at: earlier }),
      source: 'person',
      at: earlier,
    })
    .execute();
  await tx
    .insertInto('senders')
    .values({ canonical: address, address, contact_id: id, by_hand: 1 })
    .execute();
  await tx
    .insertInto('signals')
    .values({
      id: newId(),
      kind: 'reply',
      contact_id: id,
      dedupe_key: `reply:${address}`,
      occurred_at: earlier,
      history: false,
      evidence: JSON.stringify({ messageId }),
    })
    .execute();
}

async function ofTrade(tx: Tx, id: string): Promise<void> {
  const purchaseId = newId();
  const money = { amount_minor: 1200, currency: 'EUR' };
  await tx
    .insertInto('purchases')
    .values({
      id: purchaseId,
      contact_id: id,
      dedupe_key: purchaseId,
      items: '[]',
      occurred_at: earlier,
      ...money,
      source: 'csv',
      source_ref: 'orders.csv:1',
      history: true,
    })
    .execute();
  await tx
    .insertInto('purchase_items')
    .values({
      purchase_id: purchaseId,
      position: 0,
      product_id: newId(),
      contact_id: id,
      occurred_at: earlier,
      quantity: 2,
    })
    .execute();
  const origin = { contact_id: id, source: 'csv' };
  await tx
    .insertInto('payments')
    .values({
      id: newId(),
      purchase_id: purchaseId,
      dedupe_key: newId(),
      at: earlier,
      ...money,
      created_at: earlier,
      ...origin,
    })
    .execute();
  await tx
    .insertInto('carts')
    .values({
      id: newId(),
      dedupe_key: newId(),
      state: 'open',
      opened_at: earlier,
      changed_at: earlier,
      ...origin,
    })
    .execute();
  await tx
    .insertInto('feedback')
    .values({
      id: newId(),
      kind: 'complaint',
      dedupe_key: newId(),
      at: earlier,
      created_at: earlier,
      ...origin,
    })
    .execute();
  await tx
    .insertInto('interactions')
    .values({
      id: newId(),
      channel: 'phone',
      direction: 'incoming',
      dedupe_key: newId(),
      at: earlier,
      created_at: earlier,
      ...origin,
    })
    .execute();
}

async function ofLetters(
  tx: Tx,
  id: string,
  { canonical, address, shared }: { canonical: string; address: string; shared: Shared },
): Promise<void> {
  const run = {
    contact_id: id,
    mode: 'live' as const,
    context: '{}',
    next_step_at: now,
    started_at: earlier,
  };
  await tx
    .insertInto('automation_runs')
    .values([
      { id: newId(), automation: 'birthday', occasion: '2024', state: 'running', ...run },
      { id: newId(), automation: 'thanks', occasion: address, state: 'done', ...run },
    ])
    .execute();
  await tx
    .insertInto('dry_runs')
    .values({
      automation: 'gift',
      contact_id: id,
      occasion: '2024',
      step: 0,
      template: 't',
      locale: 'en',
      subject: 's',
      would_send_at: now,
      created_at: earlier,
    })
    .execute();
  await tx
    .insertInto('tasks')
    .values({
      id: newId(),
      kind: 'call',
      title: 'Call',
      contact_id: id,
      due_at: now,
      source: 'automation',
      source_ref: address,
      created_at: earlier,
    })
    .execute();
  await tx
    .insertInto('webhook_calls')
    .values({
      id: newId(),
      contact_id: id,
      url: 'https://till.example/hook',
      body: '{}',
      next_attempt_at: now,
      created_at: earlier,
    })
    .execute();
  const emailId = await letter(tx, { contactId: id, address, shared });
  await tx
    .insertInto('campaign_recipients')
    .values({
      campaign_id: shared.campaignId,
      canonical,
      address,
      contact_id: id,
      state: 'enqueued',
      email_id: emailId,
    })
    .execute();
}

/** A letter that waits to leave. */
export async function letter(
  tx: Tx,
  {
    contactId,
    address,
    shared,
    runId = null,
  }: { contactId: string; address: string; shared: Shared; runId?: string | null },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('outgoing_emails')
    .values({
      id,
      idem_key: id,
      class: 'marketing',
      automation: 'newsletter',
      template: 'june',
      locale: 'en',
      contact_id: contactId,
      run_id: runId,
      mailbox_id: shared.mailboxId,
      recipient: address,
      recipient_canonical: canonicalAddress(address) ?? '',
      sender: 'info@bakery.example',
      envelope_from: 'info@bakery.example',
      message_id: `${id}@bakery.example`,
      subject: 'June',
      bytes: Buffer.from('Hello'),
      state: 'queued',
      due_at: now,
      expires_at: new Date('2024-07-01'),
      created_at: earlier,
    })
    .execute();
  return id;
}

async function ofScores(tx: Tx, id: string, { segmentId }: Shared): Promise<void> {
  await tx
    .insertInto('segment_members')
    .values({ segment_id: segmentId, contact_id: id, since: earlier })
    .execute();
  await tx
    .insertInto('scores')
    .values({ contact_id: id, computed_at: earlier, stage: 'commitment' })
    .execute();
  await tx
    .insertInto('stage_history')
    .values({ contact_id: id, since: earlier, stage: 'commitment', reason: 'bought twice' })
    .execute();
}

async function ofLoyalty(tx: Tx, id: string, { raffleId }: Shared): Promise<void> {
  await tx
    .insertInto('survey_invitations')
    .values({
      id: newId(),
      survey: 'recommendation',
      kind: 'nps',
      wave: '2024',
      contact_id: id,
      purchase_id: null,
      locale: 'en',
      question: 'How likely?',
      asked_at: earlier,
      expires_at: now,
    })
    .execute();
  await tx
    .insertInto('loyalty_entries')
    .values({ id: newId(), contact_id: id, points: 50, note: 'welcome', actor: 'Maryam', at: earlier })
    .execute();
  const code = id.slice(-8).toUpperCase();
  await tx.insertInto('referral_codes').values({ code, contact_id: id, created_at: earlier }).execute();
  await tx.insertInto('referrals').values({ contact_id: id, code, at: earlier }).execute();
  const taken = await tx.selectFrom('raffle_entries').select('ticket').execute();
  await tx
    .insertInto('raffle_entries')
    .values({
      raffle_id: raffleId,
      ticket: taken.length + 1,
      entrant: code,
      contact_id: id,
      entered_at: earlier,
    })
    .execute();
}

/** Every row of these tables, but for what is made anew and when it is due. */
export async function dump(tx: Tx, tables: readonly string[]): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(t) - 'scores_due_at' as row from ${sql.table(table)} t order by to_jsonb(t)::text`.execute(
      tx,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}
