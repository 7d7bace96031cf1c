import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freeMailSet } from '../../src/customers/match/free-mail.ts';
import { matchMessages } from '../../src/customers/match/match-messages.ts';
import { ownIdentity } from '../../src/customers/match/own.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import type { Tx } from '../../src/database/tables.ts';
import { digestReaders, enqueueDigest, renderDigest } from '../../src/digest/enqueue-digest.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { registerMailboxes, sendingIdentity } from '../../src/schedule/senders.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages } from '../support/message-rows.ts';
import { testWorkspace } from '../support/workspace.ts';

const MONDAY_MORNING = new Date('2026-03-09T07:00:00Z');
const inWeek = (day: number, hour = 10) => new Date(Date.UTC(2026, 2, 1 + day, hour));

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
beforeEach(() => clearBusiness(database));
afterAll(() => workspace.close());

const reader = (locale: Locale) => ({
  name: 'Yusuf',
  email: 'yusuf@bakery.example',
  locale,
  timeZone: 'Europe/Vienna',
  calendar: locale === 'fa' ? ('persian' as const) : ('gregorian' as const),
});

function render(locale: Locale) {
  const { config, templates } = workspace;
  const parts = { business: config.business, templates, pageUrl: 'http://localhost:4080' };
  return database.inside((tx) => renderDigest(tx, reader(locale), parts, MONDAY_MORNING));
}

/** A week in which Karim wrote and was answered after three hours, Leila bought twice, and Omar fell silent. */
async function aWeek(): Promise<void> {
  const threadId = newId();
  await database.inside((tx) =>
    insertMessages(tx, [
      { from: 'Karim <karim@workshop.example>', threadId, subject: 'Bread for Friday', sentAt: inWeek(2, 9) },
      {
        from: 'Maryam <hello@bakery.example>',
        to: ['karim@workshop.example'],
        direction: 'outgoing',
        threadId,
        subject: 'Re: Bread for Friday',
        sentAt: inWeek(2, 12),
      },
      { from: 'News <news@list.example>', class: 'list', subject: 'Newsletter', sentAt: inWeek(3) },
      { from: 'Sara <sara@library.example>', subject: 'Too late for this week', sentAt: inWeek(8, 1) },
    ]),
  );
  const { db, businessId, config } = workspace;
  await matchMessages({
    db,
    businessId,
    settings: config.customers,
    own: ownIdentity(config),
    now: inWeek(4),
    limit: 50,
  });
  await database.inside(async (tx) => {
    const rules = { own: ownIdentity(config), freeMail: freeMailSet([]) };
    await recordPurchases(
      tx,
      [purchase('1', inWeek(3), 1250), purchase('2', inWeek(5), 750), purchase('0', inWeek(-3), 1000)],
      inWeek(6),
      rules,
    );
    await fellSilent(tx, 'Omar', false);
    await fellSilent(tx, 'Long gone', true);
  });
}

function purchase(orderId: string, occurredAt: Date, amountMinor: number) {
  return {
    email: 'leila@hotel.example',
    name: 'ليلى',
    dedupeKey: `order:${orderId}`,
    orderId,
    occurredAt,
    amountMinor,
    currency: 'EUR',
    method: null,
    items: [{ name: 'Barbari bread', quantity: 2 }],
    source: 'csv' as const,
    sourceRef: `sales.csv:${orderId}`,
    history: true,
  };
}

async function fellSilent(tx: Tx, name: string, history: boolean): Promise<void> {
  const id = newId();
  await tx
    .insertInto('contacts')
    .values({
      id,
      kind: 'customer',
      name,
      source: 'csv',
      silent_since: inWeek(4),
      created_at: new Date('2025-01-01'),
    })
    .execute();
  const evidence = JSON.stringify({ silentDays: 55, usualGapDays: 21 });
  await tx
    .insertInto('signals')
    .values({
      id: newId(),
      kind: 'inactive',
      contact_id: id,
      dedupe_key: `inactive:${name}`,
      occurred_at: inWeek(4),
      created_at: inWeek(4),
      history,
      evidence,
    })
    .execute();
}

describe('renderDigest', () => {
  it('counts the week, and only the week, beside the one before', async () => {
    await aWeek();
    const { week, mail } = await render('en');
    expect(week.key).toBe('2026-W10');
    expect(mail.subject).toContain('Week 10');
    const figures = mail.text.replace(/\s+/g, ' ');
    expect(figures).toMatch(/Mails received:? 1\b/);
    expect(figures).toMatch(/Mails sent:? 1\b/);
    expect(figures).toMatch(/Purchases:? 2\b/);
    expect(figures).toContain('€20.00');
    expect(figures).toContain('€10.00');
    expect(figures).toMatch(/first answer:? 3 h/);
    expect(figures).toContain('Usually here every 21 days; silent for 55.');
    expect(figures).toContain('Omar');
    expect(figures).not.toContain('Long gone');
  });

  it.each([
    ['ar', 'الرسائل الواردة', '٢٠٫٠٠'],
    ['fa', 'نامه‌های رسیده', '۲۰٫۰۰ یورو'],
  ] as const)('speaks %s, with its digits, from right to left', async (locale, words, sum) => {
    await aWeek();
    const { mail } = await render(locale);
    expect(mail.text).toContain(words);
    expect(mail.text).toContain(sum);
    expect(mail.html).toMatch(/dir="rtl"/);
  });

  it('still says that a week was empty', async () => {
    const { mail } = await render('en');
    expect(mail.text).toContain('A quiet week');
  });
});

describe('enqueueDigest', () => {
  it('goes to each manager once a week', async () => {
    const mailboxes = await registerMailboxes(workspace);
    const identity = sendingIdentity(workspace, mailboxes);
    const { config, templates } = workspace;
    const parts = { business: config.business, templates, pageUrl: '' };
    const options = { identity, automation: 'weekly-digest', mode: 'live' as const, now: MONDAY_MORNING };
    const send = () => database.inside((tx) => enqueueDigest(tx, reader('en'), parts, options));
    expect(await send()).toMatchObject({ state: 'queued' });
    expect(await send()).toHaveProperty('duplicateOf');
    const next = { ...options, now: new Date(MONDAY_MORNING.getTime() + 7 * 86_400_000) };
    expect(await database.inside((tx) => enqueueDigest(tx, reader('en'), parts, next))).toMatchObject({
      state: 'queued',
    });
  });

  it('knows its readers from the database, without those who left', async () => {
    await database.inside((tx) =>
      tx
        .insertInto('people')
        .values([
          {
            id: newId(),
            name: 'Yusuf',
            email: 'yusuf@bakery.example',
            role: 'manager',
            locale: 'en',
            time_zone: 'UTC',
            calendar: 'gregorian',
            removed_at: null,
          },
          {
            id: newId(),
            name: 'Gone',
            email: 'gone@bakery.example',
            role: 'manager',
            locale: 'en',
            time_zone: 'UTC',
            calendar: 'gregorian',
            removed_at: inWeek(1),
          },
        ])
        .execute(),
    );
    expect((await database.inside(digestReaders)).map(({ email }) => email)).toEqual([
      'yusuf@bakery.example',
    ]);
  });
});
