import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import type { Halted } from '../database/campaign-tables.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { CAMPAIGN_CANCELLED, CAMPAIGN_PAUSED } from '../outbox/halted-campaigns.ts';
import { takeFenceLock } from '../outbox/outbox-locks.ts';

interface Halt {
  campaignId: string;
  actor: string;
  now: Date;
}

/**
 * Once this transaction has committed no mail of the campaign leaves, until somebody resumes it; what has passed the
 * fence by then has left. False when it was halted already.
 */
export function pauseCampaign(tx: Tx, halt: Halt): Promise<boolean> {
  return setHalted(tx, halt, 'paused');
}

/** Lets a paused campaign go on; its mails are due at once. False when it is not paused (a cancelled one stays cancelled). */
export async function resumeCampaign(tx: Tx, { campaignId, actor, now }: Halt): Promise<boolean> {
  const resumed = await tx
    .updateTable('campaigns')
    .set({ halted: null, halted_at: null, halted_by: null })
    .where('id', '=', campaignId)
    .where('halted', '=', 'paused')
    .returning('id')
    .execute();
  if (resumed.length === 0) return false;
  await tx
    .updateTable('outgoing_emails')
    .set({ due_at: now, state_reason: '', state_actor: actor, state_at: now })
    .where('campaign_id', '=', campaignId)
    .where('state', '=', 'queued')
    .where('state_reason', '=', CAMPAIGN_PAUSED)
    .execute();
  await audit(tx, { actor, action: 'resume campaign', subject: campaignId });
  return true;
}

/**
 * Ends a campaign: at once nothing of it leaves any more, then whoever waits is left out and what lies in the outbox is
 * cancelled, in chunks. After a crash in between the newsletters' stage does the rest. False when it was cancelled before.
 */
export async function cancelCampaign(db: Db, businessId: string, halt: Halt): Promise<boolean> {
  const cancelled = await inBusiness(db, businessId, (tx) => setHalted(tx, halt, 'cancelled'));
  await settleCancelled(db, businessId, halt);
  return cancelled;
}

/** Gives everybody in a cancelled campaign their end. Resolves to how many it was. */
export async function settleCancelled(
  db: Db,
  businessId: string,
  { campaignId, actor, now }: Halt,
): Promise<number> {
  let settled = 0;
  for (;;) {
    const chunk = await inBusiness(db, businessId, (tx) => settleChunk(tx, campaignId, actor, now));
    settled += chunk;
    if (chunk === 0) break;
  }
  await inBusiness(db, businessId, (tx) => close(tx, campaignId, now));
  return settled;
}

const CHUNK = 2000;

async function settleChunk(tx: Tx, campaignId: string, actor: string, now: Date): Promise<number> {
  const left =
    await sql`update campaign_recipients r set state = 'left out', state_reason = ${CAMPAIGN_CANCELLED}
    where r.campaign_id = ${campaignId}::uuid and r.canonical in (
      select canonical from campaign_recipients where campaign_id = ${campaignId}::uuid and state = 'waiting'
      order by canonical limit ${CHUNK} for update)`.execute(tx);
  const stopped =
    await sql`update outgoing_emails set state = 'cancelled', state_reason = ${CAMPAIGN_CANCELLED},
      state_actor = ${actor}, state_at = ${now}, lease_token = null, lease_until = null
    where id in (select id from outgoing_emails where campaign_id = ${campaignId}::uuid
      and state in ('draft', 'awaiting-approval', 'queued', 'claimed') limit ${CHUNK} for update)`.execute(
      tx,
    );
  return Number(left.numAffectedRows ?? 0) + Number(stopped.numAffectedRows ?? 0);
}

/** Nothing more is found for it, and nothing written. */
async function close(tx: Tx, campaignId: string, now: Date): Promise<void> {
  await sql`update campaigns set materialised_at = coalesce(materialised_at, ${now}::timestamptz),
      enqueued_at = coalesce(enqueued_at, ${now}::timestamptz)
    where id = ${campaignId}::uuid and not exists (select from campaign_recipients r
      where r.campaign_id = campaigns.id and r.state = 'waiting')`.execute(tx);
}

/** Under the lock that the fence shares: whoever passed it before this transaction has passed, nobody does after. */
async function setHalted(tx: Tx, { campaignId, actor, now }: Halt, halted: Halted): Promise<boolean> {
  await takeFenceLock(tx);
  const changed = await tx
    .updateTable('campaigns')
    .set({ halted, halted_at: now, halted_by: actor })
    .where('id', '=', campaignId)
    .where((eb) =>
      halted === 'paused'
        ? eb('halted', 'is', null)
        : eb.or([eb('halted', 'is', null), eb('halted', '=', 'paused')]),
    )
    .returning('id')
    .execute();
  if (changed.length === 0) return false;
  await audit(tx, {
    actor,
    action: `${halted === 'paused' ? 'pause' : 'cancel'} campaign`,
    subject: campaignId,
  });
  return true;
}
