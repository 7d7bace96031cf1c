import type { PurchasePattern } from '../config/schema.ts';
import { storedPatterns } from '../customers/order-mail/patterns/stored-patterns.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import type { DetectContext, LearnedPattern } from './detect-context.ts';

/** What people taught of the senders of order mail, and the senders that the configuration names. */
export async function learnedPatterns(
  tx: Tx,
  patterns: readonly PurchasePattern[],
): Promise<Pick<DetectContext, 'shops' | 'learned'>> {
  const stored = await storedPatterns(tx);
  const learned = new Map<string, LearnedPattern[]>();
  for (const { id, sender, pattern } of stored) {
    if (pattern.kind !== 'pattern') continue;
    learned.set(sender, [...(learned.get(sender) ?? []), { id, pattern }]);
  }
  const configured = patterns.flatMap(({ from }) => canonicalAddress(from) ?? []);
  return { shops: new Set([...configured, ...stored.map(({ sender }) => sender)]), learned };
}
