import { purposeOf } from '../customers/consent/purpose.ts';
import type { MailClass, Tx } from '../database/tables.ts';
import { loadContactFacts } from './contact-facts.ts';
import { type HoldBack, type HoldBackSettings, holdBackWritten } from './hold-back.ts';
import { stoppedBy } from './plan.ts';
import { aboutOf, readContext } from './run-context.ts';
import { settledSubject } from './subject.ts';

/** What a check at send time may look at. */
export interface EmailToRecheck {
  contactId: string | null;
  runId: string | null;
  campaignId: string | null;
  automation?: string;
  class?: MailClass;
  /** Empty where only the class is known. */
  purpose?: string;
}

type RecheckSettings = Omit<HoldBackSettings, 'frequencyCap'> & {
  /** Whether the automation of this name asks for payment: what is paid meanwhile is not asked for. */
  isAboutBills?: (automation: string) => boolean;
};

/**
 * Conditions once more, at the moment a mail is about to leave (protocols: Time): why it must not leave after all, why not
 * yet (`until`), or undefined. A run that was stopped, an answer or a purchase since, and a bill that is paid, end what a run wrote; consent
 * that is gone ends any mail of a run or a campaign; whoever is away, or waits for an answer of ours, gets it later.
 * Only reads: the next look at the run stops it.
 */
export async function recheckEmail(
  tx: Tx,
  email: EmailToRecheck,
  now: Date,
  settings: RecheckSettings = NO_SETTINGS,
): Promise<string | (HoldBack & { until: Date }) | undefined> {
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
    const context = readContext(run.context);
    const ended = stoppedBy(facts.stops, context.stopOn, context.since);
    if (ended !== undefined) return ended;
    const billed = settings.isAboutBills?.(email.automation ?? '') ?? false;
    const settled = await settledSubject(tx, aboutOf(context), { billed });
    if (settled !== undefined) return settled;
  }
  const mailClass = email.class ?? 'transactional';
  const audience = {
    class: mailClass,
    purpose: purposeOf(email.purpose ?? '', mailClass),
    kinds: [facts.kind],
    automation: email.automation,
  };
  const held = holdBackWritten(audience, facts, settings, now);
  if (!held) return undefined;
  return held.until ? { reason: held.reason, until: held.until } : held.reason;
}

/** Nothing is known of the business: only what the contact said counts. */
const NO_SETTINGS: RecheckSettings = { isOwn: () => false };
