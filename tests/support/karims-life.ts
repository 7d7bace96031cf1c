import { zstdCompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { recordConsents } from '../../src/customers/consent/consents.ts';
import { askToSubscribe } from '../../src/customers/consent/subscriptions.ts';
import { recordCarts } from '../../src/customers/feedback/record-carts.ts';
import { recordFeedback } from '../../src/customers/feedback/record-feedback.ts';
import { recordInteractions } from '../../src/customers/feedback/record-interactions.ts';
import { matchMessages } from '../../src/customers/match/match-messages.ts';
import { recordPayments } from '../../src/customers/purchases/record-payments.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import type { Tx } from '../../src/database/tables.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId, sha256Hex } from '../../src/lib/ids.ts';
import { enqueueEmail } from '../../src/outbox/enqueue.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { peopleRulesOf } from '../../src/schedule/people-rules.ts';
import { registerMailboxes, sendingIdentity } from '../../src/schedule/senders.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import type { TestDatabase } from './database.ts';
import { insertMessages } from './message-rows.ts';

export const KARIM = 'karim.haddad@haddad-workshop.example';
export const KARIM_AT_HOME = 'k.haddad@nameh.example';
export const LAYLA = 'layla.mansour@barid.example';
const KARIM_PHONE = '+436645550170';

/** Whatever tells that it is Karim: his names in two scripts, his addresses, his phone however it is written. */
export const TELLS_KARIM =
  /karim|haddad|haddoud|كريم|حداد|(?:664|۶۶۴|٦٦٤)[\s()./-]*(?:555|۵۵۵|٥٥٥)[\s()./-]*(?:0170|01[\s.]70|۰۱۷۰|٠١٧٠)/iu;

export interface Lives {
  karim: string;
  layla: string;
  /** Mail that Layla takes part in as well. */
  shared: string[];
  /** Layla's own mail that speaks of Karim. */
  gossip: string;
}

/** A bakery in which everything that Wafa keeps of anybody is kept of Karim, and some of it is Layla's too. */
export async function liveKarimsLife(workspace: Workspace, database: TestDatabase): Promise<Lives> {
  const now = await workspace.clock.now();
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const rules = peopleRulesOf(workspace);
  const mailboxes = await registerMailboxes(workspace);
  const identity = sendingIdentity(workspace, mailboxes);
  const thread = newId();
  const messages = await database.inside(async (tx) => {
    const ids = await insertMessages(tx, [
      {
        from: `Karim Haddad <${KARIM}>`,
        subject: 'Two loaves for Karim, please',
        text: 'Two loaves, please. Call me: 0664 / 555 01 70\n\nKarim Haddad\nHaddad Workshop',
        reading: { signature: { name: 'Karim Haddad', phones: [KARIM_PHONE] } },
        authenticity: 'verified',
        sentAt: ago(40),
      },
      {
        from: `Karim Haddad <${KARIM}>`,
        threadId: thread,
        cc: [`Layla Mansour <${LAYLA}>`],
        subject: 'A cake for Layla, says Karim',
        text: `Dear Maryam, Layla and I want a cake.\n\nKarim\n+43 664 555 01 70\n${KARIM}`,
        reading: { signature: { name: 'Karim Haddad' } },
        authenticity: 'verified',
        sentAt: ago(30),
      },
      {
        from: "Maryam's Bakery <hello@bakery.example>",
        direction: 'outgoing',
        threadId: thread,
        to: [`Karim Haddad <${KARIM}>`, `Layla Mansour <${LAYLA}>`],
        subject: 'Re: A cake for Layla, says Karim',
        text: `Dear Karim, dear Layla, it is in the oven.\n\n> Karim Haddad <${KARIM}> wrote:\n> a cake`,
        sentAt: ago(29),
      },
      {
        from: `Layla Mansour <${LAYLA}>`,
        subject: 'شكراً لكم من كريم حداد أيضاً',
        text: `كريم حداد (۰۶۶۴ ۵۵۵ ۰۱ ۷۰) was happy too, write to him: ${KARIM_AT_HOME}. His cousin: abu-${KARIM}`,
        authenticity: 'verified',
        sentAt: ago(20),
      },
    ]);
    for (const id of ids) await keepRaw(tx, id, now);
    return ids;
  });
  const [, fromKarim = '', toBoth = '', gossip = ''] = messages;
  const { settings } = { settings: workspace.config.customers };
  await matchMessages({
    ...workspace,
    settings,
    own: rules.own,
    erasureKey: rules.erasureKey,
    now,
    limit: 100,
  });
  return database.inside(async (tx) => {
    const karim = await contactOf(tx, KARIM);
    const layla = await contactOf(tx, LAYLA);
    await knowKarim(tx, karim, now);
    for (const [who, email] of [
      ['karim', KARIM],
      ['layla', LAYLA],
    ] as const)
      await trade(tx, who, email, { ago, now, rules });
    await noticeKarim(tx, karim, layla, now);
    await mailKarim(tx, karim, identity, now);
    return { karim, layla, shared: [fromKarim, toBoth], gossip };
  });
}

