import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordConsents } from '../../../src/customers/consent/consents.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { IMPORT_NOW, importFixture } from './import-fixture.ts';

let database: TestDatabase;
let fixture: Awaited<ReturnType<typeof importFixture>>;
beforeAll(async () => {
  database = await testDatabase();
  fixture = await importFixture(() => database);
});
afterAll(async () => {
  await fixture.close();
  await database.close();
});
beforeEach(() => clearBusiness(database));

const CSV = `email;name;consent;consent date;consent wording
karim@workshop.example;Karim Haddad;topic:bread, garden;2023-05-14;Yes, write to me of bread
maryam.k@chmail.ir;مریم کاظمی;بله;;
sara@hotel.example;Sara;no;2023-01-02;
omar@new.example;Omar;gardening!;;
nadia@new.example;Nadia;;;
`;

const consents = () =>
  database.inside((tx) =>
    tx
      .selectFrom('consent_events')
      .select(['canonical', 'purpose', 'state', 'source', 'wording', 'at'])
      .orderBy('canonical')
      .orderBy('purpose')
      .execute(),
  );

it('takes what people agreed to, when, and in which words, and nothing the second time', async () => {
  const result = await fixture.importText('contacts', CSV);
  expect(result).toMatchObject({ rows: 5, recorded: 5, warnings: 1 });
  const told = await consents();
  expect(told).toMatchObject([
    {
      canonical: 'karim@workshop.example',
      purpose: 'topic:bread',
      state: 'granted',
      source: 'import',
      wording: 'Yes, write to me of bread',
      at: new Date('2023-05-14'),
    },
    { canonical: 'karim@workshop.example', purpose: 'topic:garden', state: 'granted' },
    { canonical: 'maryam.k@chmail.ir', purpose: 'marketing', at: IMPORT_NOW },
    { canonical: 'maryam.k@chmail.ir', purpose: 'topic:newsletter' },
    { canonical: 'sara@hotel.example', purpose: 'all', state: 'withdrawn' },
  ]);
  const suppressions = await database.inside((tx) =>
    tx.selectFrom('suppressions').select(['canonical', 'scope', 'source']).execute(),
  );
  expect(suppressions).toEqual([{ canonical: 'sara@hotel.example', scope: 'marketing', source: 'import' }]);
  await fixture.importText('contacts', CSV.replace('Sara', 'Sara B.'));
  expect(await consents()).toEqual(told);
});

it('never overrules what somebody said here, since', async () => {
  await database.inside((tx) =>
    recordConsents(tx, [
      {
        canonical: 'karim@workshop.example',
        purpose: 'all',
        state: 'withdrawn',
        ground: 'objection',
        source: 'one-click',
        actor: 'contact',
        wording: '',
        at: new Date('2024-01-01'),
      },
      {
        canonical: 'maryam.k@chmail.ir',
        purpose: 'marketing',
        state: 'withdrawn',
        ground: 'objection',
        source: 'page',
        actor: 'contact',
        wording: '',
        at: new Date('2024-01-01'),
      },
    ]),
  );
  await fixture.importText('contacts', CSV);
  const granted = (await consents()).filter(({ state }) => state === 'granted');
  expect(granted.map(({ canonical, purpose }) => `${canonical} ${purpose}`)).toEqual([
    'maryam.k@chmail.ir topic:newsletter',
  ]);
});
