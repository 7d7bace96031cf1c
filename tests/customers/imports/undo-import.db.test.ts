import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { undoImport } from '../../../src/customers/imports/undo-import.ts';
import { recordPayments } from '../../../src/customers/purchases/record-payments.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';
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

const undo = (id = '') =>
  undoImport({ db: database.db, businessId: database.businessId, id, actor: 'Maryam', now: IMPORT_NOW });
const counted = async () =>
  database.inside(async (tx) => {
    const tables = ['contacts', 'companies', 'products', 'purchases', 'purchase_items', 'signals'] as const;
    const found: Record<string, number> = {};
    for (const table of tables)
      found[table] = (await tx.selectFrom(table).select('business_id').execute()).length;
    return found;
  });
const ORDERS = `date,email,amount,items,order
2024-05-01,karim@workshop.example,20,2 x Baklava,1
2024-05-08,karim@workshop.example,10,Bread,2
2024-05-31,sara@hotel.example,10,Bread,3
`;

describe('undoImport', () => {
  it('takes back all that a file of purchases made, so that nothing is left of it', async () => {
    const before = await counted();
    const { id } = await fixture.importText('purchases', ORDERS);
    expect(await counted()).toMatchObject({
      contacts: 2,
      companies: 2,
      products: 2,
      purchases: 3,
      // What a file tells of the past is on record, and not noticed.
      signals: 1,
    });
    expect(await undo(id)).toEqual({
      id,
      name: 'purchases.csv',
      removed: { purchases: 3, contacts: 2, companies: 2, products: 2 },
      restored: 0,
      kept: [],
    });
    expect(await counted()).toEqual(before);
    await expect(undo(id)).rejects.toThrow(/was taken back already, by Maryam/);
    expect(await fixture.importText('purchases', ORDERS)).toMatchObject({
      beginning: 'started',
      recorded: 3,
    });
  });

  it('leaves what was there before, counted as before', async () => {
    await fixture.importText('purchases', 'date,email,amount,order\n2024-04-01,karim@workshop.example,5,0\n');
    const { id } = await fixture.importText('purchases', ORDERS);
    await undo(id);
    const contacts = await database.inside((tx) => tx.selectFrom('contacts').selectAll().execute());
    expect(contacts).toMatchObject([
      {
        name: 'Karim',
        purchase_count: 1,
        last_purchase_at: new Date('2024-03-31T22:00:00Z'),
        last_activity_at: new Date('2024-03-31T22:00:00Z'),
      },
    ]);
  });

  it('keeps a purchase that was paid since, and whoever wrote since, and says so', async () => {
    const { id } = await fixture.importText('purchases', ORDERS);
    await database.inside(async (tx) => {
      const payment = { dedupeKey: 'p', purchaseKey: 'order:1', at: IMPORT_NOW, amountMinor: 2000 };
      const rest = { currency: 'EUR', method: null, source: 'api', sourceRef: null };
      await recordPayments(tx, [{ ...payment, ...rest }], IMPORT_NOW);
      const [message] = await insertMessages(tx, [{ from: 'Sara <sara@hotel.example>', sentAt: IMPORT_NOW }]);
      const sara = await tx
        .selectFrom('contacts')
        .select('id')
        .where('name', '=', 'Sara')
        .executeTakeFirstOrThrow();
      await tx
        .updateTable('messages')
        .set({ contact_id: sara.id, matched_at: IMPORT_NOW })
        .where('id', '=', message ?? '')
        .execute();
    });
    expect(await undo(id)).toMatchObject({
      removed: { purchases: 2, products: 1 },
      kept: [
        { what: 'purchases', count: 1, because: 'payments for them came since' },
        { what: 'contacts', count: 1, because: 'there is mail with them' },
        { what: 'contacts', count: 1, because: 'they bought' },
        { what: 'companies', count: 2, because: 'people or words of others belong to them' },
      ],
    });
    const people = await database.inside((tx) =>
      tx.selectFrom('contacts').select(['name', 'kind', 'purchase_count']).orderBy('name').execute(),
    );
    expect(people).toEqual([
      { name: 'Karim', kind: 'customer', purchase_count: 1 },
      { name: 'Sara', kind: 'lead', purchase_count: 0 },
    ]);
  });

  it('brings back what a file of contacts changed, and removes whom it created', async () => {
    await fixture.importText('contacts', 'email,name,title\nkarim@workshop.example,Karim,Carpenter\n');
    const state = () =>
      database.inside(async (tx) => ({
        contacts: await tx.selectFrom('contacts').select(['name', 'locale']).orderBy('name').execute(),
        details: await tx
          .selectFrom('details')
          .select(['field', 'value', 'removed_at'])
          .orderBy('field')
          .execute(),
        tags: await tx.selectFrom('contact_tags').select('tag').execute(),
        notes: await tx.selectFrom('notes').select('text').execute(),
        addresses: await tx.selectFrom('contact_addresses').select('canonical').execute(),
        occasions: await tx.selectFrom('occasions').select('kind').execute(),
        companies: await tx.selectFrom('companies').select('name').execute(),
      }));
    const before = await state();
    const { id } = await fixture.importText(
      'contacts',
      `email,name,title,language,tags,notes,other-email,birthday,company
karim@workshop.example,Karim Haddad,Baker,fa,vip,Likes bread.,karim@home.example,05-14,Haddad
sara@hotel.example,Sara,,,,,,,Hotel
`,
      { now: new Date('2024-06-02T08:00:00Z') },
    );
    expect((await state()).contacts).toEqual([
      { name: 'Karim Haddad', locale: 'fa' },
      { name: 'Sara', locale: null },
    ]);
    expect(await undo(id)).toMatchObject({ removed: { contacts: 1, addresses: 1 }, kept: [] });
    expect(await state()).toEqual(before);
  });

  it('takes back calls and feedback, and says which import there is not', async () => {
    const { id } = await fixture.importText(
      'interactions',
      'date,email,channel\n2024-05-30,karim@workshop.example,phone\n',
    );
    expect(await undo(id)).toMatchObject({ removed: { interactions: 1, contacts: 1 } });
    await expect(undo('018fd2d0-0000-7000-8000-000000000000')).rejects.toThrow(/there is no import/);
  });
});
