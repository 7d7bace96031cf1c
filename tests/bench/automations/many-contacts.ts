import type { BenchPlace } from '../customers/bench-places.ts';
import { bulkLoad } from '../customers/bulk-load.ts';

export const BUSINESS_ID = '00000000-0000-7000-8000-000000000001';
export const MAILBOX_ID = '00000000-0000-7000-8000-000000000002';
const TABLES = [
  'contacts',
  'contact_addresses',
  'contact_words',
  'purchases',
  'scores',
  'occasions',
  'signals',
  'contacts_to_compare',
];

/**
 * A business in which everybody has an address, a birthday somewhere in the year, one purchase in the last year with a
 * bill (one in twenty open), and a day on which the next is expected; whoever bought today has a signal of it. So about one
 * contact in 365 is due for each kind of automation.
 */
export async function makeManyContacts(
  { owner, maintenanceMemory }: BenchPlace,
  contacts: number,
  now: Date,
): Promise<void> {
  const at = `timestamptz '${now.toISOString()}'`;
  const person = `('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const order = `('02000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const bought = `${at} - (n % 365) * interval '1 day' - interval '2 hours'`;
  const all = `from generate_series(1, ${contacts}) n`;
  await bulkLoad(owner, TABLES, maintenanceMemory, async () => {
    await owner.query(
      `insert into businesses (business_id, slug, name) values ('${BUSINESS_ID}', 'bakery', 'Bakery')`,
    );
    await owner.query(
      `insert into mailboxes (business_id, id, name, address) values ('${BUSINESS_ID}', '${MAILBOX_ID}', 'main', 'hello@bakery.example')`,
    );
    await owner.query(`insert into contacts (business_id, id, kind, name, locale, source, incoming_count, purchase_count,
        first_purchase_at, last_purchase_at)
      select '${BUSINESS_ID}', ${person}, 'customer', 'Guest ' || n, (array['en', 'ar', 'fa'])[n % 3 + 1], 'mail', 1, 1,
        ${bought}, ${bought} ${all}`);
    await owner.query(`insert into contact_addresses (business_id, canonical, address, contact_id)
      select '${BUSINESS_ID}', 'guest' || n || '@home.example', 'guest' || n || '@home.example', ${person} ${all}`);
    await owner.query(`insert into purchases (business_id, id, contact_id, dedupe_key, order_id, occurred_at, amount_minor,
        currency, items, source, source_ref, history, due_at, paid_at, created_at)
      select '${BUSINESS_ID}', ${order}, ${person}, 'order:' || n, n::text, ${bought}, 4850, 'EUR',
        '[{"name": "Walnut cake", "quantity": 1}]', 'csv', 'orders.csv', false, ${bought} + interval '14 days',
        case when n % 20 = 0 then null else ${bought} end, ${bought} ${all}`);
    await owner.query(`insert into scores (business_id, contact_id, computed_at, next_purchase_at)
      select '${BUSINESS_ID}', ${person}, ${at}, ${at} + (n % 365 - 180) * interval '1 day' ${all}`);
    await owner.query(`insert into occasions (business_id, id, contact_id, kind, calendar, year, month, day, next_on, source,
        confidence, at)
      select '${BUSINESS_ID}', ${order}, ${person}, 'birthday', 'gregorian', 1990, extract(month from d)::int,
        extract(day from d)::int, d, 'person', 1, ${at}
      from (select n, (${at} + (n % 365) * interval '1 day')::date as d ${all}) as days`);
    await owner.query(`insert into signals (business_id, id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
      select '${BUSINESS_ID}', ${order}, 'purchase', ${person}, 'purchase:order:' || n, ${bought}, false,
        jsonb_build_object('purchaseId', ${order}), ${bought} ${all}`);
  });
  await owner.query('vacuum (analyze)');
}
