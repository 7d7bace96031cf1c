import { inBusiness } from '../database/in-business.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { isThisMachine } from '../outbox/doctor/examine.ts';
import { bulkHold } from '../outbox/doctor/preflight.ts';
import type { RegisteredMailbox } from './senders.ts';
import type { Workspace } from './workspace.ts';

/** Looked at again after this; the mails wait meanwhile. */
const LOOK_AGAIN_MS = 15 * MINUTE_MS;

/**
 * Asks once, for all mails of one delivery: why marketing mail waits, and until when. What a server on this machine takes
 * goes nowhere and never waits.
 */
export function askOnceWhyBulkWaits(
  { db, businessId }: Pick<Workspace, 'db' | 'businessId'>,
  mailboxes: readonly RegisteredMailbox[],
  now: Date,
): (email: { class: string }) => Promise<{ reason: string; until: Date } | undefined> {
  const [sender] = mailboxes;
  let asked: Promise<string | undefined> | undefined;
  return async (email) => {
    if (email.class !== 'marketing' || !sender || isThisMachine(sender.settings.smtp.host)) return undefined;
    asked ??= inBusiness(db, businessId, (tx) => bulkHold(tx, sender.id, now));
    const reason = await asked;
    return reason === undefined ? undefined : { reason, until: new Date(now.getTime() + LOOK_AGAIN_MS) };
  };
}
