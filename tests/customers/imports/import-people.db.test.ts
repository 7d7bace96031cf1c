import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginEdit } from '../../../src/customers/record/edits.ts';
import { setByPerson } from '../../../src/customers/record/set-by-person.ts';
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

const details = () =>
  database.inside((tx) =>
    tx
      .selectFrom('details')
      .select(['field', 'label', 'value', 'source', 'source_ref'])
      .where('field', 'not in', ['kind', 'name'])
      .orderBy('field')
      .orderBy('label')
      .orderBy('value')
      .execute(),
  );
const contacts = () =>
  database.inside((tx) => tx.selectFrom('contacts').selectAll().orderBy('name').execute());

describe('importing contacts', () => {
  const csv = `E-mail;Name;Mobile;Company;Language;Birthday;Tags;Notes;City;Country;custom:shoe size
karim@workshop.example;Karim Haddad;0171 2345678;Haddad Workshop;en;14.5.1980;VIP, baker;Likes walnut bread.;Berlin;Germany;43
maryam.k@chmail.ir;مریم کاظمی;+98 912 345 6789;;fa;۱۳۶۹/۲/۲۴;;;;;
sara@hotel.example;Sara;not a phone;Hotel;;;;;;;
`;
  const mapping = { columns: { 'custom:shoe size': 'custom:shoe size' }, constants: { kind: 'customer' } };

  it('creates people with all that the file tells, and nothing the second time', async () => {
    const result = await fixture.importText('contacts', csv, { mapping });
    expect(result).toMatchObject({ rows: 3, recorded: 3, created: 3, changed: 0, bad: 0, warnings: 1 });
    expect(result.problems).toEqual([
      {
        line: 4,
        reason:
          'not a phone: "not a phone"; write it with its country, such as +49 30 123456, or as it is dialled in DE (the rest of the row went in)',
      },
    ]);
    expect(await contacts()).toMatchObject([
      { name: 'Karim Haddad', kind: 'customer', locale: 'en', source: 'csv', source_ref: 'contacts.csv:2' },
      { name: 'Sara', kind: 'customer', locale: null },
      { name: 'مریم کاظمی', kind: 'customer', locale: 'fa' },
    ]);
    expect(await details()).toMatchObject([
      { field: 'company', label: 'Haddad Workshop' },
      { field: 'company', label: 'Hotel' },
      { field: 'custom:shoe size', value: '43', source: 'csv', source_ref: 'contacts.csv:2' },
      { field: 'locale', value: 'en' },
      { field: 'locale', value: 'fa' },
      { field: 'phone', label: 'mobile', value: '+491712345678' },
      { field: 'phone', label: 'mobile', value: '+989123456789' },
      { field: 'postal-address', value: 'Berlin\nGermany' },
    ]);
    const rest = await database.inside(async (tx) => ({
      occasions: await tx
        .selectFrom('occasions')
        .select(['kind', 'calendar', 'year', 'month', 'day'])
        .orderBy('year')
        .execute(),
      tags: await tx.selectFrom('contact_tags').select('tag').orderBy('tag').execute(),
      notes: await tx.selectFrom('notes').select(['text', 'author']).execute(),
      companies: await tx.selectFrom('companies').select('name').orderBy('name').execute(),
    }));
    expect(rest).toMatchObject({
      occasions: [
        { kind: 'birthday', calendar: 'persian', year: 1369, month: 2, day: 24 },
        { kind: 'birthday', calendar: 'gregorian', year: 1980, month: 5, day: 14 },
      ],
      tags: [{ tag: 'baker' }, { tag: 'vip' }],
      notes: [{ text: 'Likes walnut bread.', author: 'Maryam' }],
    });
    const again = await fixture.importText('contacts', csv, { mapping });
    expect(again).toMatchObject({ recorded: 0, created: 0, changed: 0, alreadyKnown: 3 });
    expect(await database.inside((tx) => tx.selectFrom('notes').select('id').execute())).toHaveLength(1);
  });

  it('adds what is new of known people, and leaves what a person said', async () => {
    await fixture.importText(
      'contacts',
      'email,name\nkarim@workshop.example,Karim\nsara@hotel.example,Sara\n',
    );
    const [karim] = await contacts();
    await database.inside(async (tx) => {
      const edit = { actor: 'Maryam', kind: 'set', title: 'name', now: IMPORT_NOW };
      const editId = await beginEdit(tx, edit);
      const said = { contactId: karim?.id ?? '', field: 'name', value: 'Karim the Great' };
      await setByPerson(tx, { ...said, actor: 'Maryam', editId, now: IMPORT_NOW });
    });
    const result = await fixture.importText(
      'contacts',
      'email,name,title,phone\nkarim@workshop.example,K. Haddad,Carpenter,+4930123456\nsara@hotel.example,Sara,,\n',
    );
    expect(result).toMatchObject({ recorded: 0, created: 0, changed: 1, alreadyKnown: 1 });
    expect(await contacts()).toMatchObject([{ name: 'Karim the Great' }, { name: 'Sara' }]);
    expect(await details()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'title', value: 'Carpenter' }),
        expect.objectContaining({ field: 'phone', value: '+4930123456' }),
      ]),
    );
  });

  it('knows people by a customer number, and rows without anything to know them by are bad', async () => {
    const result = await fixture.importText('contacts', 'customer id,name,phone\n17,Karim,\n,Sara,\n', {
      mapping: { columns: {}, constants: {}, system: 'till' },
    });
    expect(result).toMatchObject({ recorded: 1, bad: 1 });
    const ids = await database.inside((tx) => tx.selectFrom('external_ids').selectAll().execute());
    expect(ids).toMatchObject([{ system: 'till', external_id: '17' }]);
  });

  it('says in a dry run what would change, and changes nothing', async () => {
    await fixture.importText('contacts', 'email,name\nkarim@workshop.example,Karim\n');
    const result = await fixture.importText(
      'contacts',
      'email,name,title\nkarim@workshop.example,Karim,Carpenter\nsara@hotel.example,Sara,\n',
      { dryRun: true },
    );
    expect(result).toMatchObject({ recorded: 1, created: 1, changed: 1, id: undefined });
    expect(result.preview[0]).toEqual({ who: 'Karim (karim@workshop.example)', title: 'Carpenter' });
    expect(await contacts()).toHaveLength(1);
    const edits = await database.inside((tx) => tx.selectFrom('edits').select('title').execute());
    expect(edits).toEqual([{ title: 'imported contacts from contacts.csv' }]);
  });
});

