import type { NewsletterAutomation } from '../automations/automation.ts';
import type { Audience } from '../automations/hold-back.ts';
import { audienceOf } from '../automations/plan.ts';
import { NEWSLETTER, type Purpose } from '../customers/consent/purpose.ts';

/** What a newsletter is for: the topic its automation names, else the newsletter that has none. */
export function purposeOfLetter({
  purpose,
  class: mailClass,
}: Pick<NewsletterAutomation, 'purpose' | 'class'>): Purpose {
  return purpose ?? (mailClass === 'marketing' ? NEWSLETTER : mailClass);
}

/** Whom it is for. */
export function readersOf(automation: NewsletterAutomation): Audience {
  return { ...audienceOf(automation), purpose: purposeOfLetter(automation) };
}
