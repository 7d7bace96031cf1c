import type { Tx } from '../../database/tables.ts';

/** Of a message of which only the headers are kept, being too large: octets of the whole mail. Undefined for others. */
export async function wholeSize(tx: Tx, contentHash: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('skips')
    .select('size')
    .where('content_hash', '=', contentHash)
    .limit(1)
    .executeTakeFirst();
  return row?.size ?? undefined;
}