describe('importing companies', () => {
  it('knows a company by domain or by name, and adds what is new of it', async () => {
    await fixture.importText('contacts', 'email\nkarim@workshop.example\n');
    const csv =
      'name,domain,phone,site\nHaddad Workshop,workshop.example,+4930123456,workshop.example\nشرکت کاوه,,,\nشركت كاوه,,,\nBad,not a domain,,\n';
    const result = await fixture.importText('companies', csv);
    expect(result).toMatchObject({ rows: 4, created: 1, changed: 1, bad: 1 });
    const companies = await database.inside((tx) => tx.selectFrom('companies').select('name').execute());
    expect(companies.map(({ name }) => name).sort()).toEqual(['workshop.example', 'شرکت کاوه']);
    expect(await fixture.importText('companies', csv)).toMatchObject({
      created: 0,
      changed: 0,
      alreadyKnown: 3,
    });
  });
});

describe('importing what was said', () => {
  it('takes calls and meetings in three languages, and each once', async () => {
    const csv = `date,email,channel,direction,duration,summary
2024-05-30 14:05,karim@workshop.example,Call,in,4:30,asked for a price
۱۴۰۳/۰۳/۱۰,karim@workshop.example,جلسه,خروجی,۲۰,
2024-05-30,karim@workshop.example,telepathy,in,1,
`;
    const result = await fixture.importText('interactions', csv);
    expect(result).toMatchObject({ recorded: 2, created: 1, bad: 1 });
    expect(result.problems[0]?.reason).toMatch(/"telepathy" is no channel/);
    const rows = await database.inside((tx) =>
      tx.selectFrom('interactions').select(['channel', 'direction', 'minutes']).orderBy('minutes').execute(),
    );
    expect(rows).toEqual([
      { channel: 'phone', direction: 'incoming', minutes: 4.5 },
      { channel: 'meeting', direction: 'outgoing', minutes: 20 },
    ]);
    expect(await fixture.importText('interactions', csv)).toMatchObject({ recorded: 0, alreadyKnown: 2 });
  });

  it('takes feedback with scores, refunds and what was done', async () => {
    await fixture.importText(
      'purchases',
      'date,email,amount,order\n2024-05-01,karim@workshop.example,20,1042\n',
    );
    const csv = `date,email,type,comment,score,order id,refund,resolution,satisfied
2024-05-20,karim@workshop.example,complaint,Stale bread,,1042,5.00,sent a new one,yes
2024-05-21,sara@hotel.example,survey,Slow,8/10,,,,
2024-05-21,sara@hotel.example,survey,Slow,many,,,,
`;
    const result = await fixture.importText('feedback', csv);
    expect(result).toMatchObject({ recorded: 2, bad: 1 });
    const rows = await database.inside((tx) => tx.selectFrom('feedback').selectAll().orderBy('at').execute());
    expect(rows).toMatchObject([
      { kind: 'complaint', amount_minor: 500, done: 'sent a new one', satisfied: true },
      { kind: 'survey', score: 8, score_of: 10, purchase_id: null },
    ]);
    expect(rows[0]?.purchase_id).not.toBeNull();
  });
});
