import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createContacts } from '../../../src/customers/match/create-contacts.ts';
import { linkArrivals } from '../../../src/customers/match/link-arrivals.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import type { ArrivalLinker } from '../../../src/messages/log/arrival-links.ts';
import { type ReadMail, storeMessages } from '../../../src/messages/log/store-messages.ts';
import { readKept } from '../../../src/messages/workers/read-outcome.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { BAKERY, letter } from '../../support/reading-fixture.ts';

const NOW = new Date('2025-03-10T10:00:00Z');
const KARIM = 'Karim Haddad <karim@workshop.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';
const settings = { newPeople: 'answered' as const, freeMailDomains: [] };
const rules = { own: BAKERY, freeMail: new Set<string>() };

/** Karim is known; Leila is not, until Maryam answers her. */
const MAILS = [
  letter({ id: '1', from: KARIM, to: MARYAM, subject: 'Bread', date: 'Mon, 3 Mar 2025 10:00:00 +0000' }),
  letter({ id: '2', from: 'Leila <leila@cafe.example>', to: MARYAM, subject: 'Cake' }),
  letter({ id: '3', from: MARYAM, to: 'Leila <leila@cafe.example>', subject: 'Re: Cake', inReplyTo: '2' }),
  letter({
    id: '4',
    from: 'K. Haddad <karim@workshop.example>',
    to: `${MARYAM}, leila@cafe.example`,
    subject: 'نان',
    date: 'Tue, 4 Mar 2025 10:00:00 +0000',
    text: 'سلام، لطفاً ده نان برای فردا کنار بگذارید. با احترام، کریم',
  }),
  letter({
    id: '5',
    from: KARIM,
    to: MARYAM,
    subject: 'Automatic reply: Bread',
    headers: { 'Auto-Submitted': 'auto-replied' },
    text: 'I am out of office until 20 March 2025.',
    date: 'Wed, 5 Mar 2025 10:00:00 +0000',
  }),
  letter({
    id: '6',
    from: 'News <news@mill.example>',
    to: MARYAM,
    headers: { 'List-Id': '<n.mill.example>' },
  }),
];

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

async function readMails(): Promise<ReadMail[]> {
  const outcomes = await Promise.all(
    MAILS.map((kept) => readKept({ kept, encoding: 'identity', size: kept.length })),
  );
  return outcomes.flatMap((outcome, at): ReadMail[] => {
    if (!outcome.ok) throw new Error(outcome.reason);
    const { message, reading, texts } = outcome;
    const raw = {
      content_hash: `hash ${at}`,
      size: 1,
      arrival: 'history' as const,
      mailbox_id: null,
      folder_role: at === 2 ? ('sent' as const) : ('inbox' as const),
      internal_date: new Date(`2025-03-0${at + 1}T12:00:00Z`),
    };
    return [{ raw, message, reading, texts }];
  });
}

/** Logs everything, matches what is left, and answers who is known and what belongs to whom. */
async function log(linker: ArrivalLinker | undefined) {
  const karim = { canonical: 'karim@workshop.example', address: 'karim@workshop.example', name: '' };
  await database.inside((tx) =>
    createContacts(tx, [{ ...karim, kind: 'customer', source: 'csv', sourceRef: null }], rules, NOW),
  );
  const mails = await readMails();
  await database.inside((tx) => storeMessages(tx, mails, BAKERY, NOW, linker));
  const atOnce = await database.inside((tx) =>
    tx
      .selectFrom('messages')
      .select('message_id')
      .where('matched_at', 'is not', null)
      .orderBy('message_id')
      .execute(),
  );
  const { db, businessId } = database;
  for (;;) {
    const { matched } = await matchMessages({ db, businessId, settings, own: BAKERY, now: NOW, limit: 100 });
    if (matched === 0) break;
  }
  return { atOnce: atOnce.map(({ message_id }) => message_id), state: await state() };
}

const state = () =>
  database.inside(async (tx) => ({
    contacts: await tx
      .selectFrom('contacts')
      .select(['kind', 'name', 'name_own', 'name_at', 'locale', 'first_message_at', 'last_incoming_at'])
      .select(['last_outgoing_at', 'incoming_count', 'outgoing_count', 'last_activity_at', 'away_until'])
      .orderBy('name')
      .execute(),
    mails: await tx
      .selectFrom('messages as m')
      .leftJoin('contacts as c', 'c.id', 'm.contact_id')
      .select(['m.message_id', 'c.name'])
      .orderBy('m.message_id')
      .execute(),
    addresses: await tx
      .selectFrom('message_addresses as a')
      .innerJoin('messages as m', 'm.id', 'a.message_id')
      .leftJoin('contacts as c', 'c.id', 'a.contact_id')
      .select(['m.message_id', 'a.position', 'a.canonical', 'c.name'])
      .orderBy('m.message_id')
      .orderBy('a.position')
      .execute(),
  }));

describe('matching on the way in', () => {
  it('leaves strangers and what we sent to the stage, and ends as if the stage had done it all', async () => {
    const byStage = await log(undefined);
    await clearBusiness(database);
    const onTheWay = await log(linkArrivals(settings, BAKERY));
    expect(byStage.atOnce).toEqual([]);
    expect(onTheWay.atOnce).toEqual(['1', '4', '5', '6']);
    expect(onTheWay.state).toEqual(byStage.state);
    expect(byStage.state.contacts).toMatchObject([
      { name: 'K. Haddad', incoming_count: 2, locale: 'fa', away_until: expect.any(Date) },
      { name: 'Leila', incoming_count: 1, outgoing_count: 1 },
    ]);
  });
});
