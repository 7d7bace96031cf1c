import { CompiledQuery, createQueryId, type RootOperationNode, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCompanies } from '../../../src/customers/record/list-companies.ts';
import { showCompany } from '../../../src/customers/record/show-company.ts';
import { showContact } from '../../../src/customers/record/show-contact.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

const CONTACTS = 4000;
let database: TestDatabase;
let karim: string;
let company: string;
beforeAll(async () => {
  database = await testDatabase();
  await clearBusiness(database);
  karim = newId();
  company = newId();
  await database.inside(fill);
  await sql`analyze`.execute(database.db);
});
afterAll(() => database.close());

/** Many contacts, each with a few rows of everything that the page of a contact reads. */
async function fill(tx: Tx) {
  const each = (table: string, columns: string, values: string) =>
    sql`insert into ${sql.table(table)} (${sql.raw(columns)}) select ${sql.raw(values)} from contacts c, generate_series(1, 3) n`.execute(
      tx,
    );
  await sql`insert into companies (id, name) select gen_random_uuid(), 'Company ' || n from generate_series(1, ${CONTACTS}) n
    union all select ${company}::uuid, 'Haddad Workshop'`.execute(tx);
  await sql`insert into company_domains (domain, company_id) select id || '.example', id from companies`.execute(
    tx,
  );
  await sql`insert into contacts (id, kind, name, source, company_id)
    select gen_random_uuid(), 'customer', 'Guest ' || row_number() over (), 'csv', id from companies
    union all select ${karim}::uuid, 'customer', 'Karim', 'mail', ${company}::uuid`.execute(tx);
  await each('contact_addresses', 'canonical, address, contact_id', `c.id || n::text, 'a@b.example', c.id`);
  await each(
    'details',
    'id, contact_id, field, value, source, source_ref, confidence, at',
    `gen_random_uuid(), c.id, 'interest', n::text, 'signature', c.id::text, 1, now()`,
  );
  await each(
    'occasions',
    'id, contact_id, kind, calendar, month, day, next_on, source, confidence, at',
    `gen_random_uuid(), c.id, 'birthday', 'gregorian', 5, n, now(), 'csv', 1, now()`,
  );
  await each('notes', 'id, contact_id, text, author, at', `gen_random_uuid(), c.id, 'note', 'Maryam', now()`);
  await each('contact_tags', 'contact_id, tag, actor, at', `c.id, n::text, 'Maryam', now()`);
  await each(
    'purchases',
    'id, contact_id, dedupe_key, occurred_at, amount_minor, currency, source, source_ref, history',
    `gen_random_uuid(), c.id, c.id || n::text, now(), 100, 'EUR', 'csv', 'x', true`,
  );
  await each(
    'interactions',
    'id, contact_id, channel, direction, dedupe_key, at, source, created_at',
    `gen_random_uuid(), c.id, 'phone', 'incoming', c.id || n::text, now(), 'csv', now()`,
  );
  await each(
    'feedback',
    'id, contact_id, kind, dedupe_key, at, source, created_at',
    `gen_random_uuid(), c.id, 'review', c.id || n::text, now(), 'csv', now()`,
  );
  await each(
    'signals',
    'id, kind, contact_id, dedupe_key, occurred_at, history, evidence',
    `gen_random_uuid(), 'purchase', c.id, c.id || n::text, now(), true, '{}'`,
  );
  await sql`insert into edits (id, at, actor, kind, title) select id, now(), 'Maryam', 'set', 'x' from contacts`.execute(
    tx,
  );
  await each(
    'changes',
    'edit_id, number, contact_id, what, source, at',
    `c.id, n, c.id, 'tag', 'person', now()`,
  );
  await sql`insert into scores (contact_id, computed_at) select id, now() from contacts`.execute(tx);
}

/** Every statement of `work`, as the database would go about it. */
async function plansOf(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  return database.inside(async (tx) => {
    const nodes: RootOperationNode[] = [];
    await work(
      tx.withPlugin({
        transformQuery({ node }) {
          nodes.push(node);
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    );
    const plans: string[] = [];
    for (const node of nodes) {
      const { sql: text, parameters } = tx.getExecutor().compileQuery(node, createQueryId());
      const { rows } = await tx.executeQuery<Record<string, string>>(
        CompiledQuery.raw(`explain ${text}`, [...parameters]),
      );
      plans.push(`${text}\n${rows.map((row) => Object.values(row).join('')).join('\n')}`);
    }
    return plans;
  });
}

const LARGE =
  /Seq Scan on (contacts|contact_addresses|details|occasions|notes|contact_tags|purchases|interactions|feedback|signals|edits|changes|scores|companies|company_domains)\b/;

describe('the data of a page', () => {
  it('of a contact is read along indexes, in a bounded number of statements', async () => {
    const plans = await plansOf((tx) => showContact(tx, karim));
    expect(plans.length).toBeGreaterThan(10);
    expect(plans.length).toBeLessThan(30);
    expect(plans.join('\n')).toContain('Index Scan using details_of_contact');
    expect(plans.filter((plan) => LARGE.test(plan))).toEqual([]);
  });

  it('of a company too', async () => {
    const plans = await plansOf((tx) => showCompany(tx, company));
    expect(plans.length).toBeGreaterThan(5);
    expect(plans.filter((plan) => LARGE.test(plan))).toEqual([]);
  });

  it('of the list of companies does not read all contacts', async () => {
    const plans = await plansOf((tx) => listCompanies(tx, { limit: 50 }));
    expect(plans.length).toBe(1);
    expect(plans.join('\n')).toContain('using contacts_by_activity');
    expect(plans.join('\n')).not.toMatch(/Seq Scan on (contacts|company_domains)\b/);
  });
});
