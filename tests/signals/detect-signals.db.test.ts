import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PurchasePattern } from '../../src/config/schema.ts';
import { matchMessages } from '../../src/customers/match/match-messages.ts';
import { newId } from '../../src/lib/ids.ts';
import { ownMessageId } from '../../src/outbox/message-id.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import { verpAddress } from '../../src/outbox/verp.ts';
import { detectSignals } from '../../src/signals/detect-signals.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages, type MessageRow } from '../support/message-rows.ts';

let database: TestDatabase;
const KEY = 'a key for tests';
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const patterns: PurchasePattern[] = [
  {
    name: 'web-shop',
    from: 'orders@shop.example',
    subject: '^Order #(?<orderId>\\d+)',
    body: ['Customer: (?<customerEmail>\\S+)', 'Total: (?<amount>[\\d.]+)'],
  },
];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

/** Logs the mails, matches them and looks at them; then everything once more, as after a crash. */
async function detect(rows: readonly MessageRow[]) {
  await database.inside((tx) => insertMessages(tx, rows));
  const common = { db: database.db, businessId: database.businessId, now, limit: 50 };
  await matchMessages({ ...common, own, settings: { newPeople: 'all', freeMailDomains: [] } });
  const options = {
    ...common,
    patterns,
    business: { currency: 'EUR', timeZone: 'UTC' },
    rules: { own, freeMail: new Set<string>() },
    signingKey: KEY,
  };
  const first = await detectSignals(options);
  await database.inside((tx) => tx.updateTable('messages').set({ detected_at: null }).execute());
  const again = await detectSignals(options);
  expect(again).toMatchObject({ signals: 0, purchases: 0 });
  expect((await detectSignals(options)).detected).toBe(0);
  return first;
}

const signals = () =>
  database.inside((tx) =>
    tx
      .selectFrom('signals as s')
      .leftJoin('contacts as c', 'c.id', 's.contact_id')
      .select(['s.kind', 's.history', 's.evidence', 'c.name'])
      .orderBy('s.kind')
      .execute(),
  );
const suppressions = () =>
  database.inside((tx) => tx.selectFrom('suppressions').select(['canonical', 'scope', 'source']).execute());

/** A newsletter that was sent to Karim. */
async function sentEmail(
  state: 'sent' | 'uncertain' = 'sent',
): Promise<{ id: string; messageId: string; verp: string }> {
  const id = newId();
  const recipient = 'karim@workshop.example';
  const messageId = ownMessageId(KEY, database.businessId, id, 'bakery.example');
  const subject = { businessId: database.businessId, emailId: id, recipient };
  const verp = verpAddress(KEY, 'maryam@bakery.example', subject, now) ?? '';
  await database.inside(async (tx) => {
    const mailboxId = newId();
    await tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'main', address: 'maryam@bakery.example' })
      .execute();
    await tx
      .insertInto('outgoing_emails')
      .values({
        id,
        idem_key: `newsletter:${id}`,
        class: 'marketing',
        automation: 'newsletter',
        template: 'newsletter',
        locale: 'en',
        mailbox_id: mailboxId,
        recipient,
        recipient_canonical: recipient,
        sender: 'maryam@bakery.example',
        envelope_from: verp,
        message_id: messageId,
        subject: 'News from the oven',
        bytes: Buffer.from('x'),
        state,
        due_at: now,
        expires_at: now,
        created_at: now,
      })
      .execute();
  });
  return { id, messageId, verp };
}

const wish = { unsubscribe: { sentence: 'Please take me off your list', how: 'words' } };
const karim: MessageRow = { from: 'Karim <karim@workshop.example>', text: 'Two trays, please.' };

