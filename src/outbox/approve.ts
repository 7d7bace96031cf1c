import { type SqlBool, sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import type { Tx } from '../database/tables.ts';

/**
 * A person lets a mail that awaits approval go; what has expired meanwhile becomes `expired`. Answers the state that it
 * has now, or undefined when it did not await approval.
 */
export async function approveEmail(
  tx: Tx,
  id: string,
  actor: string,
  now: Date,
): Promise<'queued' | 'expired' | undefined> {
  const { approved, expired } = await release(tx, actor, now, sql<SqlBool>`id = ${id}`);
  return approved > 0 ? 'queued' : expired > 0 ? 'expired' : undefined;
}

/** Lets go all that await approval, or those of one automation. */
export function approveAll(
  tx: Tx,
  actor: string,
  now: Date,
  automation?: string,
): Promise<{ approved: number; expired: number }> {
  return release(
    tx,
    actor,
    now,
    automation === undefined ? sql<SqlBool>`true` : sql<SqlBool>`automation = ${automation}`,
  );
}

/**
 * A person stops a mail that has not left: it waits, or a worker holds it but has not passed the fence. True when it is
 * stopped; false when it was too late or there is no such mail.
 */
export async function cancelEmail(
  tx: Tx,
  id: string,
  { actor, reason, now }: { actor: string; reason: string; now: Date },
): Promise<boolean> {
  const cancelled = await tx
    .updateTable('outgoing_emails')
    .set({
      state: 'cancelled',
      state_reason: reason,
      state_actor: actor,
      state_at: now,
      lease_token: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .where('state', 'in', ['draft', 'awaiting-approval', 'queued', 'claimed'])
    .returning('id')
    .execute();
  if (cancelled.length > 0)
    await audit(tx, { actor: actor, action: 'cancel email', subject: id, detail: { reason } });
  return cancelled.length > 0;
}

async function release(tx: Tx, actor: string, now: Date, which: ReturnType<typeof sql<SqlBool>>) {
  const rows = await tx
    .updateTable('outgoing_emails')
    .set({
      state: sql`case when expires_at <= ${now} then 'expired' else 'queued' end`,
      state_reason: sql`case when expires_at <= ${now} then 'approved too late to be of use' else '' end`,
      state_actor: actor,
      state_at: now,
    })
    .where('state', '=', 'awaiting-approval')
    .where(which)
    .returning('state')
    .execute();
  const approved = rows.filter((row) => row.state === 'queued').length;
  if (rows.length > 0)
    await audit(tx, {
      actor: actor,
      action: 'approve emails',
      subject: 'outbox',
      detail: { approved, expired: rows.length - approved },
    });
  return { approved, expired: rows.length - approved };
}
