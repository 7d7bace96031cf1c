import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import {
  contactsQuery,
  type ListedContact,
  listContacts,
} from '../../../src/customers/record/list-contacts.ts';
import { firstAnswersByWeek, medianFirstAnswerMs } from '../../../src/customers/record/response-times.ts';
import { showContact } from '../../../src/customers/record/show-contact.ts';
import type { KeysetPosition } from '../../../src/database/keyset.ts';
import { HOUR_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

async function log(rows: readonly MessageRow[]) {
  await database.inside((tx) => insertMessages(tx, rows));
  const settings = { newPeople: 'all' as const, freeMailDomains: [] };
  await matchMessages({ db: database.db, businessId: database.businessId, settings, own, now, limit: 100 });
}
const at = (time: string) => new Date(`2024-05-${time}:00Z`);
const list = (options: Partial<Parameters<typeof listContacts>[1]> = {}) =>
  database.inside((tx) => listContacts(tx, { limit: 10, ...options }));
const names = (rows: ListedContact[]) => rows.map(({ name }) => name);

describe('contacts for pages', () => {
  const people: MessageRow[] = [
    { from: 'Karim Haddad <karim@workshop.example>', sentAt: at('03T10:00') },
    { from: 'مریم احمدی <maryam@chmail.ir>', sentAt: at('05T10:00') },
    { from: 'ليلى المنصوري <layla@noor.example>', sentAt: at('04T10:00') },
    { from: 'maryam@bakery.example', direction: 'outgoing', to: ['Sara Weber <sara@hotel.example>'] },
  ];

  it('are listed by their last activity, page by page', async () => {
    await log(people);
    expect(names(await list())).toEqual(['مریم احمدی', 'ليلى المنصوري', 'Karim Haddad', 'Sara Weber']);
    const pages: string[] = [];
    let before: KeysetPosition | undefined;
    for (;;) {
      const page: ListedContact[] = await list({ limit: 1, before });
      const last = page.at(-1);
      if (!last) break;
      pages.push(last.name);
      before = last;
    }
    expect(pages).toEqual(names(await list()));
  });

  it('are neither skipped nor doubled when they differ by microseconds, or not at all', async () => {
    const times = ['12:00:00.123001Z', '12:00:00.123999Z', '12:00:00.123999Z', '12:00:00.1235Z', null, null];
    const written = times.map((time, number) => ({
      id: newId(),
      kind: 'customer' as const,
      name: `Guest ${number}`,
      source: 'csv',
      last_activity_at: time === null ? null : sql<Date>`${`2024-05-03T${time}`}::timestamptz`,
    }));
    await database.inside((tx) => tx.insertInto('contacts').values(written).execute());
    const all = names(await list());
    expect(new Set(all)).toEqual(new Set(written.map(({ name }) => name)));
    expect(all.slice(2, 4)).toEqual(['Guest 3', 'Guest 0']);
    const pages: string[] = [];
    for (let before: KeysetPosition | undefined; ; ) {
      const [page] = await list({ limit: 1, before });
      if (!page) break;
      pages.push(page.name);
      before = page;
    }
    expect(pages).toEqual(all);
  });

  it('are found by the beginning of a name, a word or an address', async () => {
    await log(people);
    expect(names(await list({ search: 'KARIM' }))).toEqual(['Karim Haddad']);
    expect(names(await list({ search: 'hadd' }))).toEqual(['Karim Haddad']);
    expect(names(await list({ search: 'احمدی' }))).toEqual(['مریم احمدی']);
    expect(names(await list({ search: 'layla@' }))).toEqual(['ليلى المنصوري']);
    expect(names(await list({ search: 'addad' }))).toEqual([]);
    expect(names(await list({ search: 'had kar' }))).toEqual(['Karim Haddad']);
    expect(names(await list({ search: 'karim weber' }))).toEqual([]);
    expect(names(await list({ search: '%' }))).toEqual([]);
    expect(names(await list({ kind: 'customer' }))).toEqual([]);
    expect(names(await list({ lapsed: true }))).toEqual([]);
  });

  it.each([
    ['ليلى المنصوري', ['لیلی', 'ليلي', 'المنصور']],
    ['Ümit Özdemir', ['ümit', 'ÖZ']],
    ['Élodie Ärzte', ['élo', 'ärz']],
    ['فاطِمَة كاظمي', ['فاطمه', 'کاظمی']],
    ['امیر\u200cحسین کریمی', ['امیرحسین', 'كريمي']],
  ])('are found in any case and on any keyboard: %s', async (name, searches) => {
    await log([{ from: `${name} <someone@workshop.example>` }]);
    for (const search of searches) expect(names(await list({ search }))).toEqual([name]);
  });

  it('are found by the name they have now', async () => {
    await log(people);
    await database.inside((tx) =>
      tx.updateTable('contacts').set({ name: 'Karim Mansour' }).where('name', '=', 'Karim Haddad').execute(),
    );
    expect(names(await list({ search: 'haddad' }))).toEqual([]);
    expect(names(await list({ search: 'mans' }))).toEqual(['Karim Mansour']);
    await database.inside((tx) => tx.deleteFrom('contacts').where('name', '=', 'Karim Mansour').execute());
    expect(names(await list({ search: 'mans' }))).toEqual([]);
  });

  it.each([
    ['all', {}],
    ['of a kind', { kind: 'supplier' as const }],
    ['fallen silent', { lapsed: true }],
    ['of a name', { search: 'zeynep' }],
  ])('do not read the whole record for a page of %s', async (_what, options) => {
    await database.inside(async (tx) => {
      await sql`insert into contacts (id, kind, name, source, last_activity_at)
        select gen_random_uuid(), 'lead', 'Guest ' || n, 'csv', now() - n * interval '1 minute'
        from generate_series(1, 5000) as n`.execute(tx);
      await sql`insert into contacts (id, kind, name, source, last_activity_at, silent_since)
        values (${newId()}, 'supplier', 'Zeynep Kaya', 'csv', now() - interval '9 years', now())`.execute(tx);
    });
    await sql`analyze contacts, contact_words, contact_addresses`.execute(database.db);
    const asked = { limit: 50, ...options };
    const plan = await database.inside((tx) => contactsQuery(tx, asked).explain('text'));
    const text = plan.map((line) => Object.values(line).join('')).join('\n');
    expect(text).toMatch(/Index.* Scan/);
    expect(text).not.toMatch(/Seq Scan on contacts/);
    expect(text).not.toMatch(/Seq Scan on contact_words/);
  });

  it('are shown with all there is', async () => {
    await log([{ ...people[0], from: 'Karim Haddad <karim@workshop.example>', subject: 'Baklava' }]);
    await database.inside((tx) =>
      recordPurchases(
        tx,
        [
          {
            dedupeKey: 'order:1',
            email: 'karim@workshop.example',
            orderId: '1',
            occurredAt: at('10T10:00'),
            amountMinor: 4850,
            currency: 'EUR',
            method: 'card',
            items: [{ name: 'Baklava', quantity: 2 }],
            source: 'csv',
            sourceRef: 'orders.csv:2',
            history: false,
          },
        ],
        now,
      ),
    );
    const [karim] = await list();
    const shown = await database.inside((tx) => showContact(tx, karim?.id ?? ''));
    expect(shown).toMatchObject({
      contact: { name: 'Karim Haddad', kind: 'customer', company: 'workshop.example', purchase_count: 1 },
      addresses: [{ canonical: 'karim@workshop.example', suppressed: null }],
      purchases: [{ order_id: '1', amount_minor: 4850, items: [{ name: 'Baklava', quantity: 2 }] }],
      messages: [{ subject: 'Baklava' }],
      threads: [{ subject: 'baklava', messages: 1 }],
      signals: [{ kind: 'purchase' }],
    });
    expect(await database.inside((tx) => showContact(tx, newId()))).toBeUndefined();
  });
});

describe('response times', () => {
  const thread = (id: string, ...mails: [string, 'in' | 'out', Partial<MessageRow>?][]): MessageRow[] =>
    mails.map(([time, way, more]) => ({
      threadId: id,
      from: way === 'in' ? 'Karim <karim@workshop.example>' : 'maryam@bakery.example',
      ...(way === 'out' ? { direction: 'outgoing' as const, to: ['karim@workshop.example'] } : {}),
      sentAt: at(time),
      ...more,
    }));

  it('count the first answer to the first of several questions, by hand only, by the week it was given', async () => {
    await log([
      // Two questions in a row: four hours; a second answer counts no more; the next question takes one hour.
      ...thread(
        newId(),
        ['06T08:00', 'in'],
        ['06T10:00', 'in'],
        ['06T12:00', 'out'],
        ['06T18:00', 'out'],
        ['07T08:00', 'in'],
        ['07T09:00', 'out'],
      ),
      // Asked on Sunday, answered on Monday of the next week, after an automatic answer: 20 hours.
      ...thread(
        newId(),
        ['12T12:00', 'in'],
        ['12T12:01', 'out', { class: 'auto-reply', subclass: 'auto_reply' }],
        ['13T08:00', 'out'],
      ),
      // Nobody asked, nobody answered, a robot asked.
      ...thread(newId(), ['08T08:00', 'out']),
      ...thread(newId(), ['08T08:00', 'in']),
      ...thread(newId(), ['08T08:00', 'in', { class: 'list' }], ['08T09:00', 'out']),
    ]);
    const median = (from?: Date, to?: Date) => database.inside((tx) => medianFirstAnswerMs(tx, from, to));
    expect(await median()).toBe(4 * HOUR_MS);
    expect(await median(at('06T00:00'), at('13T00:00'))).toBe(2.5 * HOUR_MS);
    expect(await median(at('20T00:00'), at('27T00:00'))).toBeUndefined();
    const weeks = await database.inside((tx) =>
      firstAnswersByWeek(tx, { from: at('01T00:00'), to: at('31T00:00'), timeZone: 'Asia/Tehran' }),
    );
    expect(weeks).toEqual([
      { week: '2024-05-06', medianMs: 2.5 * HOUR_MS, answers: 2 },
      { week: '2024-05-13', medianMs: 20 * HOUR_MS, answers: 1 },
    ]);
  });
});
