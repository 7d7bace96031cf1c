import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** A row of `details` as it is kept in `changes`: without business_id, times as ISO 8601 text. */
export interface DetailRow {
  id: string;
  contact_id: string | null;
  company_id: string | null;
  field: string;
  label: string;
  value: string;
  data: object;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  confidence: number;
  by_person: boolean;
  at: string;
  removed_at: string | null;
}

/** Of one contact or one company. */
export interface Subject {
  contactId?: string | undefined;
  companyId?: string | undefined;
}

const COLUMNS = sql.raw(
  'id, contact_id, company_id, field, label, value, data, source, source_ref, import_id, confidence, by_person, at, removed_at',
);

/** All rows, the removed too, that say the same of the same subject; one statement for contacts, one for companies. */
export async function findSameDetails(
  tx: Tx,
  wanted: readonly (Subject & { field: string; value: string })[],
): Promise<DetailRow[]> {
  const found: DetailRow[] = [];
  for (const [key, column] of SUBJECTS) {
    const asked = wanted.flatMap(({ field, value, ...subject }) => {
      const id = subject[key];
      return id === undefined ? [] : [{ id, field, value }];
    });
    if (asked.length === 0) continue;
    const { rows } = await sql<{ row: DetailRow }>`
      select to_jsonb(d) - 'business_id' as row
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(id uuid, field text, value text)
      join details d on ${sql.ref(`d.${column}`)} = x.id and d.field = x.field and d.value = x.value`.execute(
      tx,
    );
    found.push(...rows.map(({ row }) => row));
  }
  return found;
}

const SUBJECTS = [
  ['contactId', 'contact_id'],
  ['companyId', 'company_id'],
] as const;

/** Every row of a field of one subject, the removed too. */
export async function detailsOfField(tx: Tx, subject: Subject, field: string): Promise<DetailRow[]> {
  const { rows } = await sql<{ row: DetailRow }>`
    select to_jsonb(d) - 'business_id' as row from details d
    where ${ofSubject(subject)} and d.field = ${field} order by d.at, d.id`.execute(tx);
  return rows.map(({ row }) => row);
}

function ofSubject({ contactId, companyId }: Subject) {
  return contactId === undefined
    ? sql`d.company_id = ${companyId ?? null}`
    : sql`d.contact_id = ${contactId}`;
}

export async function insertDetails(tx: Tx, rows: readonly DetailRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into details (${COLUMNS}) select ${COLUMNS} from ${recordset(rows)}`.execute(tx);
}

/** Writes rows that are there already. */
export async function updateDetails(tx: Tx, rows: readonly DetailRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update details d set label = x.label, value = x.value, data = x.data, source = x.source, source_ref = x.source_ref,
      import_id = x.import_id, confidence = x.confidence, by_person = x.by_person, at = x.at, removed_at = x.removed_at
    from ${recordset(rows)} where d.id = x.id`.execute(tx);
}

function recordset(rows: readonly DetailRow[]) {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, contact_id uuid, company_id uuid, field text,
    label text, value text, data jsonb, source text, source_ref text, import_id uuid, confidence real, by_person boolean,
    at timestamptz, removed_at timestamptz)`;
}

/** One key of a subject, to look up by. */
export function subjectKey({ contactId, companyId }: Subject): string {
  return contactId ?? companyId ?? '';
}

/** The subject as `changes` names it. */
export function subjectOf({ contact_id, company_id }: DetailRow): Subject {
  return contact_id === null ? { companyId: company_id ?? '' } : { contactId: contact_id };
}
