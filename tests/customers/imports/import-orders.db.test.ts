import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { READY_MAPPINGS } from '../../../src/customers/imports/ready-mappings.ts';
import { undoImport } from '../../../src/customers/imports/undo-import.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { IMPORT_NOW, importFixture } from './import-fixture.ts';

let database: TestDatabase;
let files: Awaited<ReturnType<typeof importFixture>>;
beforeAll(async () => {
  database = await testDatabase();
  files = await importFixture(() => database);
});
afterAll(async () => {
  await files.close();
  await database.close();
});
beforeEach(() => clearBusiness(database));

const importOrders = (csv: string, more: Parameters<typeof files.importText>[2] = {}) =>
  files.importText('purchases', csv, more);

const purchases = () =>
  database.inside((tx) =>
    tx
      .selectFrom('purchases as p')
      .innerJoin('contact_addresses as a', 'a.contact_id', 'p.contact_id')
      .select(['a.canonical', 'p.amount_minor', 'p.currency', 'p.items', 'p.method'])
      .select(['p.order_id', 'p.source_ref'])
      .orderBy('p.source_ref')
      .execute(),
  );
const lineCount = () =>
  database.inside(async (tx) => (await tx.selectFrom('purchase_items').select('position').execute()).length);

/** As Shopify writes it: the buyer, what was paid and the id stand in the first row of an order. */
const SHOPIFY = `Name,Email,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Payment Method,Id
#1001,karim@workshop.example,2024-05-20 10:00:00 +0200,EUR,48.50,2024-05-20 09:59:00 +0200,2,"Baklava, large",20.00,B-1,Karim Haddad,card,9001
#1001,,,,,,1,Bread,8.50,B-2,,,
#1002,sara@hotel.example,2024-05-21 10:00:00 +0200,EUR,5.00,2024-05-21 09:59:00 +0200,1,Tea,5.00,,Sara,card,9002
`;
const shopify = READY_MAPPINGS.find(({ name }) => name === 'shopify')?.mapping;

const BAKLAVA = { name: 'Baklava, large', quantity: 2, amountMinor: 4000, sku: 'B-1' };
const BREAD = { name: 'Bread', quantity: 1, amountMinor: 850, sku: 'B-2' };

