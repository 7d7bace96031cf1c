import type { Tx } from '../../database/tables.ts';

/** How many are in each segment, by its id; of one where it is named. A segment that nobody is in is not in the answer. */
export async function countMembers(tx: Tx, segmentId?: string): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('segment_members')
    .select(['segment_id', (eb) => eb.fn.countAll<number>().as('count')])
    .$if(segmentId !== undefined, (query) => query.where('segment_id', '=', segmentId ?? ''))
    .groupBy('segment_id')
    .execute();
  return new Map(rows.map(({ segment_id: id, count }) => [id, count]));
}
