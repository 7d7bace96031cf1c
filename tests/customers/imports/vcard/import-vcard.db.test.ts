import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearBusiness, type TestDatabase, testDatabase } from '../../../support/database.ts';
import { importFixture } from '../import-fixture.ts';

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

const CARDS = `BEGIN:VCARD\r
VERSION:4.0\r
FN:مریم کاظمی\r
N:کاظمی;مریم;;;\r
EMAIL;TYPE=home:maryam.k@chmail.ir\r
EMAIL;TYPE=work;PREF=1:maryam@hotel.example\r
TEL;VALUE=uri;TYPE="cell,voice":tel:+98-912-345-6789\r
ADR;TYPE=work:;;Valiasr St. 7;Tehran;;19395;Iran\r
ORG:Hotel Azadi;Kitchen\r
TITLE:Chef\r
URL:https://hotel.example/\r
BDAY:--0503\r
ANNIVERSARY:20100921\r
CATEGORIES:vip,baker\r
NOTE:Likes walnut bread\\, and tea.\r
PHOTO:data:image/jpeg;base64,AAAA\r
 AAAA\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Haddad;Kar=C3=AFm\r
TEL;CELL:0171 2345678\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
FN:Nobody\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
KIND:group\r
FN:Bakers\r
END:VCARD\r
`;

describe('importing vCards', () => {
  it('makes contacts of cards, in their own script, and nothing the second time', async () => {
    const result = await fixture.importText('vcard', CARDS, {
      mapping: { columns: {}, constants: { kind: 'customer' } },
    });
    expect(result).toMatchObject({ rows: 4, recorded: 2, created: 2, bad: 2, warnings: 0 });
    expect(result.problems).toEqual([
      { line: 24, reason: 'no e-mail address and no telephone number to know them by' },
      { line: 28, reason: 'a card of a group, not of a person' },
    ]);
    const found = await database.inside(async (tx) => ({
      contacts: await tx
        .selectFrom('contacts')
        .select(['name', 'kind', 'source', 'source_ref'])
        .orderBy('name')
        .execute(),
      addresses: await tx.selectFrom('contact_addresses').select('address').orderBy('address').execute(),
      details: await tx
        .selectFrom('details')
        .select(['field', 'label', 'value'])
        .where('field', 'not in', ['name', 'kind', 'company'])
        .orderBy('field')
        .orderBy('value')
        .execute(),
      occasions: await tx
        .selectFrom('occasions')
        .select(['kind', 'year', 'month', 'day'])
        .orderBy('kind')
        .execute(),
      tags: await tx.selectFrom('contact_tags').select('tag').orderBy('tag').execute(),
      notes: await tx.selectFrom('notes').select('text').execute(),
    }));
    expect(found).toEqual({
      contacts: [
        { name: 'Karïm Haddad', kind: 'customer', source: 'vcard', source_ref: 'vcard.csv:19' },
        { name: 'مریم کاظمی', kind: 'customer', source: 'vcard', source_ref: 'vcard.csv:1' },
      ],
      addresses: [{ address: 'maryam.k@chmail.ir' }, { address: 'maryam@hotel.example' }],
      details: [
        { field: 'phone', label: 'mobile', value: '+491712345678' },
        { field: 'phone', label: 'mobile', value: '+989123456789' },
        { field: 'postal-address', label: '', value: 'Valiasr St. 7\n19395 Tehran\nIran' },
        { field: 'site', label: '', value: 'https://hotel.example' },
        { field: 'title', label: '', value: 'Chef' },
      ],
      occasions: [
        { kind: 'anniversary', year: 2010, month: 9, day: 21 },
        { kind: 'birthday', year: null, month: 5, day: 3 },
      ],
      tags: [{ tag: 'baker' }, { tag: 'vip' }],
      notes: [{ text: 'Likes walnut bread, and tea.' }],
    });
    expect(await fixture.importText('vcard', CARDS)).toMatchObject({
      recorded: 0,
      created: 0,
      changed: 0,
      alreadyKnown: 2,
    });
  });
});
