import { inBusiness } from '../database/in-business.ts';
import { HOUR_MS } from '../lib/duration.ts';
import type { BlobStore } from '../messages/log/blob-store.ts';
import { removeDroppedFiles, removeReturnedFiles } from '../messages/retention/files.ts';
import { countLeftOut } from '../messages/retention/leave-out.ts';
import { applyRetention, type LogPlace } from '../messages/retention/retention.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

/** Messages looked at in one batch. */
const BATCH = 500;
/** What is kept is counted in days: the log is gone through now and then. */
const PASS_EVERY_MS = 6 * HOUR_MS;

/** Drops what the business keeps no longer: bytes and texts by age, mail of nobody it knows, files of what was dropped. */
export function retentionStage({ db, businessId, config, clock }: Workspace, blobs: BlobStore): Stage {
  let after: LogPlace | undefined;
  let passedAt = 0;
  return {
    name: 'apply-retention',
    async run() {
      const removed = await removeDroppedFiles({ db, businessId, blobs });
      const now = await clock.now();
      if (after === undefined) {
        if (now.getTime() - passedAt < PASS_EVERY_MS) return { did: removed, more: false };
        // The pass before may have run beside a fetch: its hours are looked at again.
        const since = new Date(passedAt - PASS_EVERY_MS);
        passedAt = now.getTime();
        await removeReturnedFiles({ db, businessId, blobs }, since);
        await inBusiness(db, businessId, (tx) => countLeftOut(tx));
      }
      const settings = config.retention;
      const done = await applyRetention({ db, businessId, settings, now, limit: BATCH, after });
      after = done.next;
      const did = removed + done.rawDropped + done.textDropped + done.leftOut;
      return { did, more: after !== undefined };
    },
  };
}