describe('importing orders of several rows', () => {
  it('takes the rows of a Shopify export with one order for one purchase, and changes nothing the second time', async () => {
    const more = shopify === undefined ? {} : { mapping: shopify };
    const dry = await importOrders(SHOPIFY, { ...more, dryRun: true });
    expect(dry).toMatchObject({ rows: 3, recorded: 2, bad: 0, id: undefined });
    expect(dry.preview[0]).toMatchObject({ order: '1001', items: '2 x Baklava, large; 1 x Bread' });
    expect(await purchases()).toEqual([]);

    expect(await importOrders(SHOPIFY, more)).toMatchObject({ rows: 3, recorded: 2, created: 2, bad: 0 });
    const expected = [
      {
        canonical: 'karim@workshop.example',
        amount_minor: 4850,
        method: 'card',
        order_id: '1001',
        items: [BAKLAVA, BREAD],
        source_ref: 'purchases.csv:2',
      },
      { canonical: 'sara@hotel.example', amount_minor: 500, items: [{ name: 'Tea', amountMinor: 500 }] },
    ];
    expect(await purchases()).toMatchObject(expected);
    expect(await lineCount()).toBe(3);

    expect(await importOrders(SHOPIFY, more)).toMatchObject({
      rows: 3,
      recorded: 0,
      alreadyKnown: 2,
      bad: 0,
    });
    expect(await purchases()).toMatchObject(expected);
    expect(await lineCount()).toBe(3);
  });

  it('counts a total once that WooCommerce repeats in each row', async () => {
    const csv = `Order Number,Order Date,Billing Email,Order Total,Item Name,Quantity,Item Cost
77,2024-05-20,Karim@workshop.example,48.50,Baklava,2,20
77,2024-05-20,karim@workshop.example,48.50,Bread,1,8.33333
78,2024-05-20,karim@workshop.example,5,Bread,1,5
`;
    expect(await importOrders(csv)).toMatchObject({ rows: 3, recorded: 2, bad: 0 });
    expect(await purchases()).toMatchObject([
      {
        amount_minor: 4850,
        order_id: '77',
        items: [
          { name: 'Baklava', quantity: 2, amountMinor: 4000 },
          { name: 'Bread', quantity: 1, amountMinor: 833 },
        ],
      },
      { amount_minor: 500, order_id: '78' },
    ]);
    expect(await importOrders(csv)).toMatchObject({ recorded: 0, alreadyKnown: 2 });
  });

  it('adds up amounts that differ, which are of the lines', async () => {
    const csv = `order,date,email,item,qty,amount
1,2024-05-20,sara@hotel.example,Cake,2,30
1,2024-05-20,,Bread,1,4.50
`;
    expect(await importOrders(csv)).toMatchObject({ recorded: 1, bad: 0 });
    expect(await purchases()).toMatchObject([
      {
        amount_minor: 3450,
        items: [
          { name: 'Cake', quantity: 2, amountMinor: 3000 },
          { name: 'Bread', quantity: 1, amountMinor: 450 },
        ],
      },
    ]);
  });

  it('leaves an order out as a whole that cannot be decided, says why by the line, and takes it mended', async () => {
    const head = 'order,date,email,product,amount\n';
    const rejectedFile = join(files.folder, 'rejected.csv');
    const csv = `${head}1,2024-05-20,sara@hotel.example,Cake,30
1,,,Bread,
1,,,Tea,4.50
2,2024-05-20,sara@hotel.example,Cake,30
2,2024-05-20,karim@workshop.example,Bread,30
3,2024-05-20,karim@workshop.example,Bread,3
`;
    const result = await importOrders(csv, { rejectedFile });
    expect(result).toMatchObject({ rows: 6, recorded: 1, bad: 5 });
    expect(result.problems).toEqual([
      { line: 2, reason: 'is left out together with line 4, which is of the same order' },
      { line: 3, reason: 'is left out together with line 4, which is of the same order' },
      {
        line: 4,
        reason: expect.stringMatching(/another amount than the first row .* map them as line-amount/),
      },
      { line: 5, reason: 'is left out together with line 6, which is of the same order' },
      { line: 6, reason: 'order 2 is of another buyer in the rows above' },
    ]);
    expect((await readFile(rejectedFile, 'utf8')).split('\n')).toHaveLength(7);
    expect(
      await importOrders(`${head}1,2024-05-20,sara@hotel.example,Cake,34.50\n1,,,Bread,\n`),
    ).toMatchObject({ recorded: 1, bad: 0 });
  });

  it('adds up the lines of a file without totals, equal ones too', async () => {
    const csv = `order,date,email,product,line total
1,2024-05-20,sara@hotel.example,Cake,5
1,,,Bread,5
`;
    expect(await importOrders(csv)).toMatchObject({ recorded: 1, bad: 0 });
    expect(await purchases()).toMatchObject([{ amount_minor: 1000 }]);
  });

  it('keeps an order whole that lies across two batches, and across a pause', async () => {
    const single = Array.from({ length: 999 }, (_, at) => `s${at},2024-05-20,sara@hotel.example,5,Bread`);
    const order = (id: string) => [
      `${id},2024-05-20,karim@workshop.example,9,Baklava`,
      `${id},,,,Bread`,
      `${id},,,,Tea`,
    ];
    const csv = ['order,date,email,amount,product', ...single, ...order('k1'), ...order('k2')].join('\n');
    const first = await importOrders(csv, { budgetMs: 0 });
    expect(first).toMatchObject({ done: false, rows: 1002, recorded: 1000 });
    const going = await importOrders(csv, { continues: { id: first.id, rows: first.rows } });
    expect(going).toMatchObject({ done: true, rows: 1005, recorded: 1001, alreadyKnown: 0, bad: 0 });
    const ofKarim = (await purchases()).filter(({ canonical }) => canonical === 'karim@workshop.example');
    expect(ofKarim.map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['Baklava', 'Bread', 'Tea'],
      ['Baklava', 'Bread', 'Tea'],
    ]);
    expect(await importOrders(csv)).toMatchObject({ rows: 1005, recorded: 0, alreadyKnown: 1001 });
    expect(await importOrders(csv, { dryRun: true, continues: { rows: 1002 } })).toMatchObject({
      rows: 1005,
      alreadyKnown: 1,
    });
  });

  const APART = `order,date,email,product,line total,paid
1,2024-05-20,sara@hotel.example,Cake,5,2024-05-21
2,2024-05-20,karim@workshop.example,Bread,3,
1,2024-05-20,sara@hotel.example,Tea,2,2024-05-21
1,2024-05-20,sara@hotel.example,Tea,2,2024-05-21
`;

  it('adds rows that stand further down to the order, once, with what was paid', async () => {
    expect(await importOrders(APART, { dryRun: true })).toMatchObject({ rows: 4, recorded: 2, bad: 0 });
    expect(await importOrders(APART)).toMatchObject({ rows: 4, recorded: 2, alreadyKnown: 0, bad: 0 });
    const expected = [
      { amount_minor: 900, order_id: '1', items: [{ name: 'Cake' }, { name: 'Tea' }, { name: 'Tea' }] },
      { amount_minor: 300, order_id: '2' },
    ];
    expect(await purchases()).toMatchObject(expected);
    expect(await lineCount()).toBe(4);
    const paid = await database.inside((tx) => tx.selectFrom('payments').select('amount_minor').execute());
    expect(paid).toEqual([{ amount_minor: 900 }]);
    expect(await importOrders(APART)).toMatchObject({ recorded: 0, alreadyKnown: 3, bad: 0 });
    expect(await purchases()).toMatchObject(expected);
  });

  it('does so across batches and a pause, takes no line twice, and all of it back', async () => {
    const single = Array.from({ length: 999 }, (_, at) => `s${at},2024-05-20,sara@hotel.example,Bread,1`);
    const csv = [
      'order,date,email,product,line total',
      'k1,2024-05-20,karim@workshop.example,Baklava,9',
      ...single,
      'k1,2024-05-20,Karim@workshop.example,Tea,2',
      'k1,2024-05-20,karim@workshop.example,Baklava,9',
    ].join('\n');
    const first = await importOrders(csv, { budgetMs: 0 });
    expect(first).toMatchObject({ done: false, rows: 1000, recorded: 1000 });
    const going = await importOrders(csv, { continues: { id: first.id, rows: first.rows } });
    expect(going).toMatchObject({ done: true, rows: 1002, recorded: 1000, bad: 0 });
    const ofKarim = async () =>
      (await purchases()).filter(({ canonical }) => canonical === 'karim@workshop.example');
    expect(await ofKarim()).toMatchObject([
      { amount_minor: 1100, items: [{ name: 'Baklava' }, { name: 'Tea' }] },
    ]);
    expect(await importOrders(csv)).toMatchObject({ recorded: 0, bad: 0 });
    expect(await ofKarim()).toMatchObject([{ amount_minor: 1100 }]);
    const { db, businessId } = database;
    await undoImport({ db, businessId, id: first.id ?? '', actor: 'Maryam', now: IMPORT_NOW });
    expect(await purchases()).toEqual([]);
    expect(await lineCount()).toBe(0);
  });

  it('says by the line what cannot be added: another buyer, currency or amount', async () => {
    const csv = `order,date,email,product,amount,currency
1,2024-05-20,sara@hotel.example,Cake,30,EUR
2,2024-05-20,karim@workshop.example,Bread,3,EUR
1,2024-05-20,sara@hotel.example,Tea,30,EUR
2,2024-05-20,sara@hotel.example,Bread,3,EUR
1,2024-05-20,sara@hotel.example,Honey,30,USD
3,2024-05-20,sara@hotel.example,Honey,30,EUR
1,2024-05-20,sara@hotel.example,Honey,4,EUR
`;
    const result = await importOrders(csv);
    expect(result).toMatchObject({ rows: 7, recorded: 3, alreadyKnown: 0, bad: 3 });
    expect(result.problems).toEqual([
      { line: 5, reason: 'order 2 is of another buyer in the rows above' },
      { line: 6, reason: 'order 1 is in another currency in the rows above' },
      {
        line: 8,
        reason: expect.stringMatching(/another amount in rows further up.* sort the file by order/),
      },
    ]);
    expect(await purchases()).toMatchObject([
      { amount_minor: 3000, items: [{ name: 'Cake' }, { name: 'Tea' }] },
      { amount_minor: 300 },
      { amount_minor: 3000 },
    ]);
  });
});