async function contactOf(tx: Tx, address: string): Promise<string> {
  const row = await tx
    .selectFrom('contact_addresses')
    .select('contact_id')
    .where('canonical', '=', address)
    .executeTakeFirstOrThrow();
  return row.contact_id;
}

async function keepRaw(tx: Tx, messageId: string, now: Date): Promise<void> {
  const { subject, text } = await tx
    .selectFrom('messages')
    .select(['subject', 'text'])
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow();
  const raw = Buffer.from(`From: somebody\r\nSubject: ${subject}\r\n\r\n${text}`);
  await tx
    .insertInto('raw_messages')
    .values({
      content_hash: sha256Hex(messageId),
      size: raw.length,
      encoding: 'zstd',
      bytes: zstdCompressSync(raw),
      arrival: 'new',
      internal_date: now,
      read_state: 'read',
      read_after: now,
    })
    .execute();
}

async function knowKarim(tx: Tx, karim: string, now: Date): Promise<void> {
  await tx
    .insertInto('contact_addresses')
    .values({ canonical: KARIM_AT_HOME, address: 'K.Haddad@nameh.example', contact_id: karim })
    .execute();
  const detail = { contact_id: karim, source: 'person', confidence: 1, at: now };
  await tx
    .insertInto('details')
    .values([
      { ...detail, id: newId(), field: 'phone', value: KARIM_PHONE },
      { ...detail, id: newId(), field: 'name', label: 'ar', value: 'كريم حداد' },
      { ...detail, id: newId(), field: 'postal-address', value: 'Haddadgasse 1, Vienna' },
    ])
    .execute();
  await tx
    .insertInto('notes')
    .values({ id: newId(), contact_id: karim, text: 'Karim likes rye', author: 'Maryam', at: now })
    .execute();
  await tx
    .insertInto('contact_tags')
    .values({ contact_id: karim, tag: 'haddad family', actor: 'Maryam', at: now })
    .execute();
  await tx
    .insertInto('external_ids')
    .values({ system: 'shop', external_id: 'haddad-7', contact_id: karim, source: 'shop', created_at: now })
    .execute();
  await tx
    .insertInto('occasions')
    .values({
      id: newId(),
      contact_id: karim,
      kind: 'birthday',
      label: "Karim's day",
      calendar: 'gregorian',
      month: 5,
      day: 1,
      source: 'person',
      confidence: 1,
      at: now,
    })
    .execute();
  const edit = newId();
  await tx
    .insertInto('edits')
    .values({ id: edit, at: now, actor: 'Maryam', kind: 'set', title: 'Karim Haddad is a friend' })
    .execute();
  await sql`
    insert into changes (edit_id, number, contact_id, what, after, became, source, at)
    values (${edit}, 1, ${karim}, 'name', '{"name": "Karim Haddad"}', 'Karim Haddad', 'person', ${now})`.execute(
    tx,
  );
  await tx
    .insertInto('senders')
    .values({ canonical: KARIM, address: KARIM, name: 'Karim Haddad', first_at: now, last_at: now })
    .onConflict((conflict) => conflict.columns(['business_id', 'canonical']).doNothing())
    .execute();
  await recordConsents(tx, [
    {
      canonical: KARIM,
      purpose: 'topic:bread',
      state: 'granted',
      ground: 'consent',
      source: 'form',
      actor: 'contact',
      wording: 'Karim Haddad would like to hear of new breads',
      evidence: { askedBy: KARIM },
      at: now,
    },
  ]);
  await askToSubscribe(
    tx,
    {
      address: KARIM_AT_HOME,
      name: 'Karim Haddad',
      locale: 'en',
      purposes: ['topic:bread'],
      wording: 'Send it to Karim Haddad',
      source: 'form',
    },
    { confirmWithinMs: DAY_MS },
    now,
  );
  await tx
    .insertInto('mail_preferences')
    .values({ canonical: KARIM, less_often: true, changed_at: now })
    .execute();
  await suppress(tx, {
    canonical: KARIM_AT_HOME,
    scope: 'marketing',
    reason: 'unsubscribed',
    source: 'reply',
  });
}

