import { inBusiness } from '../../database/in-business.ts';
import type { Tx } from '../../database/tables.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts';
import { prepareRaw } from '../log/store-raw.ts';
import type { Cursor } from './epoch.ts';
import { createFetchCaution, fetchBatch } from './fetch.ts';
import { settleBatch } from './settle.ts';
import type { StoredCount } from './store.ts';
import type { Ingest } from './uids.ts';

/** Mails looked at again in one sync. */
const MAX_GAPS_AT_ONCE = 20;
const FIRST_DELAY_MS = 5 * MINUTE_MS;
const MAX_DELAY_MS = 24 * HOUR_MS;

/**
 * Looks again, one by one, at mails of the open folder that the server withheld: what it hands out now is stored as if
 * it had come in its turn, what is gone is forgotten, the rest is tried later, at last once a day.
 */
export async function retryGaps(ingest: Ingest, cursor: Cursor): Promise<StoredCount> {
  const { db, businessId, folder, now } = ingest;
  const count: StoredCount = { stored: 0, newMessages: 0 };
  const due = await inBusiness(db, businessId, (tx) =>
    tx
      .selectFrom('gaps')
      .select(['uid', 'attempts'])
      .where('folder_id', '=', folder.id)
      .where('uid_validity', '=', cursor.uid_validity)
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .limit(MAX_GAPS_AT_ONCE)
      .execute(),
  );
  for (const { uid, attempts } of due) {
    if (ingest.signal?.aborted) break;
    // Put off first: a mail that breaks the connection off must not do so at every sync.
    await inBusiness(db, businessId, (tx) =>
      updateGap(tx, cursor, uid, {
        attempts: attempts + 1,
        next_attempt_at: new Date(now.getTime() + gapDelayMs(attempts)),
      }),
    );
    const { messages, withheld } = await fetchBatch(ingest.mailbox, [uid], createFetchCaution());
    const [message] = messages;
    const raw = message && (await prepareRaw(message.source, ingest.blobs));
    const stored = await inBusiness(db, businessId, async (tx) => {
      await ingest.fence?.(tx);
      const [still] = withheld;
      if (still) {
        await updateGap(tx, cursor, uid, { last_error: still.error });
        return undefined;
      }
      await deleteGap(tx, cursor, uid);
      if (!message || !raw) return undefined;
      const emailIds = new Map(message.emailId === undefined ? [] : [[uid, message.emailId]]);
      const ready = { uid, internalDate: message.internalDate, raw };
      const batch = { messages: [ready], gaps: [], tooLarge: [], headers: [], emailIds };
      return settleBatch(tx, folder, cursor, batch, now);
    });
    count.stored += stored?.stored ?? 0;
    count.newMessages += stored?.newMessages ?? 0;
  }
  return count;
}

/** Minutes, then hours, at most a day between looks. `attempts`: how often it was tried before, from 1. */
function gapDelayMs(attempts: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 4 ** Math.max(0, attempts - 1));
}

async function updateGap(
  tx: Tx,
  cursor: Cursor,
  uid: number,
  change: Partial<{ attempts: number; next_attempt_at: Date; last_error: string }>,
): Promise<void> {
  await tx
    .updateTable('gaps')
    .set(change)
    .where('folder_id', '=', cursor.folder_id)
    .where('uid_validity', '=', cursor.uid_validity)
    .where('uid', '=', uid)
    .execute();
}

async function deleteGap(tx: Tx, cursor: Cursor, uid: number): Promise<void> {
  await tx
    .deleteFrom('gaps')
    .where('folder_id', '=', cursor.folder_id)
    .where('uid_validity', '=', cursor.uid_validity)
    .where('uid', '=', uid)
    .execute();
}
