import { audit } from '../../../businesses/audit.ts';
import type { Tx } from '../../../database/tables.ts';
import { newId } from '../../../lib/ids.ts';
import type { OrderPattern, TrustedShop } from './pattern.ts';

/** What a person taught of one sender. */
export interface StoredPattern {
  id: string;
  /** Canonical address. */
  sender: string;
  pattern: OrderPattern | TrustedShop;
  messageId: string | null;
  actor: string;
  createdAt: Date;
}

/** Those in use, the newest first; `sender`: only this one's. */
export async function storedPatterns(tx: Tx, sender?: string): Promise<StoredPattern[]> {
  const rows = await tx
    .selectFrom('order_patterns')
    .select(['id', 'sender', 'pattern', 'message_id as messageId', 'actor', 'created_at as createdAt'])
    .where('ended_at', 'is', null)
    .$if(sender !== undefined, (query) => query.where('sender', '=', sender ?? ''))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, pattern: row.pattern as OrderPattern | TrustedShop }));
}

/** Keeps it, in use from now on. */
export async function savePattern(
  tx: Tx,
  saved: Pick<StoredPattern, 'sender' | 'pattern' | 'messageId' | 'actor'> & { now: Date },
): Promise<string> {
  const id = newId(saved.now.getTime());
  await tx
    .insertInto('order_patterns')
    .values({
      id,
      sender: saved.sender,
      pattern: JSON.stringify(saved.pattern),
      message_id: saved.messageId,
      actor: saved.actor,
      created_at: saved.now,
    })
    .execute();
  const { sender, actor, now } = saved;
  const detail = { id, kind: saved.pattern.kind };
  await audit(tx, { actor, action: 'order pattern saved', subject: sender, detail, at: now });
  return id;
}

/** No longer in use. `takenBack`: purchases that went with it. */
export async function endPattern(
  tx: Tx,
  { id, sender }: Pick<StoredPattern, 'id' | 'sender'>,
  { actor, takenBack, now }: { actor: string; takenBack: number; now: Date },
): Promise<void> {
  await tx.updateTable('order_patterns').set({ ended_at: now }).where('id', '=', id).execute();
  const detail = { id, takenBack };
  await audit(tx, { actor, action: 'order pattern forgotten', subject: sender, detail, at: now });
}
