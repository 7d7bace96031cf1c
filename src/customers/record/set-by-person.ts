import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import {
  type DetailRow,
  detailsOfField,
  insertDetails,
  type Subject,
  subjectOf,
  updateDetails,
} from './detail-rows.ts';
import { type Change, recordChanges } from './edits.ts';
import { checkDetail, hasMany, isColumnField } from './fields.ts';
import { settleAll } from './settle.ts';

/** What a person says of a contact or a company. */
export interface PersonsValue extends Subject {
  field: string;
  /** As it is kept and compared (see Proposal). */
  value: string;
  label?: string | undefined;
  data?: object;
  /** Who says it: the source of the value. */
  actor: string;
  editId: string;
  now: Date;
}

/**
 * Writes what a person says: it wins over everything that is found by itself, and stays until a person changes it. Of a
 * field with many values it is one more (or takes the one that is known for the person's own). False when it was so
 * already. Takes `lockCustomers`. Throws on what is no value of its field.
 */
export async function setByPerson(tx: Tx, said: PersonsValue): Promise<boolean> {
  checkDetail(said.field, said.value);
  await lockCustomers(tx);
  const rows = await detailsOfField(tx, said, said.field);
  const before = rows.find((row) =>
    hasMany(said.field) ? row.value === said.value : row.by_person && row.removed_at === null,
  );
  const after: DetailRow = {
    id: before?.id ?? newId(),
    contact_id: said.contactId ?? null,
    company_id: said.companyId ?? null,
    field: said.field,
    label: said.label ?? (before?.value === said.value ? before.label : ''),
    value: said.value,
    data: said.data ?? (before?.value === said.value ? before.data : {}),
    source: 'person',
    source_ref: said.actor,
    import_id: null,
    confidence: 1,
    by_person: true,
    at: said.now.toISOString(),
    removed_at: null,
  };
  if (before !== undefined && saysTheSame(before, after)) return false;
  await writeChanges(tx, [{ before: before ?? null, after }], said);
  return true;
}

/**
 * A person says that a value is wrong: it is gone, and is not found again. Of a field with many values the one given; of
 * a field with one value that value, whatever it is: a column then stays empty until a person fills it, any other field
 * may be filled with another value. What a contact cannot be without (name, kind) falls back to what was found.
 */
export async function removeByPerson(
  tx: Tx,
  said: Omit<PersonsValue, 'value' | 'label' | 'data'> & { value?: string },
): Promise<void> {
  await lockCustomers(tx);
  const rows = (await detailsOfField(tx, said, said.field)).filter(({ removed_at }) => removed_at === null);
  const gone = rows.filter(({ value, by_person }) =>
    hasMany(said.field) ? value === said.value : by_person || !CANNOT_BE_EMPTY.has(said.field),
  );
  const changes = gone.map((before) => ({
    before,
    after: { ...before, removed_at: said.now.toISOString() },
  }));
  if (isColumnField(said.field) && said.contactId !== undefined && !CANNOT_BE_EMPTY.has(said.field))
    await writeChanges(tx, [...changes, { before: null, after: saysNone(said) }], said);
  else if (changes.length > 0) await writeChanges(tx, changes, said);
  else throw nothingToRemove(said.field);
}

const CANNOT_BE_EMPTY = new Set(['name', 'kind']);

function nothingToRemove(field: string): WafaError {
  return new WafaError(
    CANNOT_BE_EMPTY.has(field)
      ? `nobody set the ${field}: it is what was found`
      : `there is no such ${field} to remove`,
    { hint: 'npx wafa contacts show WHO says what there is, and where it is from', exitCode: ExitCode.usage },
  );
}

/** That a person says that there is none, is also what a person says. */
function saysNone(said: Omit<PersonsValue, 'value' | 'label' | 'data'>): DetailRow {
  return {
    id: newId(),
    contact_id: said.contactId ?? null,
    company_id: said.companyId ?? null,
    field: said.field,
    label: '',
    value: '',
    data: {},
    source: 'person',
    source_ref: said.actor,
    import_id: null,
    confidence: 1,
    by_person: true,
    at: said.now.toISOString(),
    removed_at: null,
  };
}

function saysTheSame(before: DetailRow, after: DetailRow): boolean {
  const compared = (row: DetailRow) =>
    JSON.stringify([row.value, row.label, row.data, row.by_person, row.removed_at]);
  return compared(before) === compared(after);
}

async function writeChanges(
  tx: Tx,
  changes: readonly { before: DetailRow | null; after: DetailRow }[],
  { editId, actor, now, field }: Pick<PersonsValue, 'editId' | 'actor' | 'now' | 'field'>,
): Promise<void> {
  await insertDetails(
    tx,
    changes.filter(({ before }) => before === null).map(({ after }) => after),
  );
  await updateDetails(
    tx,
    changes.filter(({ before }) => before !== null).map(({ after }) => after),
  );
  const touched = changes.map(({ after }) => ({ ...subjectOf(after), field }));
  const [settled] = await settleAll(tx, touched, now);
  await recordChanges(
    tx,
    editId,
    changes.map(
      ({ before, after }): Change => ({
        ...subjectOf(after),
        what: `detail:${field}`,
        before,
        after,
        was: settled ? settled.was : shown(before),
        became: settled ? settled.became : shown(after),
        source: 'person',
        sourceRef: actor,
      }),
    ),
  );
}

function shown(row: DetailRow | null): string | null {
  return row === null || row.removed_at !== null || row.value === '' ? null : row.value;
}