describe('detectSignals', () => {
  it('notices a reply with its evidence', async () => {
    expect(await detect([karim])).toEqual({ detected: 1, signals: 1, purchases: 0 });
    expect(await signals()).toMatchObject([
      { kind: 'reply', name: 'Karim', history: false, evidence: { sentence: 'Two trays, please.' } },
    ]);
  });

  it('records a purchase from an authentic order confirmation, once with the CSV of the same order', async () => {
    const order: MessageRow = {
      from: 'Shop <orders@shop.example>',
      class: 'other',
      subclass: 'auto_generated',
      subject: 'Order #1042',
      text: 'Customer: karim@workshop.example\nTotal: 22.50\n',
      authenticity: 'verified',
    };
    expect(await detect([order, { ...order, text: `${order.text} ` }])).toMatchObject({ purchases: 1 });
    expect(await signals()).toMatchObject([
      { kind: 'purchase', name: 'Karim', evidence: { orderId: '1042', sentence: 'Total: 22.50' } },
    ]);
    const contact = await database.inside((tx) =>
      tx.selectFrom('contacts').select(['kind', 'purchase_count', 'source']).execute(),
    );
    expect(contact).toEqual([{ kind: 'customer', purchase_count: 1, source: 'mail' }]);
  });

  it('marks what history tells, and makes no bounce of it', async () => {
    const bounce = {
      class: 'bounce',
      recipients: [{ address: 'karim@workshop.example', diagnostic: '550 no such user' }],
      kind: 'hard',
      status: '5.1.1',
      originalMessageId: null,
    };
    await detect([
      { ...karim, arrival: 'history' },
      { from: 'mailer-daemon@mx.example', class: 'bounce', reading: { bounce }, arrival: 'history' },
    ]);
    expect(await signals()).toMatchObject([
      { kind: 'bounce', history: true },
      { kind: 'reply', history: true },
    ]);
    expect(await suppressions()).toEqual([]);
  });

  it('suppresses by reply of an authentic sender, also in history; not of anybody', async () => {
    await detect([
      { ...karim, authenticity: 'verified', reading: wish, arrival: 'history' },
      { from: 'Sara <sara@hotel.example>', reading: wish },
    ]);
    expect(await suppressions()).toEqual([
      { canonical: 'karim@workshop.example', scope: 'marketing', source: 'reply' },
    ]);
    expect((await signals()).filter(({ kind }) => kind !== 'reply')).toMatchObject([
      { kind: 'unsubscribe', name: 'Karim', evidence: { sentence: 'Please take me off your list' } },
      { kind: 'unsubscribe-unverified', name: 'Sara' },
    ]);
  });

  it('suppresses whoever got the mail whose token comes back, whoever sends it', async () => {
    const { id } = await sentEmail();
    const token = unsubscribeToken(KEY, { businessId: database.businessId, emailId: id });
    await detect([karim, { from: 'Assistant <office@workshop.example>', subject: `unsubscribe ${token}` }]);
    expect(await suppressions()).toEqual([
      { canonical: 'karim@workshop.example', scope: 'marketing', source: 'mailto' },
    ]);
    expect(await signals()).toContainEqual(expect.objectContaining({ kind: 'unsubscribe', name: 'Karim' }));
  });

  it('believes a bounce that came to our return path, and no other', async () => {
    const { verp } = await sentEmail();
    const bounce = {
      class: 'bounce',
      recipients: [{ address: 'karim@workshop.example', diagnostic: '550 no such user' }],
      kind: 'hard',
      status: '5.1.1',
      originalMessageId: null,
    };
    const report: MessageRow = { from: 'mailer-daemon@mx.example', class: 'bounce', reading: { bounce } };
    await detect([report]);
    expect(await suppressions()).toEqual([]);
    expect(await signals()).toMatchObject([{ kind: 'bounce-unverified', name: null }]);
    await detect([karim, { ...report, to: [verp] }]);
    expect(await suppressions()).toEqual([
      { canonical: 'karim@workshop.example', scope: 'all', source: 'bounce' },
    ]);
    expect(await signals()).toContainEqual(expect.objectContaining({ kind: 'bounce', name: 'Karim' }));
  });

  it('takes an answer for proof that an uncertain mail arrived', async () => {
    const { id, messageId } = await sentEmail('uncertain');
    await detect([{ ...karim, headers: [{ name: 'In-Reply-To', value: `<${messageId}>` }] }]);
    const email = await database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select('state').where('id', '=', id).executeTakeFirst(),
    );
    expect(email).toEqual({ state: 'sent' });
  });
});