async function trade(
  tx: Tx,
  who: string,
  email: string,
  { ago, now, rules }: { ago: (days: number) => Date; now: Date; rules: ReturnType<typeof peopleRulesOf> },
): Promise<void> {
  const said = { email, source: 'person', sourceRef: null };
  await recordPurchases(
    tx,
    [
      {
        dedupeKey: `order:${who}-1`,
        email,
        orderId: `${who}-1`,
        occurredAt: ago(25),
        amountMinor: 2400,
        currency: 'EUR',
        method: 'card',
        items: [{ name: 'Rye', quantity: 2 }],
        source: 'csv',
        sourceRef: `${who}.csv:2`,
        history: true,
      },
    ],
    now,
    rules,
  );
  await recordPayments(
    tx,
    [
      {
        dedupeKey: `paid:${who}-1`,
        purchaseKey: `order:${who}-1`,
        at: ago(24),
        amountMinor: 2400,
        currency: 'EUR',
        method: 'card',
        source: 'csv',
        sourceRef: `${who}.csv:2`,
      },
    ],
    now,
  );
  await recordFeedback(
    tx,
    [
      {
        ...said,
        dedupeKey: `said:${who}`,
        kind: 'survey',
        at: ago(20),
        text: `${who} is glad`,
        score: 9,
        scoreOf: 10,
      },
    ],
    now,
    rules,
  );
  await recordInteractions(
    tx,
    [
      {
        ...said,
        dedupeKey: `call:${who}`,
        channel: 'phone',
        direction: 'incoming',
        at: ago(10),
        summary: `${who} called`,
      },
    ],
    now,
    rules,
  );
  await recordCarts(
    tx,
    [
      {
        ...said,
        dedupeKey: `cart:${who}`,
        items: [{ name: 'Rye', quantity: 1 }],
        amountMinor: 1200,
        currency: 'EUR',
        url: `https://shop.example/cart/${who}`,
        openedAt: ago(2),
        changedAt: ago(2),
      },
    ],
    now,
    rules,
  );
}

async function noticeKarim(tx: Tx, karim: string, layla: string, now: Date): Promise<void> {
  await tx
    .insertInto('signals')
    .values([
      {
        id: newId(),
        kind: 'reply',
        contact_id: karim,
        dedupe_key: 'reply:1',
        occurred_at: now,
        history: false,
        evidence: JSON.stringify({ sentence: 'Karim answered' }),
      },
      {
        id: newId(),
        kind: 'reply',
        contact_id: layla,
        dedupe_key: 'reply:2',
        occurred_at: now,
        history: false,
        evidence: JSON.stringify({ sentence: `Ask Karim  Haddad, ${KARIM}, called abu haddoud` }),
      },
    ])
    .execute();
  await tx
    .insertInto('merges')
    .values({
      id: newId(),
      kept_id: karim,
      merged_id: newId(),
      snapshot: JSON.stringify({ merged: { name: 'Abu Haddoud' } }),
      moved: '{}',
      actor: 'Maryam',
      at: now,
    })
    .execute();
  await tx
    .insertInto('webhook_deliveries')
    .values({
      source: 'shop',
      delivery_id: '1',
      event: 'order.created',
      received_at: now,
      state: 'failed',
      reason: 'no amount',
      payload: JSON.stringify({ billing: { email: KARIM, phone: '0043 664 5550170' } }),
    })
    .execute();
  await tx
    .insertInto('occurrences')
    .values({
      rule: 'digest',
      occasion: '2026-W10',
      due_at: now,
      outcome: JSON.stringify({ named: 'KARIM HADDAD' }),
    })
    .execute();
}

async function mailKarim(
  tx: Tx,
  karim: string,
  identity: ReturnType<typeof sendingIdentity>,
  now: Date,
): Promise<void> {
  for (const [number, state] of (['queued', 'sent', 'failed'] as const).entries()) {
    const made = await enqueueEmail(
      tx,
      {
        idemKey: `bakery:${number}`,
        class: 'transactional',
        mode: 'live',
        automation: 'thank-you',
        template: 'thank-you',
        locale: 'en',
        to: { name: 'Karim Haddad', address: KARIM },
        subject: `Thank you, Karim (${number})`,
        html: '<p>Dear Karim Haddad</p>',
        text: 'Dear Karim Haddad',
        contactId: karim,
        dueAt: now,
        expiresAt: new Date(now.getTime() + DAY_MS),
      },
      identity,
      now,
    );
    if ('duplicateOf' in made) throw new Error('each mail of the story is one of its kind');
    if (state === 'queued') continue;
    await tx
      .updateTable('outgoing_emails')
      .set({ state, state_reason: `550 <${KARIM}> says so`, smtp_reply: `250 ${KARIM}`, sent_at: now })
      .where('id', '=', made.id)
      .execute();
  }
}
