import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { relinkMail } from '../record/relink-mail.ts';
import { count, keep, type UndoneImport } from './undone.ts';

/**
 * Takes back the people, companies and products that an import created and that nothing else belongs to by now, and the
 * addresses and numbers that it gave to others. The caller holds `lockCustomers`.
 */
export async function undoPeople(tx: Tx, importId: string, now: Date, result: UndoneImport): Promise<void> {
  await removeContacts(tx, importId, now, result);
  await removeFromOthers(tx, importId, now, result);
  await removeCompanies(tx, importId, result);
  const products = await sql`
    delete from products p where p.import_id = ${importId}
      and not exists (select from purchase_items i where i.product_id = p.id)
      and not exists (select from feedback f where f.product_id = p.id)
    returning p.id`.execute(tx);
  count(result, 'products', products.rows.length);
}

/** What belongs to a contact and does not come from the import that created it. */
const DEPENDENTS = [
  { because: 'there is mail with them', exists: sql`select from messages m where m.contact_id = c.id` },
  { because: 'they bought', exists: sql`select from purchases p where p.contact_id = c.id` },
  {
    because: 'somebody talked with them, or they said something',
    exists: sql`select from interactions i where i.contact_id = c.id
      union all select from feedback f where f.contact_id = c.id
      union all select from carts k where k.contact_id = c.id`,
  },
  {
    because: 'mail was made for them',
    exists: sql`select from outgoing_emails e where e.contact_id = c.id
      union all select from automation_runs r where r.contact_id = c.id`,
  },
  {
    because: 'somebody wrote down more of them',
    exists: sql`select from notes n where n.contact_id = c.id and n.import_id is distinct from c.import_id
      union all select from details d where d.contact_id = c.id and d.import_id is distinct from c.import_id
      union all select from occasions o where o.contact_id = c.id and o.import_id is distinct from c.import_id
      union all select from contact_tags t where t.contact_id = c.id and t.import_id is distinct from c.import_id
      union all select from external_ids x where x.contact_id = c.id and x.import_id is distinct from c.import_id
      union all select from contact_addresses a where a.contact_id = c.id and a.import_id is distinct from c.import_id
      union all select from merges g where g.kept_id = c.id and g.undone_at is null`,
  },
];

async function removeContacts(tx: Tx, importId: string, now: Date, result: UndoneImport): Promise<void> {
  const free = sql.join(
    DEPENDENTS.map(({ exists }) => sql`not exists (${exists})`),
    sql` and `,
  );
  const { rows: addresses } = await sql<{ canonical: string }>`
    select a.canonical from contact_addresses a join contacts c on c.id = a.contact_id
    where c.import_id = ${importId} and ${free}`.execute(tx);
  const { rows: gone } = await sql`
    delete from contacts c where c.import_id = ${importId} and ${free} returning c.id`.execute(tx);
  count(result, 'contacts', gone.length);
  await relinkMail(
    tx,
    addresses.map(({ canonical }) => canonical),
    now,
  );
  // Each is kept for the first reason that holds.
  let others = sql`true`;
  for (const { because, exists } of DEPENDENTS) {
    const { rows } = await sql<{ number: number }>`
      select count(*)::int as number from contacts c
      where c.import_id = ${importId} and ${others} and exists (${exists})`.execute(tx);
    keep(result, 'contacts', rows[0]?.number ?? 0, because);
    others = sql`${others} and not exists (${exists})`;
  }
}

/** Addresses and numbers that it gave to people who were known before. */
async function removeFromOthers(tx: Tx, importId: string, now: Date, result: UndoneImport): Promise<void> {
  const known = sql`exists (select from contacts c where c.id = x.contact_id and c.import_id is distinct from ${importId}::uuid)`;
  const { rows } = await sql<{ canonical: string }>`
    delete from contact_addresses x where x.import_id = ${importId} and ${known} returning x.canonical`.execute(
    tx,
  );
  count(result, 'addresses', rows.length);
  await relinkMail(
    tx,
    rows.map(({ canonical }) => canonical),
    now,
  );
  const ids = await sql`
    delete from external_ids x where x.import_id = ${importId} and ${known} returning x.external_id`.execute(
    tx,
  );
  count(result, 'customer numbers', ids.rows.length);
}

async function removeCompanies(tx: Tx, importId: string, result: UndoneImport): Promise<void> {
  const { rows } = await sql`
    delete from companies o where o.import_id = ${importId}
      and not exists (select from contacts c where c.company_id = o.id)
      and not exists (select from notes n where n.company_id = o.id and n.import_id is distinct from o.import_id)
      and not exists (select from details d where d.company_id = o.id and d.import_id is distinct from o.import_id)
    returning o.id`.execute(tx);
  count(result, 'companies', rows.length);
  const left = await sql<{ number: number }>`
    select count(*)::int as number from companies where import_id = ${importId}`.execute(tx);
  keep(result, 'companies', left.rows[0]?.number ?? 0, 'people or words of others belong to them');
}
