import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countCutOffImports } from '../../../src/customers/imports/count-buyers.ts';
import { type ImportFileOptions, importFile } from '../../../src/customers/imports/import-file.ts';
import { type Mapping, NO_MAPPING } from '../../../src/customers/imports/mapping.ts';
import { READY_MAPPINGS } from '../../../src/customers/imports/ready-mappings.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { REFERENCE_DATA_IS_THERE, referenceFile } from '../../support/reference-data.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'wafa-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.close();
});
beforeEach(() => clearBusiness(database));

const now = new Date('2024-06-01T08:00:00Z');

const importPath = (file: string, more: Partial<ImportFileOptions> = {}) =>
  importFile({
    db: database.db,
    businessId: database.businessId,
    kind: 'purchases',
    file,
    mapping: NO_MAPPING,
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    rules: {
      own: { addresses: new Set(), domains: new Set(['bakery.example']) },
      freeMail: new Set(),
    },
    actor: 'Maryam',
    now,
    ...more,
  });

async function importCsv(content: string | Buffer, more: Partial<ImportFileOptions> = {}) {
  const file = join(folder, 'orders.csv');
  await writeFile(file, content);
  return importPath(file, more);
}

const purchases = () =>
  database.inside((tx) =>
    tx
      .selectFrom('purchases as p')
      .innerJoin('contact_addresses as a', 'a.contact_id', 'p.contact_id')
      .select(['a.canonical', 'p.occurred_at', 'p.amount_minor', 'p.currency', 'p.items', 'p.history'])
      .select(['p.method', 'p.order_id', 'p.source_ref'])
      .orderBy('p.occurred_at')
      .execute(),
  );

/** What a spreadsheet saves in windows-1256: each letter as one byte. */
function windows1256(text: string): Buffer {
  const decoder = new TextDecoder('windows-1256');
  const bytes = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte--) bytes.set(decoder.decode(Buffer.from([byte])), byte);
  return Buffer.from(text.split('').map((letter) => bytes.get(letter) ?? 63));
}

