import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { FILLED, FIRSTS, LASTS } from './combine-contacts.ts';
import type { RowJson } from './move-rows.ts';

/** A contact's row as the database writes it, held until the transaction ends; undefined when there is none. */
export async function contactRow(tx: Tx, id: string): Promise<RowJson | undefined> {
  const { rows } = await sql<{ row: RowJson }>`
    select to_jsonb(c) as row from contacts c where c.id = ${id} for update`.execute(tx);
  return rows[0]?.row;
}

/** What is known of the person, which a value of `details` may rule. */
export const DESCRIBED = [
  'name',
  'name_at',
  'name_own',
  'kind',
  'beneath',
  ...FILLED.map(({ column }) => column),
];

/** What is counted or noticed. */
const COUNTED = [
  ...FIRSTS,
  ...LASTS,
  'incoming_count',
  'outgoing_count',
  'silent_since',
  'first_purchase_at',
  'last_purchase_at',
  'purchase_count',
  'usual_gap_days',
];

/** Writes what merging and undoing change of a contact. */
export async function writeContact(tx: Tx, id: string, row: RowJson): Promise<void> {
  const columns = [...DESCRIBED, ...COUNTED];
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`r.${column}`)}`));
  await sql`
    update contacts c set ${set} from jsonb_populate_record(null::contacts, ${JSON.stringify(row)}::jsonb) as r
    where c.id = ${id}`.execute(tx);
}
