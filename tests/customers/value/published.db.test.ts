import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fitCurrency } from '../../../src/customers/value/learn-value.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { REFERENCE_DATA_IS_THERE, referenceLines } from '../../support/reference-data.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it.skipIf(!REFERENCE_DATA_IS_THERE)(
  'finds the published CDNOW figures in the record of purchases (shared data beside the checkout)',
  async () => {
    await database.inside(insertLog);
    const end = new Date('1997-09-30T23:59:59Z');
    const fit = await fitCurrency(database.db, database.businessId, {
      currency: 'USD',
      now: end,
      timeZone: 'UTC',
    });
    const { purchases, spend, customers } = fit;
    if (purchases.state !== 'fitted' || spend.state !== 'fitted') throw new Error('there is no fit');
    expect(customers).toBe(2357);
    const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, p: 6.25, q: 3.74, v: 1544 };
    for (const [name, value] of Object.entries({ ...purchases.parameters, ...spend.parameters }))
      expect(Math.abs(value / published[name as keyof typeof published] - 1)).toBeLessThan(0.01);
  },
);

/** The rows alone: recording them one by one is the business of other tests. */
async function insertLog(tx: Tx): Promise<void> {
  const contacts = new Map<string, string>();
  const rows = referenceLines('cdnow-purchases.txt', { header: false }).map((line, number) => {
    const [customer = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
    const contactId = contacts.get(customer) ?? newId();
    contacts.set(customer, contactId);
    const at = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`;
    return { id: newId(), contactId, key: `line:${number}`, at, amount: Math.round(Number(dollars) * 100) };
  });
  await sql`
    insert into contacts (id, kind, name, source, purchase_count)
    select id, 'customer', 'A customer', 'csv', 1 from unnest(${[...contacts.values()]}::uuid[]) as c(id)`.execute(
    tx,
  );
  await sql`
    insert into purchases (id, contact_id, dedupe_key, occurred_at, amount_minor, currency, source, source_ref, history)
    select id, "contactId", key, at, amount, 'USD', 'csv', key, true
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, "contactId" uuid, key text, at timestamptz, amount bigint)`.execute(tx);
}
