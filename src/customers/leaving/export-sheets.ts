import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { CSV_MARK, csvLine } from '../../lib/csv-line.ts';
import { minorDigits } from '../../rendering/money.ts';

type Cells = (string | number | null)[];

interface Sheet {
  name: string;
  header: string[];
  page: (tx: Tx, after: string, limit: number) => Promise<{ id: string; cells: Cells }[]>;
}

const PAGE_ROWS = 1000;

/** What other systems ask for first, with columns that Wafa's own imports know. */
export const SHEETS: readonly Sheet[] = [
  {
    name: 'contacts.csv',
    header: [
      'id',
      'name',
      'email',
      'other emails',
      'phone',
      'kind',
      'company',
      'language',
      'time zone',
      'tags',
      'first mail',
      'last mail',
      'purchases',
      'last purchase',
      'created',
    ],
    page: contactPage,
  },
  {
    name: 'companies.csv',
    header: ['id', 'name', 'domains', 'contacts', 'created'],
    page: companyPage,
  },
  {
    name: 'purchases.csv',
    header: [
      'id',
      'date',
      'contact id',
      'email',
      'name',
      'order id',
      'items',
      'amount',
      'currency',
      'method',
      'due',
      'paid',
      'paid amount',
      'source',
    ],
    page: purchasePage,
  },
];

/** Appends the next page of a sheet; answers how many rows, and the id to go on after; no id at the end. */
export async function exportSheetPage(
  tx: Tx,
  folder: string,
  { name, header, page }: Sheet,
  after: string | undefined,
): Promise<{ rows: number; next: string | undefined }> {
  const rows = await page(tx, after ?? FIRST, PAGE_ROWS);
  const head = after === undefined ? CSV_MARK + csvLine(header) : '';
  const text = head + rows.map(({ cells }) => csvLine(cells)).join('');
  await appendFile(path.join(folder, name), text, { mode: 0o600 });
  return { rows: rows.length, next: rows.length < PAGE_ROWS ? undefined : rows.at(-1)?.id };
}

const FIRST = '00000000-0000-0000-0000-000000000000';

async function contactPage(tx: Tx, after: string, limit: number) {
  const { rows } = await sql<{
    id: string;
    name: string;
    emails: string[];
    phones: string | null;
    kind: string;
    company: string | null;
    locale: string | null;
    zone: string | null;
    tags: string | null;
    first: Date | null;
    last: Date | null;
    purchases: number;
    bought: Date | null;
    created: Date;
  }>`
    select c.id, c.name, c.kind, c.locale, c.time_zone as zone, c.first_message_at as first, c.last_incoming_at as last,
      c.purchase_count as purchases, c.last_purchase_at as bought, c.created_at as created,
      (select o.name from companies o where o.id = c.company_id) as company,
      array(select a.address from contact_addresses a where a.contact_id = c.id
        order by a.mailed_first desc, a.created_at, a.canonical) as emails,
      (select string_agg(d.value, ' ' order by d.value) from details d
        where d.contact_id = c.id and d.field = 'phone' and d.removed_at is null) as phones,
      (select string_agg(t.tag, ', ' order by t.tag) from contact_tags t where t.contact_id = c.id) as tags
    from contacts c where c.id > ${after}::uuid order by c.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    cells: [
      row.id,
      row.name,
      row.emails[0] ?? null,
      row.emails.slice(1).join(' ') || null,
      row.phones,
      row.kind,
      row.company,
      row.locale,
      row.zone,
      row.tags,
      time(row.first),
      time(row.last),
      row.purchases,
      time(row.bought),
      time(row.created),
    ],
  }));
}

async function companyPage(tx: Tx, after: string, limit: number) {
  const { rows } = await sql<{
    id: string;
    name: string;
    domains: string | null;
    contacts: number;
    created: Date;
  }>`
    select o.id, o.name, o.created_at as created,
      (select string_agg(d.domain, ' ' order by d.domain) from company_domains d where d.company_id = o.id) as domains,
      (select count(*)::int from contacts c where c.company_id = o.id) as contacts
    from companies o where o.id > ${after}::uuid order by o.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    cells: [row.id, row.name, row.domains, row.contacts, time(row.created)],
  }));
}

async function purchasePage(tx: Tx, after: string, limit: number) {
  const { rows } = await sql<{
    id: string;
    at: Date;
    contactId: string;
    email: string | null;
    name: string;
    orderId: string | null;
    items: { name: string; quantity: number }[];
    amount: number;
    currency: string;
    method: string | null;
    due: Date | null;
    paid: Date | null;
    paidAmount: number;
    source: string;
  }>`
    select p.id, p.occurred_at as at, p.contact_id as "contactId", c.name, p.order_id as "orderId", p.items,
      p.amount_minor as amount, p.currency, p.method, p.due_at as due, p.paid_at as paid, p.paid_minor as "paidAmount",
      p.source,
      (select a.address from contact_addresses a where a.contact_id = p.contact_id
        order by a.mailed_first desc, a.created_at, a.canonical limit 1) as email
    from purchases p join contacts c on c.id = p.contact_id
    where p.id > ${after}::uuid order by p.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    cells: [
      row.id,
      time(row.at),
      row.contactId,
      row.email,
      row.name,
      row.orderId,
      row.items.map(({ name, quantity }) => `${quantity} x ${name}`).join('; '),
      decimal(row.amount, row.currency),
      row.currency,
      row.method,
      time(row.due),
      time(row.paid),
      decimal(row.paidAmount, row.currency),
      row.source,
    ],
  }));
}

function time(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** `1234` of EUR is `12.34`, of IRR `1234`, of KWD `1.234`. */
function decimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
