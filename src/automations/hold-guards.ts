import { HOUR_MS } from '../lib/duration.ts';
import type { ContactFacts } from './contact-facts.ts';
import type { Audience, HoldBack } from './hold-back.ts';
import type { HoldRules } from './hold-rules.ts';

/**
 * What a considerate person would wait for before writing of offers, news or birthdays: a complaint or a return that is
 * open, a question that nobody answered; and no offers to who has yet to pay. Asked again some hours later.
 */
export function holdByGuards(
  audience: Audience,
  { standing }: ContactFacts,
  rules: HoldRules,
  now: Date,
): HoldBack | undefined {
  if (!standing || !isGuarded(audience)) return undefined;
  const until = new Date(now.getTime() + LOOK_AGAIN_MS);
  const held = (code: string, since: Date): HoldBack => ({
    reason: `${code}:${since.toISOString().slice(0, 10)}`,
    until,
  });
  const within = (since: Date, maxMs: number) => since.getTime() > now.getTime() - maxMs;
  const { complaintSince, returnSince, questionSince, overdueSince } = standing;
  if (rules.openComplaint && complaintSince) return held('open-complaint', complaintSince);
  if (returnSince && within(returnSince, rules.openReturnMs)) return held('open-return', returnSince);
  if (questionSince && within(questionSince, rules.unansweredQuestionMs))
    return held('open-question', questionSince);
  const offers = (audience.purpose ?? audience.class) === 'marketing';
  return rules.overduePayment && offers && overdueSince ? held('payment-overdue', overdueSince) : undefined;
}

/** Marketing, newsletters and greetings; not what answers the complaint itself. */
function isGuarded({ class: mailClass, purpose }: Audience): boolean {
  return mailClass === 'marketing' || purpose === 'service';
}

/** How soon after an answer or a solution the mail goes on. */
const LOOK_AGAIN_MS = 4 * HOUR_MS;
