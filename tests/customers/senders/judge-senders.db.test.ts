import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { judgeSenders } from '../../../src/customers/senders/judge-senders.ts';
import { countSenders, listSenders } from '../../../src/customers/senders/list-senders.ts';
import { setSenderRole } from '../../../src/customers/senders/set-sender-role.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';
import { BAKERY } from '../../support/reading-fixture.ts';

const NOW = new Date('2024-06-01T09:00:00Z');
const KARIM = 'Karim Haddad <karim@workshop.example>';
const MILL = 'The Mill <no-reply@mill.example>';
const NEWS = 'Baking today <news@baking.example>';
const LEILA = 'Leila <leila@cafe.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

async function log(...rows: MessageRow[]): Promise<void> {
  await database.inside((tx) => insertMessages(tx, rows));
  const { db, businessId } = database;
  const settings = { newPeople: 'answered' as const, freeMailDomains: [] };
  await matchMessages({ db, businessId, settings, own: BAKERY, now: NOW, limit: 100 });
}

const judge = (limit = 100) =>
  judgeSenders({
    db: database.db,
    businessId: database.businessId,
    timeZone: 'Europe/Vienna',
    now: NOW,
    limit,
  });
const roles = async () => {
  const senders = await database.inside((tx) => listSenders(tx, { limit: 100 }));
  return Object.fromEntries(senders.map(({ canonical, role }) => [canonical, role]));
};

test('says of everybody what they are, and only of those with new mail again', async () => {
  await log(
    { from: KARIM, subject: 'A table' },
    { from: MARYAM, to: [KARIM], direction: 'outgoing', subject: 'Re: A table' },
    { from: MILL, class: 'other', subclass: 'auto_generated', subject: 'Your invoice 7 from the mill' },
    { from: NEWS, class: 'list', subclass: 'newsletter', subject: 'Ten ovens' },
    { from: NEWS, class: 'list', subclass: 'newsletter', subject: 'Flour' },
    { from: LEILA, subject: 'Do you bake on Friday?' },
    { from: MARYAM, to: ['Sara <sara@bakery.example>'], direction: 'internal', subject: 'Ovens' },
  );
  expect(await judge()).toEqual({ judged: 4 });
  expect(await roles()).toEqual({
    'karim@workshop.example': 'lead',
    'no-reply@mill.example': 'supplier',
    'news@baking.example': 'newsletter',
    'leila@cafe.example': 'lead',
  });
  expect(await judge()).toEqual({ judged: 0 });
  await log({ from: NEWS, class: 'list', subclass: 'newsletter', subject: 'Yeast' });
  expect(await judge()).toEqual({ judged: 1 });
  const [news] = await database.inside((tx) => listSenders(tx, { limit: 9, role: 'newsletter' }));
  expect(news).toMatchObject({
    name: 'Baking today',
    automatic: 3,
    byHand: 0,
    reason: { key: 'newsletter', count: 3 },
  });
  expect(await database.inside(countSenders)).toEqual({ lead: 2, supplier: 1, newsletter: 1 });
});

test('lists who writes by hand and is nobody yet, those with most mail first', async () => {
  const sara = 'Sara <sara@garden.example>';
  await log(
    { from: LEILA },
    { from: sara },
    { from: sara },
    { from: NEWS, class: 'list', subclass: 'newsletter' },
  );
  await judge();
  const unmatched = await database.inside((tx) => listSenders(tx, { limit: 9, unmatched: true }));
  expect(unmatched.map(({ canonical, byHand }) => [canonical, byHand])).toEqual([
    ['sara@garden.example', 2],
    ['leila@cafe.example', 1],
  ]);
});

test('leaves what a person said, and counts on', async () => {
  await log({ from: MILL, class: 'other', subclass: 'auto_generated', subject: 'Your invoice 7' });
  await judge();
  await database.inside((tx) =>
    tx
      .updateTable('senders')
      .set({ role: 'partner', by_person: true, reason: '{"key":"nothing"}' })
      .execute(),
  );
  await log({ from: MILL, class: 'other', subclass: 'auto_generated', subject: 'Your invoice 8' });
  await judge();
  const [mill] = await database.inside((tx) => listSenders(tx, { limit: 9 }));
  expect(mill).toMatchObject({ role: 'partner', byPerson: true, automatic: 2 });
});

test('takes them in batches, each once', async () => {
  await log({ from: KARIM }, { from: LEILA }, { from: NEWS, class: 'list', subclass: 'newsletter' });
  expect([await judge(2), await judge(2), await judge(2)]).toEqual([
    { judged: 2 },
    { judged: 1 },
    { judged: 0 },
  ]);
});

test('makes a supplier of a contact who sends bills, and keeps what their signatures say', async () => {
  const signature = [
    { kind: 'phone', value: '+49 30 1234567', line: 'Tel: +49 30 1234567' },
    { kind: 'title', value: 'Miller', line: 'Miller' },
  ];
  const omar = 'Omar <omar@flour.example>';
  await log(
    { from: omar, subject: 'Invoice 7', reading: { signature } },
    { from: MARYAM, to: [omar], direction: 'outgoing', subject: 'Flour' },
    { from: omar, subject: 'Invoice 8', reading: { signature } },
  );
  await judge();
  const contact = await database.inside((tx) =>
    tx.selectFrom('contacts').select(['id', 'kind', 'name']).executeTakeFirstOrThrow(),
  );
  expect(contact).toMatchObject({ kind: 'supplier', name: 'Omar' });
  const details = () =>
    database.inside((tx) =>
      tx.selectFrom('details').select(['field', 'value', 'source']).orderBy('field').execute(),
    );
  expect(await details()).toEqual([
    { field: 'kind', value: 'supplier', source: 'mail' },
    { field: 'phone', value: '+49301234567', source: 'signature' },
    { field: 'title', value: 'Miller', source: 'signature' },
  ]);
});

test('takes the word of a person, makes a contact of a stranger, and refuses nonsense', async () => {
  await log({ from: LEILA, subject: 'Do you bake on Friday?' });
  await judge();
  const say = (address: string, role: 'partner' | 'noise' | 'customer') =>
    database.inside((tx) =>
      setSenderRole(tx, {
        address,
        role,
        actor: 'Maryam',
        now: NOW,
        rules: { own: BAKERY, freeMail: new Set() },
      }),
    );
  expect(await say('LEILA@cafe.example', 'partner')).toEqual({ madeContact: true });
  expect(await say('leila@cafe.example', 'customer')).toEqual({ madeContact: false });
  expect(await say('noise@cafe.example', 'noise')).toEqual({ madeContact: false });
  const contacts = await database.inside((tx) =>
    tx.selectFrom('contacts').select(['kind', 'name']).execute(),
  );
  expect(contacts).toEqual([{ kind: 'customer', name: 'Leila' }]);
  await judge();
  expect(await roles()).toEqual({ 'leila@cafe.example': 'customer', 'noise@cafe.example': 'noise' });
  await expect(say('leila', 'noise')).rejects.toThrow('is no e-mail address');
  await expect(say('maryam@bakery.example', 'noise')).rejects.toThrow('the business itself');
});
