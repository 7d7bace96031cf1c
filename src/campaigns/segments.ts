import { selectContacts } from '../customers/segments/select-contacts.ts';
import type { Tx } from '../database/tables.ts';

/** Who is in a segment, of the kinds an automation may write to. */
export interface Segment {
  name: string;
  kinds: readonly ('customer' | 'lead')[];
  /** Of the business: a rule's days begin and end by it. */
  timeZone: string;
}

/**
 * The next contacts of a segment after `after` (a contact's id; undefined at the start), in the order of their ids, as the
 * segment's rule finds them at `now`. Throws a WafaError where there is no segment of this name.
 */
export function segmentChunk(
  tx: Tx,
  { name, kinds, timeZone }: Segment,
  after: string | undefined,
  limit: number,
  now: Date,
): Promise<string[]> {
  return selectContacts(tx, name, { now, timeZone }, { after, limit, kinds });
}
