import { sql } from 'kysely';
import type { ContactKind, Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import { addAddresses } from '../identify/add-addresses.ts';
import { identifyPeople } from '../identify/identify-people.ts';
import { turnAwayErased } from '../leaving/keep-out.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { findContacts } from '../match/find-contacts.ts';
import { tidyName } from '../match/person-name.ts';
import { recordChanges } from '../record/edits.ts';
import { proposeOccasions } from '../record/occasions.ts';
import { type Proposal, proposeDetails } from '../record/propose.ts';
import { tidyTag } from '../record/tags.ts';
import { companiesNamed } from './companies-named.ts';
import { writeConsents } from './consent-column.ts';
import type { ContactRow } from './contact-row.ts';
import { NOTHING_WRITTEN, type WriteContext, type Written } from './importer.ts';
import { onlyNews } from './only-news.ts';
import { readValues } from './read-values.ts';

/** A file of the business's own is surer than what mail tells, and less sure than what a person says here. */
const CONFIDENCE = 0.9;

type Known = ContactRow & { contactId: string; created: boolean; index: number };

/**
 * Writes contacts, a batch in a few statements: who is new is created, whoever is known gets what is new of them; a value
 * that a person gave stays. What changes of people who were known belongs to the import's edit, to be taken back.
 */
export async function writeContacts(
  tx: Tx,
  rows: readonly ContactRow[],
  context: WriteContext,
): Promise<Written> {
  const { rules, now, importId } = context;
  const written: Written = { ...NOTHING_WRITTEN, refused: [], warnings: [] };
  await lockCustomers(tx);
  const people = await identifyPeople(
    tx,
    rows.map(({ person, place, values }) => ({
      ...person,
      source: context.source,
      sourceRef: place.ref,
      importId,
      kind: kindOf(values),
    })),
    rules,
    now,
  );
  const known: Known[] = [];
  for (const [index, row] of rows.entries()) {
    const found = people[index];
    if (found === undefined || 'refused' in found)
      written.refused.push({ index, reason: found?.refused ?? 'nobody named' });
    else known.push({ ...row, ...found, index });
    for (const reason of row.warnings) written.warnings.push({ index, reason });
  }
  const changesBefore = await lastChange(tx, context.editId);
  await addOtherAddresses(tx, known, context);
  await writeDetails(tx, known, context, written);
  await writeOccasions(tx, known, context);
  await writeTags(tx, known, context);
  await writeNotes(tx, known, context);
  await writeConsents(tx, known, context);
  const created = new Set(known.filter((row) => row.created).map(({ contactId }) => contactId));
  const touched = await changedSince(tx, context.editId, changesBefore);
  written.created = created.size;
  written.recorded = created.size;
  written.changed = touched.filter((id) => !created.has(id)).length;
  written.alreadyKnown = known.length - created.size - written.changed;
  return written;
}

function kindOf(values: ContactRow['values']): ContactKind {
  const said = values.find(({ field }) => field === 'kind')?.text.toLowerCase();
  return KINDS.find((kind) => kind === said) ?? 'lead';
}

const KINDS: readonly ContactKind[] = ['customer', 'lead', 'partner', 'supplier', 'employee'];

/** Further addresses, where nobody has them yet. */
async function addOtherAddresses(
  tx: Tx,
  rows: readonly Known[],
  { rules, now, importId }: WriteContext,
): Promise<void> {
  const wanted = new Map<
    string,
    { contactId: string; canonical: string; address: string; importId: string | null }
  >();
  for (const { contactId, otherEmails } of rows) {
    for (const address of otherEmails) {
      const canonical = canonicalAddress(address);
      if (canonical === undefined || isOwn(rules.own, canonical) || wanted.has(canonical)) continue;
      wanted.set(canonical, { contactId, canonical, address, importId });
    }
  }
  const erased = await turnAwayErased(tx, [...wanted.keys()], rules.erasureKey, now);
  const taken = await findContacts(tx, [...wanted.keys()]);
  await addAddresses(
    tx,
    [...wanted.values()].filter(({ canonical }) => !taken.has(canonical) && !erased.has(canonical)),
    now,
  );
}

async function writeDetails(
  tx: Tx,
  rows: readonly Known[],
  context: WriteContext,
  written: Written,
): Promise<void> {
  const { now, importId, editId, source } = context;
  const companies = await companiesNamed(
    tx,
    rows.map(({ company }) => company),
    { importId, now },
  );
  const names = await namesOf(tx, rows);
  const proposals: { created: boolean; proposal: Proposal }[] = [];
  for (const row of rows) {
    const origin = {
      contactId: row.contactId,
      source,
      sourceRef: row.place.ref,
      importId,
      confidence: CONFIDENCE,
    };
    const add = (proposal: Omit<Proposal, keyof typeof origin>) =>
      proposals.push({ created: row.created, proposal: { ...origin, ...proposal } });
    const name = tidyName(row.person.name ?? '');
    // Who is called so already by whatever told of them need not be told again.
    if (name !== '' && (row.created || names.get(row.contactId) !== name))
      add({ field: 'name', value: name });
    const company = companies.get(row.company);
    if (company !== undefined) add({ field: 'company', value: company.id, label: company.name });
    const { read, problems } = await readValues(tx, row.values, context);
    for (const value of read) add(value);
    for (const reason of problems) written.warnings.push({ index: row.index, reason });
  }
  const of = (wanted: boolean) =>
    proposals.flatMap(({ created, proposal }) => (created === wanted ? [proposal] : []));
  await proposeDetails(tx, of(true), now);
  await proposeDetails(tx, await onlyNews(tx, of(false)), now, editId === null ? {} : { editId });
}

async function namesOf(tx: Tx, rows: readonly Known[]): Promise<Map<string, string>> {
  const ids = rows.filter(({ created }) => !created).map(({ contactId }) => contactId);
  if (ids.length === 0) return new Map();
  const found = await tx.selectFrom('contacts').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}

async function writeOccasions(tx: Tx, rows: readonly Known[], context: WriteContext): Promise<void> {
  const { now, importId, editId, source, today } = context;
  await proposeOccasions(
    tx,
    rows.flatMap(({ contactId, occasions, place }) =>
      occasions.map(({ kind, label, date }) => ({
        contactId,
        kind,
        label,
        ...date,
        source,
        sourceRef: place.ref,
        importId,
        confidence: CONFIDENCE,
      })),
    ),
    { now, today, ...(editId === null ? {} : { editId }) },
  );
}

async function writeTags(
  tx: Tx,
  rows: readonly Known[],
  { now, actor, importId, editId, source }: WriteContext,
): Promise<void> {
  const wanted = rows.flatMap(({ contactId, tags, place }) =>
    tags.flatMap((text) => {
      const tag = tagOf(text);
      return tag === undefined ? [] : [{ contactId, tag, ref: place.ref }];
    }),
  );
  if (wanted.length === 0) return;
  const { rows: added } = await sql<{ contactId: string; tag: string; after: object }>`
    insert into contact_tags as t (contact_id, tag, actor, at, import_id)
    select distinct on ("contactId", tag) "contactId", tag, ${actor}, ${now}::timestamptz, ${importId}::uuid
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x("contactId" uuid, tag text)
    on conflict do nothing
    returning t.contact_id as "contactId", t.tag, to_jsonb(t) - 'business_id' as after`.execute(tx);
  await note(
    tx,
    editId,
    source,
    'tag',
    added.map(({ tag, ...row }) => ({ ...row, became: tag })),
  );
}

function tagOf(text: string): string | undefined {
  try {
    return tidyTag(text);
  } catch {
    return undefined;
  }
}

/** A note that says the same is not written twice. */
async function writeNotes(
  tx: Tx,
  rows: readonly Known[],
  { now, actor, importId, editId, source }: WriteContext,
): Promise<void> {
  const wanted = rows.flatMap(({ contactId, note: text }) =>
    text === '' ? [] : [{ id: newId(), contactId, text }],
  );
  if (wanted.length === 0) return;
  const { rows: added } = await sql<{ contactId: string; text: string; after: object }>`
    insert into notes as n (id, contact_id, text, author, at, import_id)
    select x.id, x."contactId", x.text, ${actor}, ${now}, ${importId}::uuid
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(id uuid, "contactId" uuid, text text)
    where not exists (select from notes o where o.contact_id = x."contactId" and o.text = x.text)
    returning n.contact_id as "contactId", n.text, to_jsonb(n) - 'business_id' as after`.execute(tx);
  await note(
    tx,
    editId,
    source,
    'note',
    added.map(({ text, ...row }) => ({ ...row, became: text })),
  );
}

async function note(
  tx: Tx,
  editId: string | null,
  source: string,
  what: string,
  added: readonly { contactId: string; after: object; became: string }[],
): Promise<void> {
  if (editId === null) return;
  await recordChanges(
    tx,
    editId,
    added.map((row) => ({ ...row, what, before: null, was: null, source })),
  );
}

async function lastChange(tx: Tx, editId: string | null): Promise<number> {
  if (editId === null) return 0;
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(number), 0)::int as last from changes where edit_id = ${editId}`.execute(tx);
  return rows[0]?.last ?? 0;
}

async function changedSince(tx: Tx, editId: string | null, number: number): Promise<string[]> {
  if (editId === null) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct coalesce(contact_id, company_id) as id from changes
    where edit_id = ${editId} and number > ${number}`.execute(tx);
  return rows.map(({ id }) => id);
}
