import { sql } from 'kysely';
import type { SegmentName } from '../automations/automation.ts';
import type { Tx } from '../database/tables.ts';

/** Who is in a segment, of the kinds an automation may write to. */
export interface Segment {
  name: SegmentName;
  kinds: readonly ('customer' | 'lead')[];
}

/**
 * The next contacts of a segment after `after` (a contact's id; undefined at the start), in the order of their ids. In
 * it are people who have written or bought: an address that was only ever seen in a copy line agreed to nothing.
 */
export async function segmentChunk(
  tx: Tx,
  { name, kinds }: Segment,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const wanted = kinds.filter((kind) => SEGMENT_KINDS[name].includes(kind));
  let contacts = tx
    .selectFrom('contacts')
    .select('id')
    .where('kind', '=', sql<'customer'>`any(${[...wanted]}::text[])`)
    .where((eb) => eb.or([eb('incoming_count', '>', 0), eb('purchase_count', '>', 0)]))
    .orderBy('id')
    .limit(limit);
  if (after !== undefined) contacts = contacts.where('id', '>', after);
  const rows = await contacts.execute();
  return rows.map(({ id }) => id);
}

const SEGMENT_KINDS: Record<SegmentName, readonly ('customer' | 'lead')[]> = {
  everyone: ['customer', 'lead'],
  customers: ['customer'],
  leads: ['lead'],
};
