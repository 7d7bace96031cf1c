import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { CONTACT_COLUMNS, type ColumnField, isColumnField } from './fields.ts';
import { type Base, settle, type Winner } from './winner.ts';

/** A field of a contact whose value in `details` changed. */
export interface TouchedField {
  contactId: string;
  field: string;
}

/** A column of a contact that has another value now. */
export interface SettledField {
  contactId: string;
  field: ColumnField;
  was: string | null;
  became: string | null;
}

/**
 * Copies the winner of each of these fields to its column, and makes their contacts due for scores: three statements,
 * however many contacts. Says what changed. The caller holds `lockCustomers`.
 */
export async function settleContacts(
  tx: Tx,
  touched: readonly TouchedField[],
  now: Date,
): Promise<SettledField[]> {
  if (touched.length === 0) return [];
  const columns = touched.filter(({ field }) => isColumnField(field));
  const ids = [...new Set(touched.map(({ contactId }) => contactId))];
  if (columns.length === 0) {
    await makeDue(tx, ids, now);
    return [];
  }
  const winners = await winnersOf(tx, columns);
  const { rows } = await sql<ContactRow>`
    select id, name, name_at, name_own, kind, locale, time_zone, calendar, company_id, relationship, owner_id,
      preferred_channel, heard_from, beneath from contacts where id = any(${ids}::uuid[])`.execute(tx);
  const settled: SettledField[] = [];
  const written = rows.map((row) => settleRow(row, winners.get(row.id) ?? [], settled));
  await write(tx, written, now);
  return settled;
}

type ContactRow = { id: string; name_at: Date | null; name_own: boolean; beneath: Beneath | null } & Record<
  (typeof CONTACT_COLUMNS)[ColumnField],
  string | null
>;
type Beneath = Partial<Record<ColumnField, Base>>;

function settleRow(row: ContactRow, asked: readonly AskedField[], settled: SettledField[]): ContactRow {
  const beneath: Beneath = { ...row.beneath };
  const after: ContactRow = { ...row };
  for (const { field, winner } of asked) {
    const column = CONTACT_COLUMNS[field];
    const result = settle(field, baseOf(row, field), beneath[field], winner);
    if (result.beneath === undefined) {
      // Back to what mail said, with when it said so.
      const base = beneath[field];
      if (field === 'name' && base !== undefined) {
        after.name_at = base.at === undefined || base.at === null ? null : new Date(base.at);
        after.name_own = base.own === true;
      }
      delete beneath[field];
    } else beneath[field] = result.beneath;
    after[column] = result.value;
    if (row[column] !== result.value)
      settled.push({ contactId: row.id, field, was: row[column], became: result.value });
  }
  after.beneath = Object.keys(beneath).length === 0 ? null : beneath;
  return after;
}

function baseOf(row: ContactRow, field: ColumnField): Base {
  const value = row[CONTACT_COLUMNS[field]];
  if (field !== 'name') return { value };
  return { value, at: row.name_at?.toISOString() ?? null, own: row.name_own };
}

interface AskedField {
  field: ColumnField;
  winner: Winner | undefined;
}

/** By contact: each asked field with the best that `details` has of it. */
async function winnersOf(tx: Tx, touched: readonly TouchedField[]): Promise<Map<string, AskedField[]>> {
  const { rows } = await sql<
    { contactId: string; field: ColumnField } & { [key in keyof Winner]: Winner[key] | null }
  >`
    select distinct on (x."contactId", x.field) x."contactId", x.field, d.value, d.confidence, d.by_person as "byPerson"
    from jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) as x("contactId" uuid, field text)
    left join details d on d.contact_id = x."contactId" and d.field = x.field and d.removed_at is null
    order by x."contactId", x.field, d.by_person desc, d.confidence desc, d.at desc, d.id`.execute(tx);
  const winners = new Map<string, AskedField[]>();
  for (const { contactId, field, value, confidence, byPerson } of rows) {
    const winner =
      value === null ? undefined : { value, confidence: confidence ?? 0, byPerson: byPerson === true };
    const fields = winners.get(contactId) ?? [];
    fields.push({ field, winner });
    winners.set(contactId, fields);
  }
  return winners;
}

async function write(tx: Tx, rows: readonly ContactRow[], now: Date): Promise<void> {
  await sql`
    update contacts c set name = x.name, name_at = x.name_at, name_own = x.name_own, kind = x.kind, locale = x.locale,
      time_zone = x.time_zone, calendar = x.calendar, company_id = x.company_id, relationship = x.relationship,
      owner_id = x.owner_id, preferred_channel = x.preferred_channel, heard_from = x.heard_from,
      beneath = nullif(x.beneath, 'null'), scores_due_at = least(c.scores_due_at, ${now})
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, name text, name_at timestamptz,
      name_own boolean, kind text, locale text, time_zone text, calendar text, company_id uuid, relationship text,
      owner_id uuid, preferred_channel text, heard_from text, beneath jsonb)
    where c.id = x.id`.execute(tx);
}

/** Something is known of these contacts that was not: their scores and segments are made anew. */
export async function makeDue(tx: Tx, contactIds: readonly string[], now: Date): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`
    update contacts set scores_due_at = ${now}
    where id = any(${contactIds}::uuid[]) and (scores_due_at is null or scores_due_at > ${now})`.execute(tx);
}
