import { SUBSCRIPTION_MAIL } from '../outbox/confirm-subscriptions.ts';
import type { Automation } from './automation.ts';
import { TEST_MAIL } from './write-test-mail.ts';

/**
 * Why a mail that waits must not leave after all, or undefined: a person has switched off, or taken away, the automation
 * that wrote it. `dry-run` is off, too: it only shows what would be sent. What a person sends again leaves all the same.
 */
export function switchedOff(
  automations: readonly Automation[],
  email: { automation: string; idemKey: string },
): string | undefined {
  if (email.idemKey.endsWith(RESEND) || ASKED_FOR.has(email.automation)) return undefined;
  const automation = automations.find(({ name }) => name === email.automation);
  if (!automation) return `the automation ${email.automation} was taken away`;
  const { name, mode } = automation;
  return mode === 'off' || mode === 'dry-run' ? `the automation ${name} was switched to ${mode}` : undefined;
}

/** What no automation writes: a person asked for it, just now. */
const ASKED_FOR: ReadonlySet<string> = new Set([SUBSCRIPTION_MAIL, TEST_MAIL]);

/** How the key of a mail ends that a person sent again (outbox/resend.ts). */
const RESEND = ':resend';
