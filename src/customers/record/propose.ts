import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import {
  type DetailRow,
  findSameDetails,
  insertDetails,
  type Subject,
  subjectKey,
  subjectOf,
  updateDetails,
} from './detail-rows.ts';
import { beginEdit, type Change, recordChanges } from './edits.ts';
import { checkDetail, hasMany } from './fields.ts';
import { type SettledField, settleAll } from './settle.ts';

/** A value that Wafa found by itself, or that another system says. */
export interface Proposal extends Subject {
  /** See fields.ts. */
  field: string;
  /** As it is kept and compared: a phone in E.164, a company or an owner by id, a locale `fa`. */
  value: string;
  /** `mobile`, `work`, the name of a relative, ...; of a company or an owner its name. */
  label?: string;
  /** What else is known of it: `{ written: "۰۹۱۲ ۱۲۳ ۴۵ ۶۷" }`. */
  data?: object;
  /** `signature`, `mail`, `csv`, `vcard`, `api`, `shop`, ... */
  source: string;
  /** The message, `people.csv:17`, the delivery. */
  sourceRef?: string | null;
  importId?: string | null;
  /** 0 to 1. */
  confidence: number;
  /** When it was said; now unless told. */
  at?: Date;
}

export interface ProposeResult {
  /** Rows that are new or say more than before. */
  written: number;
  /** Columns of contacts that have another value now. */
  settled: SettledField[];
}

/**
 * Writes values with where they are from, a batch of thousands in a few statements. A value that is known already is
 * kept with the better of both sources; one that a person gave stays theirs; one that a person removed is not found
 * again. With `editId` every change belongs to that edit; else only what overwrote another value is noted, in an edit of
 * its own, for a row that is new says itself where it is from. Takes `lockCustomers`. Throws on what is no value of its field.
 */
export async function proposeDetails(
  tx: Tx,
  proposals: readonly Proposal[],
  now: Date,
  { editId }: { editId?: string } = {},
): Promise<ProposeResult> {
  const wanted = bestOfEach(proposals);
  if (wanted.length === 0) return { written: 0, settled: [] };
  await lockCustomers(tx);
  const known = groupByKey(await findSameDetails(tx, wanted));
  const inserted: DetailRow[] = [];
  const improved: { before: DetailRow; after: DetailRow }[] = [];
  for (const proposal of wanted) {
    const same = known.get(keyOf(proposal)) ?? [];
    if (same.length === 0) inserted.push(newRow(proposal, now));
    else if (!same.some(({ removed_at, by_person }) => removed_at !== null || by_person)) {
      const [before] = same;
      if (before && saysMore(proposal, before, now))
        improved.push({ before, after: improve(before, proposal, now) });
    }
  }
  await insertDetails(tx, inserted);
  await updateDetails(
    tx,
    improved.map(({ after }) => after),
  );
  const changes = [...inserted.map((after) => ({ before: null, after })), ...improved];
  const settled = await settleAll(
    tx,
    changes.map(({ after }) => ({ ...subjectOf(after), field: after.field })),
    now,
  );
  await note(tx, changes, settled, editId, now);
  return { written: changes.length, settled };
}

function keyOf({ field, value, ...subject }: Subject & { field: string; value: string }): string {
  return JSON.stringify([subjectKey(subject), field, value]);
}

/** Each subject, field and value once, as its best source says it. */
function bestOfEach(proposals: readonly Proposal[]): Proposal[] {
  const best = new Map<string, Proposal>();
  for (const proposal of proposals) {
    checkDetail(proposal.field, proposal.value);
    const other = best.get(keyOf(proposal));
    if (other === undefined || proposal.confidence > other.confidence) best.set(keyOf(proposal), proposal);
  }
  return [...best.values()];
}

function groupByKey(rows: readonly DetailRow[]): Map<string, DetailRow[]> {
  return Map.groupBy(rows, (row) => keyOf({ ...subjectOf(row), field: row.field, value: row.value }));
}

function newRow(proposal: Proposal, now: Date): DetailRow {
  return {
    id: newId(),
    contact_id: proposal.contactId ?? null,
    company_id: proposal.companyId ?? null,
    field: proposal.field,
    label: proposal.label ?? '',
    value: proposal.value,
    data: proposal.data ?? {},
    source: proposal.source,
    source_ref: proposal.sourceRef ?? null,
    import_id: proposal.importId ?? null,
    confidence: proposal.confidence,
    by_person: false,
    at: (proposal.at ?? now).toISOString(),
    removed_at: null,
  };
}

/** Of many values the first source stays until a better one comes; of one, what was said last counts. */
function saysMore(proposal: Proposal, known: DetailRow, now: Date): boolean {
  // The database keeps a confidence as a single-precision number.
  const confidence = Math.fround(proposal.confidence);
  if (confidence !== Math.fround(known.confidence)) return confidence > known.confidence;
  return !hasMany(known.field) && (proposal.at ?? now).getTime() > Date.parse(known.at);
}

function improve(known: DetailRow, proposal: Proposal, now: Date): DetailRow {
  const { id: _id, label, data, ...better } = newRow(proposal, now);
  return { ...known, ...better, label: label || known.label, data: { ...known.data, ...data } };
}

async function note(
  tx: Tx,
  changes: readonly { before: DetailRow | null; after: DetailRow }[],
  settled: readonly SettledField[],
  editId: string | undefined,
  now: Date,
): Promise<void> {
  const settledOf = new Map(settled.map((one) => [`${one.contactId} ${one.field}`, one]));
  const noted = changes.flatMap(({ before, after }): Change[] => {
    const overwritten = settledOf.get(`${after.contact_id} ${after.field}`);
    if (editId === undefined && (overwritten?.was ?? null) === null) return [];
    return [
      {
        ...subjectOf(after),
        what: `detail:${after.field}`,
        before,
        after,
        was: overwritten?.was ?? before?.value ?? null,
        became: after.value,
        source: after.source,
        sourceRef: after.source_ref,
      },
    ];
  });
  if (noted.length === 0) return;
  const id =
    editId ?? (await beginEdit(tx, { actor: 'wafa', kind: 'found', title: 'found a better value', now }));
  await recordChanges(tx, id, noted);
}
