import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { whoTalks } from '../../../src/customers/senders/who-talks.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';
import { BAKERY } from '../../support/reading-fixture.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('says who of ours talks with a contact', async () => {
  const maryam = 'Maryam <maryam@bakery.example>';
  const sara = 'Sara <sara@bakery.example>';
  const karim = 'Karim <karim@workshop.example>';
  const day = (number: number) => new Date(Date.UTC(2024, 4, number));
  const { db, businessId } = database;
  await database.inside((tx) =>
    insertMessages(tx, [
      { from: karim, to: [maryam], cc: [sara, 'Omar <omar@flour.example>'], sentAt: day(1) },
      { from: sara, to: [karim], direction: 'outgoing', sentAt: day(2) },
      { from: karim, to: [sara], sentAt: day(3) },
      {
        from: 'Robot <noreply@bakery.example>',
        to: [karim],
        direction: 'outgoing',
        class: 'other',
        sentAt: day(4),
      },
      { from: 'Leila <leila@cafe.example>', to: [maryam], sentAt: day(5) },
    ]),
  );
  const settings = { newPeople: 'all' as const, freeMailDomains: [] };
  await matchMessages({ db, businessId, settings, own: BAKERY, now: day(6), limit: 100 });
  const { id } = await database.inside((tx) =>
    tx.selectFrom('contacts').select('id').where('name', '=', 'Karim').executeTakeFirstOrThrow(),
  );
  expect(await database.inside((tx) => whoTalks(tx, id, BAKERY))).toEqual([
    { canonical: 'sara@bakery.example', name: 'Sara', received: 2, wrote: 1, lastAt: day(3) },
    { canonical: 'maryam@bakery.example', name: 'Maryam', received: 1, wrote: 0, lastAt: day(1) },
  ]);
});
