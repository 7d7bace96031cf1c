import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ContactFacts, loadContactFacts } from '../../src/automations/contact-facts.ts';
import { recordConsents } from '../../src/customers/consent/consents.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages } from '../support/message-rows.ts';

let database: TestDatabase;
let sara: string;
const now = new Date('2026-03-10T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
const SARA = 'sara@hotel.example';

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  sara = newId();
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id: sara, kind: 'customer', name: 'Sara Novak', source: 'mail' })
      .execute();
    await tx
      .insertInto('contact_addresses')
      .values({ canonical: SARA, address: SARA, contact_id: sara })
      .execute();
  });
});

async function facts(): Promise<ContactFacts> {
  const loaded = await database.inside((tx) => loadContactFacts(tx, [sara], now));
  const found = loaded.get(sara);
  if (!found) throw new Error('Sara is gone');
  return found;
}
const standing = async () => (await facts()).standing;

function feedback(kind: 'complaint' | 'return', at: Date, resolvedAt: Date | null = null) {
  return database.inside((tx) =>
    tx
      .insertInto('feedback')
      .values({
        id: newId(),
        contact_id: sara,
        kind,
        dedupe_key: newId(),
        at,
        source: 'person',
        resolved_at: resolvedAt,
        created_at: at,
      })
      .execute(),
  );
}

describe('how somebody stands', () => {
  it('is calm where nothing is open', async () => {
    await feedback('complaint', ago(9), ago(3));
    expect(await standing()).toEqual({
      complaintSince: null,
      returnSince: null,
      questionSince: null,
      overdueSince: null,
      usualHour: null,
      runs: [],
      marketing: [],
    });
  });

  it('knows complaints and returns that are open, from the first complaint on', async () => {
    await feedback('complaint', ago(9));
    await feedback('complaint', ago(3));
    await feedback('return', ago(5));
    expect(await standing()).toMatchObject({ complaintSince: ago(9), returnSince: ago(5) });
  });

  it.each([
    ['Is the walnut cake still in the oven?', true],
    ['آیا کیک گردو هنوز در فر است؟', true],
    ['هل الكعكة جاهزة؟ شكرًا', true],
    ['Thank you for the cake!', false],
    ['See https://shop.example/?order=7 for it', false],
  ])('knows a question that nobody answered: %s', async (text, isOne) => {
    const thread = newId();
    await ask(text, thread);
    expect((await standing())?.questionSince).toEqual(isOne ? ago(2) : null);
    await database.inside((tx) =>
      insertMessages(tx, [
        {
          from: 'hello@bakery.example',
          direction: 'outgoing',
          to: [SARA],
          subject: 'Re: Cake',
          text: 'Yes.',
          threadId: thread,
          sentAt: ago(1),
        },
      ]),
    );
    expect((await standing())?.questionSince).toBeNull();
  });

  it('knows what is overdue, until it is paid', async () => {
    const id = newId();
    await database.inside((tx) =>
      tx
        .insertInto('purchases')
        .values({
          id,
          contact_id: sara,
          dedupe_key: 'order:9',
          occurred_at: ago(40),
          amount_minor: 1000,
          currency: 'EUR',
          items: '[]',
          source: 'csv',
          source_ref: 'orders.csv:9',
          history: false,
          due_at: ago(10),
        })
        .execute(),
    );
    expect((await standing())?.overdueSince).toEqual(ago(10));
    await database.inside((tx) =>
      tx
        .updateTable('purchases')
        .set({ paid_at: ago(1) })
        .where('id', '=', id)
        .execute(),
    );
    expect((await standing())?.overdueSince).toBeNull();
  });

  it('knows what other automations are about to do', async () => {
    await database.inside((tx) =>
      tx
        .insertInto('automation_runs')
        .values({
          id: newId(),
          automation: 'reactivation',
          contact_id: sara,
          occasion: 'inactive:1',
          mode: 'live',
          state: 'running',
          next_step_at: now,
          context: JSON.stringify({}),
          started_at: ago(1),
        })
        .execute(),
    );
    expect((await standing())?.runs).toEqual([{ automation: 'reactivation', at: now }]);
  });
});

describe('what was agreed to for an address', () => {
  it('is the latest word on each purpose, with suppressions and preferences', async () => {
    const event = (purpose: 'marketing' | 'topic:garden', state: 'granted' | 'withdrawn', at: Date) => ({
      canonical: SARA,
      purpose,
      state,
      ground: 'consent' as const,
      source: 'form',
      actor: 'contact',
      wording: '',
      at,
    });
    const until = new Date(now.getTime() + DAY_MS);
    await database.inside(async (tx) => {
      await suppress(tx, { canonical: SARA, scope: 'snooze', reason: 'not now', source: 'page', until });
      await recordConsents(tx, [
        event('topic:garden', 'granted', ago(3)),
        event('marketing', 'withdrawn', ago(2)),
        event('marketing', 'granted', ago(5)),
      ]);
      await tx
        .insertInto('mail_preferences')
        .values({ canonical: SARA, less_often: true, changed_at: now })
        .execute();
    });
    expect((await facts()).addresses).toMatchObject([
      {
        canonical: SARA,
        granted: ['topic:garden'],
        lessOften: true,
        suppressions: [{ scope: 'snooze', until, except_purposes: [] }],
      },
    ]);
  });
});

async function ask(text: string, threadId: string): Promise<void> {
  await database.inside(async (tx) => {
    const [id = ''] = await insertMessages(tx, [
      {
        from: `Sara Novak <${SARA}>`,
        subject: 'Cake',
        text,
        threadId,
        sentAt: ago(2),
        authenticity: 'verified',
      },
    ]);
    await tx.updateTable('messages').set({ contact_id: sara }).where('id', '=', id).execute();
  });
}