describe('importing purchases', () => {
  it('takes the good rows, names the bad ones by their line, and does nothing the second time', async () => {
    const csv = `Date,Customer e-mail,Items,Amount,Currency,Method,Order ID,Name
2024-05-31,karim@workshop.example,"2 x Baklava; Bread",48.50,,card,1042,Karim Haddad
31.05.2024,not an address,Bread,5,,cash,1043,

2024-05-30,sara@hotel.example,"Cake with
a candle","1.234,50",USD,transfer,1044,Sara
2024-13-01,sara@hotel.example,Bread,5,,cash,1045,
2024-05-30,sara@hotel.example,Bread,five,,cash,1046,
2024-05-30,reza@bakery.example,Bread,5,,cash,1047,Reza
2024-01-15,sara@hotel.example,Bread,7,,cash,1048,
`;
    const result = await importCsv(csv);
    expect(result).toMatchObject({ rows: 7, recorded: 3, alreadyKnown: 0, bad: 4, encoding: 'utf-8' });
    expect(result.problems).toEqual([
      { line: 3, reason: '"not an address" is not an e-mail address' },
      { line: 7, reason: '"2024-13-01" is not a date; write for example 2024-05-31' },
      { line: 8, reason: '"five" is not an amount' },
      { line: 9, reason: 'reza@bakery.example is your own address' },
    ]);
    expect(await purchases()).toMatchObject([
      { canonical: 'sara@hotel.example', amount_minor: 700, history: true },
      {
        canonical: 'sara@hotel.example',
        amount_minor: 123450,
        currency: 'USD',
        items: [{ name: 'Cake with a candle', quantity: 1 }],
        source_ref: 'orders.csv:5',
      },
      {
        canonical: 'karim@workshop.example',
        amount_minor: 4850,
        currency: 'EUR',
        items: [
          { name: 'Baklava', quantity: 2 },
          { name: 'Bread', quantity: 1 },
        ],
        history: false,
        occurred_at: new Date('2024-05-30T22:00:00Z'),
        order_id: '1042',
      },
    ]);
    expect(await importCsv(csv)).toMatchObject({ recorded: 0, alreadyKnown: 3, bad: 4 });
  });

  it('reads a Persian file with semicolons, Jalali dates and a byte order mark', async () => {
    const csv =
      '\ufeffتاریخ;ایمیل;مبلغ;واحد پول;محصولات\r\n۱۴۰۳/۰۳/۱۰;maryam@chmail.ir;۱۲۰٬۰۰۰;تومان;کیک، باقلوا x۲\r\n';
    expect(await importCsv(csv)).toMatchObject({ recorded: 1, problems: [] });
    expect(await purchases()).toMatchObject([
      {
        canonical: 'maryam@chmail.ir',
        amount_minor: 120000,
        currency: 'IRT',
        occurred_at: new Date('2024-05-29T22:00:00Z'),
        items: [
          { name: 'کیک', quantity: 1 },
          { name: 'باقلوا', quantity: 2 },
        ],
      },
    ]);
  });

  it('reads an Arabic file in windows-1256', async () => {
    const csv = windows1256('التاريخ;البريد;المبلغ;المنتجات\n2024-05-30;layla@noor.example;5.250;كعكة\n');
    expect(await importCsv(csv, { currency: 'KWD' })).toMatchObject({
      recorded: 1,
      encoding: 'windows-1256',
    });
    expect(await purchases()).toMatchObject([{ amount_minor: 5250, items: [{ name: 'كعكة', quantity: 1 }] }]);
  });

  it('changes nothing in a dry run', async () => {
    const csv = 'date,email,amount\n2024-05-30,sara@hotel.example,5\n';
    expect(await importCsv(csv, { dryRun: true })).toMatchObject({ rows: 1, recorded: 1, id: undefined });
    expect(await purchases()).toEqual([]);
    expect(await database.inside((tx) => tx.selectFrom('contacts').select('id').execute())).toEqual([]);
  });

  it('says what is wrong with a file as a whole', async () => {
    await expect(importCsv('when,who\n2024-05-30,sara@hotel.example\n')).rejects.toThrow(
      /has no column for date, email, amount/,
    );
    await expect(importCsv('')).rejects.toThrow(/is empty/);
    await rm(join(folder, 'orders.csv'));
    await expect(importPath(join(folder, 'orders.csv'))).rejects.toThrow(/there is no file .*orders\.csv/);
  });

  it('keeps what came before a quote that is never closed', async () => {
    const open = `date,email,amount\n2024-05-30,sara@hotel.example,5\n"2024-05-30,${'x'.repeat(200_000)}`;
    const result = await importCsv(open);
    expect(result).toMatchObject({ recorded: 1, bad: 1 });
    expect(result.problems[0]?.reason).toMatch(/cannot be read from here on/);
  });

  it('imports every row once, however often and in whatever order the rows come', async () => {
    const row = fc.record({
      order: fc.integer({ min: 1, max: 12 }),
      who: fc.constantFrom('karim@workshop.example', 'Karim+x@workshop.example', 'sara@hotel.example'),
      day: fc.integer({ min: 10, max: 28 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 15 }),
        fc.infiniteStream(fc.nat()),
        async (rows, order) => {
          await clearBusiness(database);
          const unique = [...new Map(rows.map((one) => [one.order, one])).values()];
          const line = (one: (typeof rows)[number]) =>
            `2024-04-${one.day},${one.who},${one.order}.00,${one.order}`;
          const shuffled = unique
            .map((one) => ({ one, key: order.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const header = 'date,email,amount,order id';
          const first = await importCsv([header, ...unique.map(line)].join('\n'));
          const again = await importCsv([header, ...[...shuffled, ...unique].map(line)].join('\r\n'));
          // Where the two meet, the same row twice is one order.
          const met = shuffled.at(-1) === unique[0] ? 1 : 0;
          expect([first.recorded, again.recorded, again.alreadyKnown]).toEqual([
            unique.length,
            0,
            unique.length * 2 - met,
          ]);
          expect(await purchases()).toHaveLength(unique.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('takes columns by the names that it is told, and says which it takes', async () => {
    const csv = 'Datum;Kunde;Summe;Ware;Menge\n31.05.2024;karim@workshop.example;4,50;Mehl;1,5\n';
    await expect(importCsv(csv)).rejects.toThrow(/has no column for date, email, amount/);
    const columns = {
      date: 'Datum',
      email: 'Kunde',
      amount: 'Summe',
      product: 'Ware',
      quantity: 'Menge',
    };
    const mapping: Mapping = { columns, constants: { method: 'cash' } };
    const result = await importCsv(csv, { mapping });
    expect(result).toMatchObject({ recorded: 1, columns: { date: 'Datum', method: 'always "cash"' } });
    expect(result.preview).toEqual([
      {
        who: 'karim@workshop.example',
        date: '2024-05-31',
        amount: '€4.50',
        items: '1.5 x Mehl',
        method: 'cash',
      },
    ]);
    expect(await purchases()).toMatchObject([{ items: [{ name: 'Mehl', quantity: 1.5 }], method: 'cash' }]);
    await expect(importCsv(csv, { mapping: { columns: { dat: 'Datum' }, constants: {} } })).rejects.toThrow(
      /there is no field "dat"/,
    );
    await expect(
      importCsv(csv, { mapping: { columns: { ...columns, date: 'Tag' }, constants: {} } }),
    ).rejects.toThrow(/there is no column "Tag"/);
  });

  it('reads a log by positions, with American dates', async () => {
    const log = 'A-17 05/30/2024   12.00\nA-18 13/30/2024    1.00\n';
    const mapping: Mapping = {
      layout: 'fixed',
      columns: { customer: '1-4', date: '6-15', amount: '16-24' },
      constants: {},
      dateFormat: 'MM/DD/YYYY',
      system: 'till',
    };
    const result = await importCsv(log, { mapping });
    expect(result).toMatchObject({ rows: 2, recorded: 1, created: 1 });
    expect(result.problems).toEqual([
      { line: 2, reason: '"2024-13-30" is not a date; write for example 2024-05-31' },
    ]);
    const ids = await database.inside((tx) => tx.selectFrom('external_ids').selectAll().execute());
    expect(ids).toMatchObject([{ system: 'till', external_id: 'A-17', source_ref: 'orders.csv:1' }]);
  });

  it('takes rows that read the same for purchases of their own, the same ones every time', async () => {
    const row = '2024-05-30,sara@hotel.example,5\n';
    const csv = `date,email,amount\n${row}${row}`;
    expect(await importCsv(csv)).toMatchObject({ recorded: 2 });
    expect(await importCsv(`${csv}${row}`)).toMatchObject({ recorded: 1, alreadyKnown: 2 });
  });

  it('keeps rejected rows with their reasons, to be mended and imported again', async () => {
    const rejectedFile = join(folder, 'rejected.csv');
    const csv = 'date,email,amount\n2024-05-30,"Sara, of the hotel",5\n2024-05-30,sara@hotel.example,5\n';
    await importCsv(csv, { rejectedFile });
    expect(await readFile(rejectedFile, 'utf8')).toBe(
      'date,email,amount,problem\n2024-05-30,"Sara, of the hotel",5,"""Sara, of the hotel"" is not an e-mail address"\n',
    );
  });

  it('goes on where it paused, and where it was cut off, counting on', async () => {
    const rows = Array.from({ length: 2500 }, (_, at) => `2024-05-30,c${at % 40}@hotel.example,${at}.00`);
    const csv = ['date,email,amount', ...rows].join('\n');
    const first = await importCsv(csv, { budgetMs: 0 });
    expect(first).toMatchObject({ done: false, rows: 1000, recorded: 1000, beginning: 'started' });
    const { id, rows: passed } = first;
    expect(await importCsv(csv, { budgetMs: 0, continues: { id, rows: passed } })).toMatchObject({
      done: false,
      rows: 2000,
      beginning: 'continued',
    });
    expect(await importCsv(csv)).toMatchObject({
      id,
      done: true,
      rows: 2500,
      recorded: 2500,
      alreadyKnown: 0,
      beginning: 'resumed',
    });
    expect(await importCsv(csv)).toMatchObject({ beginning: 'started', recorded: 0, alreadyKnown: 2500 });
  });

  it('counts each buyer once, at the pause, and those of an import that was killed before', async () => {
    const rows = Array.from(
      { length: 1500 },
      (_, at) => `2024-05-${10 + (at % 20)},c${at % 7}@hotel.example,5,${at}`,
    );
    const csv = ['date,email,amount,order', ...rows].join('\n');
    const counts = () =>
      database.inside((tx) =>
        tx
          .selectFrom('contacts')
          .select((eb) => [
            eb.fn.sum<number>('purchase_count').as('counted'),
            eb.fn.countAll<number>().as('people'),
          ])
          .executeTakeFirstOrThrow(),
      );
    const { id } = await importCsv(csv, { budgetMs: 0 });
    expect(await counts()).toEqual({ counted: 1000, people: 7 });
    await database.inside(async (tx) => {
      await tx.updateTable('contacts').set({ purchase_count: 0 }).execute();
      const uncounted = { rows: 1000, recorded: 1000, uncounted: true };
      await tx
        .updateTable('imports')
        .set({ counts: JSON.stringify(uncounted) })
        .where('id', '=', id ?? '')
        .execute();
    });
    const where = { db: database.db, businessId: database.businessId, now };
    expect(await countCutOffImports(where)).toBe(7);
    expect(await counts()).toEqual({ counted: 1000, people: 7 });
    expect(await countCutOffImports(where)).toBe(0);
    expect(await importCsv(csv)).toMatchObject({ beginning: 'resumed', recorded: 1500 });
    expect(await counts()).toEqual({ counted: 1500, people: 7 });
  });

  it.skipIf(!REFERENCE_DATA_IS_THERE)(
    'imports the CDNOW log by the shipped mapping, and changes nothing the second time',
    { timeout: 120_000 },
    async () => {
      const mapping = READY_MAPPINGS.find(({ name }) => name === 'cdnow')?.mapping ?? NO_MAPPING;
      const file = referenceFile('cdnow-purchases.txt');
      expect(await importPath(file, { mapping })).toMatchObject({
        done: true,
        rows: 6919,
        recorded: 6919,
        created: 2357,
        bad: 0,
      });
      const sums = await database.inside((tx) =>
        tx
          .selectFrom('purchases')
          .select(({ fn }) => [
            fn.sum<number>('amount_minor').as('amount'),
            fn.min('occurred_at').as('first'),
            fn.max('occurred_at').as('last'),
          ])
          .executeTakeFirstOrThrow(),
      );
      expect(sums).toEqual({
        amount: 24_409_194,
        first: new Date('1996-12-31T23:00:00Z'),
        last: new Date('1998-06-29T22:00:00Z'),
      });
      expect(await importPath(file, { mapping })).toMatchObject({
        recorded: 0,
        alreadyKnown: 6919,
        created: 0,
      });
    },
  );
});
