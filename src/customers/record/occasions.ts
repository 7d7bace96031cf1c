import { sql } from 'kysely';
import type { OccasionKind } from '../../database/customer-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { changeRow } from './change-row.ts';
import type { Change } from './edits.ts';
import { recordChanges } from './edits.ts';
import { isOccasionDate, nextOccasion, type OccasionDate } from './occasion-date.ts';
import { makeDue } from './settle-contacts.ts';

export const OCCASION_KINDS = [
  'birthday',
  'anniversary',
  'name-day',
  'custom',
] as const satisfies readonly OccasionKind[];

/** An occasion that a file, a card or another system says. */
export interface ProposedOccasion extends OccasionDate {
  contactId: string;
  kind: OccasionKind;
  /** Of a custom one what it is; of an anniversary of what. */
  label?: string;
  source: string;
  sourceRef?: string | null;
  importId?: string | null;
  /** 0 to 1. */
  confidence: number;
}

/**
 * Writes occasions that were found, a batch in a few statements. Of a contact, kind and label there is one: a person's
 * stays, one that a person removed is not found again, else the surer wins, then the later said. `today`: of the
 * business, `2026-11-23`. Says how many were written. Throws on a day that its calendar does not have.
 */
export async function proposeOccasions(
  tx: Tx,
  proposals: readonly ProposedOccasion[],
  { now, today, editId }: { now: Date; today: string; editId?: string },
): Promise<number> {
  const wanted = bestOfEach(proposals);
  if (wanted.length === 0) return 0;
  await lockCustomers(tx);
  const known = await knownOccasions(tx, wanted);
  const changes: { before: OccasionRow | null; after: OccasionRow }[] = [];
  for (const proposal of wanted) {
    const same = known.get(keyOf(proposal)) ?? [];
    if (same.some((row) => row.by_person || (row.removed_at !== null && isSameDay(row, proposal)))) continue;
    const before = same.find(({ removed_at }) => removed_at === null) ?? null;
    if (before !== null && proposal.confidence < before.confidence) continue;
    if (before !== null && isSameDay(before, proposal) && before.year === proposal.year) continue;
    changes.push({ before, after: rowFor(proposal, before?.id ?? newId(), { now, today }) });
  }
  await upsert(
    tx,
    changes.map(({ after }) => after),
  );
  await makeDue(tx, [...new Set(changes.map(({ after }) => after.contact_id))], now);
  if (editId !== undefined) await recordChanges(tx, editId, changes.map(asChange));
  return changes.length;
}

/** A person says when an occasion is, in place of what was known of it. Throws on a day that its calendar does not have. */
export async function setOccasion(
  tx: Tx,
  said: OccasionDate & {
    contactId: string;
    kind: OccasionKind;
    label: string;
    actor: string;
    editId: string;
  },
  { now, today }: { now: Date; today: string },
): Promise<void> {
  requireDay(said);
  await lockCustomers(tx);
  const known = (await knownOccasions(tx, [said])).get(keyOf(said)) ?? [];
  const before = known.find(({ removed_at }) => removed_at === null);
  const id = before?.id ?? newId();
  const proposal = { ...said, source: 'person', sourceRef: said.actor, confidence: 1 };
  const row = { ...rowFor(proposal, id, { now, today }), by_person: true };
  await changeRow(
    tx,
    {
      ...told(said, said.kind),
      key: { id },
      was: before === undefined ? null : occasionText(before),
      became: occasionText(row),
    },
    () => upsert(tx, [row]),
  );
  await makeDue(tx, [said.contactId], now);
}

/** A person says that an occasion is wrong: it is gone, and that day is not found again. */
export async function removeOccasion(
  tx: Tx,
  said: { contactId: string; kind: OccasionKind; label: string; actor: string; editId: string },
  now: Date,
): Promise<void> {
  await lockCustomers(tx);
  const known = (await knownOccasions(tx, [said])).get(keyOf(said)) ?? [];
  const row = known.find(({ removed_at }) => removed_at === null);
  if (!row)
    throw new WafaError(`no ${said.kind}${said.label === '' ? '' : ` "${said.label}"`} is known`, {
      hint: 'npx wafa contacts show WHO lists the occasions',
      exitCode: ExitCode.usage,
    });
  await changeRow(
    tx,
    { ...told(said, said.kind), key: { id: row.id }, was: occasionText(row), became: null },
    () => tx.updateTable('occasions').set({ removed_at: now }).where('id', '=', row.id).execute(),
  );
  await makeDue(tx, [said.contactId], now);
}

