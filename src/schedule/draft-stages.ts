import { type AppendToDrafts, appendDrafts, expireDrafts } from '../outbox/drafts.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

/** Drafts of one pass. */
const BATCH = 20;
const REST_MS = 10_000;

/** Mails that a person sends: into the Drafts folders, and out of mind when nobody did in time. */
export function draftStages(
  { db, businessId, clock, log }: Workspace,
  parts: { appendDraft?: AppendToDrafts; signal: AbortSignal },
): Stage[] {
  const { appendDraft, signal } = parts;
  const stage: Stage = {
    name: 'append-drafts',
    async run() {
      const now = await clock.now();
      const expired = await expireDrafts({ db, businessId, now, limit: BATCH });
      if (!appendDraft) return { did: expired, more: expired >= BATCH };
      const did = await appendDrafts({ db, businessId, append: appendDraft, now, limit: BATCH, log, signal });
      return { did: did + expired, more: did >= BATCH || expired >= BATCH };
    },
  };
  return [unhurried(stage, clock, REST_MS)];
}
