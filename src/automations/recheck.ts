import type { Tx } from '../database/tables.ts';
import { loadContactFacts } from './contact-facts.ts';
import { stoppedBy } from './plan.ts';
import { readContext } from './run-context.ts';

/** What a check at send time may look at. */
export interface EmailToRecheck {
  contactId: string | null;
  runId: string | null;
  campaignId: string | null;
}

/**
 * Conditions once more, at the moment a mail is about to leave (protocols: Time): why it must not leave after all, or
 * undefined. A run that was stopped, an answer or a purchase since, and a contact who is away by now hold back what a
 * run wrote; an away contact also a newsletter. Only reads: the next look at the run stops it.
 */
export async function recheckEmail(tx: Tx, email: EmailToRecheck, now: Date): Promise<string | undefined> {
  const { contactId, runId, campaignId } = email;
  if (contactId === null || (runId === null && campaignId === null)) return undefined;
  const facts = (await loadContactFacts(tx, [contactId], now)).get(contactId);
  if (!facts) return 'the contact is gone';
  if (runId !== null) {
    const run = await tx
      .selectFrom('automation_runs')
      .select(['state', 'state_reason', 'context'])
      .where('id', '=', runId)
      .executeTakeFirst();
    if (!run) return 'its run is gone';
    if (run.state === 'stopped') return run.state_reason;
    const { stopOn, since } = readContext(run.context);
    const ended = stoppedBy(facts.stops, stopOn, since);
    if (ended !== undefined) return ended;
  }
  if (facts.awayUntil && facts.awayUntil.getTime() > now.getTime()) {
    return `the contact is away until ${facts.awayUntil.toISOString().slice(0, 10)}`;
  }
  return undefined;
}
