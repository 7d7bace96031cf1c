import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { companyDomain } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { recordChanges } from '../record/edits.ts';
import { type Proposal, proposeDetails } from '../record/propose.ts';
import { companiesNamed, type NamedCompany } from './companies-named.ts';
import { COMPANY_FIELDS } from './contact-fields.ts';
import type { WrittenValue } from './contact-row.ts';
import { valuesOf } from './contacts.ts';
import type { Importer, RowPlace, WriteContext, Written } from './importer.ts';
import { onlyNews } from './only-news.ts';
import { readValues } from './read-values.ts';

export interface CompanyRow {
  name: string;
  domains: string[];
  values: WrittenValue[];
  note: string;
  place: RowPlace;
}

/** A file of the business's own is surer than what mail tells, and less sure than what a person says here. */
const CONFIDENCE = 0.9;

/** Companies: one a row, known by a domain, else by the name. */
export const companyImporter: Importer<CompanyRow> = {
  kind: 'companies',
  names: COMPANY_FIELDS,
  required: [['name']],
  mayRepeat: () => false,
  read: readCompany,
  write: writeCompanies,
  show: ({ name, domains, values }) => ({
    name,
    ...(domains.length === 0 ? {} : { domain: domains.join('; ') }),
    ...Object.fromEntries(values.map(({ field, text }) => [field, text])),
  }),
};

function readCompany(
  cell: (field: string) => string,
  place: RowPlace,
  _settings: unknown,
  fields: ReadonlySet<string>,
): CompanyRow | { problem: string } {
  const name = cell('name');
  if (name === '') return { problem: 'no name' };
  const domains = cell('domain')
    .toLowerCase()
    .split(/[;,\s]+/)
    .filter((text) => text !== '');
  const wrong = domains.find((domain) => !/^[^\s@/]+\.[^\s@/]+$/.test(domain));
  if (wrong !== undefined) return { problem: `"${wrong}" is not a domain` };
  return { name, domains, values: valuesOf(cell, fields), note: cell('note'), place };
}

type Known = CompanyRow & { company: NamedCompany; index: number };

async function writeCompanies(tx: Tx, rows: readonly CompanyRow[], context: WriteContext): Promise<Written> {
  const { now, importId, rules } = context;
  const written: Written = {
    recorded: 0,
    alreadyKnown: 0,
    created: 0,
    changed: 0,
    refused: [],
    warnings: [],
  };
  await lockCustomers(tx);
  const domains = rows.map((row) =>
    row.domains.flatMap((domain) => companyDomain(`x@${domain}`, rules) ?? []),
  );
  const byDomain = await companiesOfDomains(tx, domains.flat());
  const named = rows.filter((_, index) => !domains[index]?.some((domain) => byDomain.has(domain)));
  const byName = await companiesNamed(
    tx,
    named.map(({ name }) => name),
    { importId, now },
  );
  const known = rows.flatMap((row, index): Known[] => {
    const domain = domains[index]?.find((one) => byDomain.has(one));
    const company = domain === undefined ? byName.get(row.name) : byDomain.get(domain);
    return company === undefined ? [] : [{ ...row, company, index }];
  });
  const touched = new Set<string>();
  const free = known.flatMap(({ company, index, place }) =>
    (domains[index] ?? []).flatMap((domain) =>
      byDomain.has(domain) ? [] : [{ domain, company: company.id, ref: place.ref }],
    ),
  );
  for (const id of await addDomains(tx, free, context)) touched.add(id);
  for (const id of await writeDetails(tx, known, context, written)) touched.add(id);
  for (const id of await writeNotes(tx, known, context)) touched.add(id);
  const created = new Set(known.filter(({ company }) => company.created).map(({ company }) => company.id));
  written.created = created.size;
  written.recorded = created.size;
  written.changed = [...touched].filter((id) => !created.has(id)).length;
  written.alreadyKnown = known.length - created.size - written.changed;
  return written;
}

async function companiesOfDomains(tx: Tx, domains: readonly string[]): Promise<Map<string, NamedCompany>> {
  if (domains.length === 0) return new Map();
  const { rows } = await sql<{ domain: string; id: string; name: string }>`
    select d.domain, o.id, o.name from company_domains d join companies o on o.id = d.company_id
    where d.domain = any(${[...new Set(domains)]}::text[])`.execute(tx);
  return new Map(rows.map(({ domain, id, name }) => [domain, { id, name, created: false }]));
}

async function addDomains(
  tx: Tx,
  wanted: readonly { domain: string; company: string; ref: string }[],
  { editId, source }: WriteContext,
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<{ companyId: string; domain: string; after: object }>`
    insert into company_domains as d (domain, company_id)
    select distinct on (domain) domain, company
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(domain text, company uuid)
    on conflict do nothing
    returning d.company_id as "companyId", d.domain, to_jsonb(d) - 'business_id' as after`.execute(tx);
  if (editId !== null)
    await recordChanges(
      tx,
      editId,
      rows.map(({ domain, ...row }) => ({ ...row, what: 'domain', before: null, became: domain, source })),
    );
  return rows.map(({ companyId }) => companyId);
}

/** The ids of companies of which anything was written. */
async function writeDetails(
  tx: Tx,
  rows: readonly Known[],
  context: WriteContext,
  written: Written,
): Promise<string[]> {
  const { now, importId, editId, source } = context;
  const proposals: Proposal[] = [];
  for (const { company, values, place, index } of rows) {
    const { read, problems } = await readValues(tx, values, context);
    const origin = { companyId: company.id, source, sourceRef: place.ref, importId, confidence: CONFIDENCE };
    proposals.push(...read.map((value) => ({ ...origin, ...value })));
    for (const reason of problems) written.warnings.push({ index, reason });
  }
  const fresh = await onlyNews(tx, proposals);
  await proposeDetails(tx, fresh, now, editId === null ? {} : { editId });
  return fresh.flatMap(({ companyId }) => companyId ?? []);
}

async function writeNotes(
  tx: Tx,
  rows: readonly Known[],
  { now, actor, importId }: WriteContext,
): Promise<string[]> {
  const wanted = rows.flatMap(({ company, note }) =>
    note === '' ? [] : [{ id: newId(), companyId: company.id, text: note }],
  );
  if (wanted.length === 0) return [];
  const { rows: added } = await sql<{ id: string }>`
    insert into notes as n (id, company_id, text, author, at, import_id)
    select x.id, x."companyId", x.text, ${actor}, ${now}, ${importId}::uuid
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(id uuid, "companyId" uuid, text text)
    where not exists (select from notes o where o.company_id = x."companyId" and o.text = x.text)
    returning n.company_id as id`.execute(tx);
  return added.map(({ id }) => id);
}