function told(
  { contactId, actor, editId }: { contactId: string; actor: string; editId: string },
  what: string,
) {
  return { editId, kind: 'occasion' as const, what, contactId, source: 'person', sourceRef: actor };
}

interface OccasionRow extends OccasionDate {
  id: string;
  contact_id: string;
  kind: OccasionKind;
  label: string;
  next_on: string | null;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  confidence: number;
  by_person: boolean;
  at: string;
  removed_at: string | null;
}

/** `1369-02-24 (persian)`: as it is kept in the history. */
function occasionText({ calendar, year, month, day }: OccasionDate): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${year === null ? '--' : `${year}-`}${two(month)}-${two(day)}`;
  return calendar === 'gregorian' ? date : `${date} (${calendar})`;
}

/** Whoever reads a date from a person or a file has looked at that. */
function requireDay(date: OccasionDate): void {
  if (!isOccasionDate(date)) throw new Error(`no day of its calendar: ${occasionText(date)}`);
}

function isSameDay(a: OccasionDate, b: OccasionDate): boolean {
  return a.calendar === b.calendar && a.month === b.month && a.day === b.day;
}

function keyOf(one: { contactId: string; kind: string; label?: string }): string {
  return JSON.stringify([one.contactId, one.kind, one.label ?? '']);
}

function bestOfEach(proposals: readonly ProposedOccasion[]): ProposedOccasion[] {
  const best = new Map<string, ProposedOccasion>();
  for (const proposal of proposals) {
    requireDay(proposal);
    const other = best.get(keyOf(proposal));
    if (other === undefined || proposal.confidence >= other.confidence) best.set(keyOf(proposal), proposal);
  }
  return [...best.values()];
}

async function knownOccasions(
  tx: Tx,
  wanted: readonly { contactId: string; kind: OccasionKind; label?: string }[],
): Promise<Map<string, OccasionRow[]>> {
  const asked = wanted.map(({ contactId, kind, label = '' }) => ({ contactId, kind, label }));
  const { rows } = await sql<{ row: OccasionRow }>`
    select to_jsonb(o) - 'business_id' as row
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x("contactId" uuid, kind text, label text)
    join occasions o on o.contact_id = x."contactId" and o.kind = x.kind and o.label = x.label`.execute(tx);
  return Map.groupBy(
    rows.map(({ row }) => row),
    (row) => keyOf({ ...row, contactId: row.contact_id }),
  );
}

function rowFor(
  proposal: ProposedOccasion,
  id: string,
  { now, today }: { now: Date; today: string },
): OccasionRow {
  const { contactId, kind, label = '', calendar, year, month, day } = proposal;
  return {
    id,
    contact_id: contactId,
    kind,
    label,
    calendar,
    year,
    month,
    day,
    next_on: nextOccasion(proposal, today),
    source: proposal.source,
    source_ref: proposal.sourceRef ?? null,
    import_id: proposal.importId ?? null,
    confidence: proposal.confidence,
    by_person: false,
    at: now.toISOString(),
    removed_at: null,
  };
}

async function upsert(tx: Tx, rows: readonly OccasionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into occasions (id, contact_id, kind, label, calendar, year, month, day, next_on, source, source_ref, import_id,
      confidence, by_person, at, removed_at)
    select id, contact_id, kind, label, calendar, year, month, day, next_on, source, source_ref, import_id, confidence,
      by_person, at, removed_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, contact_id uuid, kind text, label text,
      calendar text, year int, month int, day int, next_on date, source text, source_ref text, import_id uuid,
      confidence real, by_person boolean, at timestamptz, removed_at timestamptz)
    on conflict (business_id, id) do update set calendar = excluded.calendar, year = excluded.year,
      month = excluded.month, day = excluded.day, next_on = excluded.next_on, source = excluded.source,
      source_ref = excluded.source_ref, import_id = excluded.import_id, confidence = excluded.confidence,
      by_person = excluded.by_person, at = excluded.at, removed_at = excluded.removed_at`.execute(tx);
}

function asChange({ before, after }: { before: OccasionRow | null; after: OccasionRow }): Change {
  return {
    contactId: after.contact_id,
    what: `occasion:${after.kind}`,
    before,
    after,
    was: before === null ? null : occasionText(before),
    became: occasionText(after),
    source: after.source,
    sourceRef: after.source_ref,
  };
}
