import { sql } from 'kysely';
import type { ContactKind, Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { identifyPeople } from '../identify/identify-people.ts';
import type { NamedPerson } from '../identify/named-person.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';

/** What every row of something said or done has. */
export interface SaidBySomebody extends NamedPerson {
  dedupeKey: string;
  source: string;
  /** `calls.csv:17`, the id of a delivery; null where a person typed it in. */
  sourceRef: string | null;
  importId?: string | null | undefined;
}

export interface RecordResult {
  recorded: number;
  alreadyKnown: number;
  /** By the business itself, by somebody who was erased, or by nobody who is named: not recorded. */
  refused: number;
  /** Which, and why. */
  refusals: { dedupeKey: string; reason: string }[];
  /** Contacts that did not exist before. */
  created: number;
}

export interface Recording<Row> {
  table: 'feedback' | 'interactions' | 'carts';
  /** What somebody unknown becomes. */
  kind: (row: Row) => ContactKind;
  insert: (rows: readonly (Row & { id: string; contactId: string })[]) => Promise<void>;
}

/**
 * Records rows of one table, each once by its dedupe key, with the people behind them: the part that is the same for all.
 * `insert` gets the new rows with their contacts.
 */
export async function recordEach<Row extends SaidBySomebody>(
  tx: Tx,
  given: readonly Row[],
  { rules, now }: { rules: PeopleRules; now: Date },
  { table, kind, insert }: Recording<Row>,
): Promise<RecordResult> {
  const result: RecordResult = { recorded: 0, alreadyKnown: 0, refused: 0, refusals: [], created: 0 };
  if (given.length === 0) return result;
  await lockCustomers(tx);
  const known = await knownKeys(tx, table, [...new Set(given.map(({ dedupeKey }) => dedupeKey))]);
  const fresh = given.filter(({ dedupeKey }) => {
    const first = !known.has(dedupeKey);
    known.add(dedupeKey);
    return first;
  });
  result.alreadyKnown = given.length - fresh.length;
  const people = await identifyPeople(
    tx,
    fresh.map((row) => ({ ...row, kind: kind(row) })),
    rules,
    now,
  );
  const created = new Set<string>();
  const rows = fresh.flatMap((row, at) => {
    const person = people[at];
    if (person === undefined || 'refused' in person) {
      result.refusals.push({ dedupeKey: row.dedupeKey, reason: person?.refused ?? 'nobody named' });
      return [];
    }
    if (person.created) created.add(person.contactId);
    return [{ ...row, id: newId(), contactId: person.contactId }];
  });
  result.refused = result.refusals.length;
  result.recorded = rows.length;
  result.created = created.size;
  if (rows.length > 0) await insert(rows);
  return result;
}

async function knownKeys(
  tx: Tx,
  table: Recording<SaidBySomebody>['table'],
  keys: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select dedupe_key as key from ${sql.table(table)} where dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}
