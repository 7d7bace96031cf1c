import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import { takeFenceLock } from './outbox-locks.ts';

export interface Pause {
  reason: string;
  actor: string;
  since: Date;
}

/**
 * The kill switch: once this transaction has committed no mail of the business leaves, until somebody resumes. False
 * when sending was paused already; the first reason stands.
 */
export async function pauseSending(tx: Tx, reason: string, actor: string): Promise<boolean> {
  await takeFenceLock(tx);
  if (await isPaused(tx)) return false;
  // The moment from which it holds, not the one at which the transaction began.
  const since = sql<Date>`clock_timestamp()`;
  await tx.insertInto('sending_pauses').values({ id: newId(), reason, actor, since }).execute();
  await audit(tx, { actor: actor, action: 'pause sending', subject: 'outbox', detail: { reason } });
  return true;
}

/** A person lets mail leave again. False when it was not paused. */
export async function resumeSending(tx: Tx, actor: string, now: Date): Promise<boolean> {
  const ended = await tx
    .updateTable('sending_pauses')
    .set({ ended_at: now })
    .where('ended_at', 'is', null)
    .returning('reason')
    .execute();
  if (ended.length > 0)
    await audit(tx, {
      actor: actor,
      action: 'resume sending',
      subject: 'outbox',
      detail: { paused: ended[0]?.reason ?? '' },
    });
  return ended.length > 0;
}

/** The pause that stands, or undefined. */
export async function isPaused(tx: Tx): Promise<Pause | undefined> {
  return tx
    .selectFrom('sending_pauses')
    .select(['reason', 'actor', 'since'])
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}
