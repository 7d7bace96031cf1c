import type { Halted } from '../database/campaign-tables.ts';
import type { Tx } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { type GuardVerdict, postpone } from './send-guards.ts';

/** What is said of a mail that waits because its campaign does; resuming finds it by this. */
export const CAMPAIGN_PAUSED = 'the campaign is paused';
export const CAMPAIGN_CANCELLED = 'the campaign was cancelled';
/** A mail of a paused campaign is looked at again so late, so that it stands in no other mail's way. */
const LOOK_AGAIN_MS = 15 * MINUTE_MS;

/** Campaigns whose mails must not leave, by id. */
export async function haltedCampaigns(tx: Tx): Promise<ReadonlyMap<string, Halted>> {
  const rows = await tx
    .selectFrom('campaigns')
    .select(['id', 'halted'])
    .where('halted', 'is not', null)
    .execute();
  return new Map(rows.flatMap(({ id, halted }) => (halted === null ? [] : [[id, halted] as const])));
}

/** What becomes of a due mail of such a campaign; one that was paused until it is of no use expires as any other. */
export function verdictOfHalted(
  halted: Halted,
  email: { expiresAt: Date },
  now: Date,
): Exclude<GuardVerdict, { kind: 'go' }> | { kind: 'end'; state: 'cancelled'; reason: string } {
  if (halted === 'cancelled') return { kind: 'end', state: 'cancelled', reason: CAMPAIGN_CANCELLED };
  const verdict = postpone(email, new Date(now.getTime() + LOOK_AGAIN_MS), CAMPAIGN_PAUSED);
  if (verdict.kind === 'go') throw new Error('a mail of a paused campaign was let go');
  return verdict;
}
