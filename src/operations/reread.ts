import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import type { KeysetPosition } from '../database/keyset.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import { countToReread, rereadMessages } from '../messages/log/reread-messages.ts';
import { createParsePool } from '../messages/workers/parse-pool.ts';
import { operation } from './operation.ts';

/** One stretch of reading again; whoever asked asks again with `next`, until there is none. */
export interface Reread {
  /** Mails that an older version read, when this stretch began. */
  waiting: number;
  reread: number;
  failed: number;
  next?: KeysetPosition;
}

const BATCH = 200;
const MAX_BUDGET_MS = 60_000;

/** Reads logged mail again that an older version read, for about `budgetMs`; triggers nothing. */
export const reread = operation(
  'reread',
  z.strictObject({
    since: z.iso.date().optional(),
    after: z.strictObject({ at: z.iso.datetime().nullable(), id: z.uuid() }).optional(),
    budgetMs: z.int().min(0).max(MAX_BUDGET_MS).default(MAX_BUDGET_MS),
  }),
  async ({ db, businessId, config }, { since: day, after, budgetMs }): Promise<Reread> => {
    const since = day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
    const endsAt = performance.now() + budgetMs;
    const waiting = await inBusiness(db, businessId, (tx) => countToReread(tx, since));
    const done: Reread = { waiting, reread: 0, failed: 0 };
    const pool = createParsePool();
    const blobs = openBlobStore(config.database.folder);
    try {
      for (let place = after; ; ) {
        const batch = await rereadMessages({
          db,
          businessId,
          pool,
          blobs,
          since,
          after: place,
          limit: BATCH,
        });
        done.reread += batch.reread;
        done.failed += batch.failed;
        place = batch.next;
        if (place === undefined) return done;
        if (performance.now() >= endsAt) return { ...done, next: place };
      }
    } finally {
      await pool.close();
    }
  },
);
