import type { ClaimedEmail } from './claim.ts';
import type { Outcome } from './mail-sender.ts';
import type { Verdict } from './record-verdicts.ts';
import { consequenceOf } from './reply-policy.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Step 6 of the outgoing protocol: what an outcome makes of the row. */
export function verdictOf(email: ClaimedEmail, outcome: Outcome, at: Date, random = Math.random()): Verdict {
  const base = { emailId: email.id, leaseToken: email.lease_token, at };
  if (outcome.kind === 'sent') return { ...base, state: 'sent', reason: '', reply: outcome.reply };
  if (outcome.kind === 'uncertain') {
    return { ...base, state: 'uncertain', reason: outcome.reason, evidence: { uncertain: outcome.reason } };
  }
  if (outcome.kind === 'not-released') {
    return { ...base, state: 'queued', reason: outcome.reason, counts: false };
  }
  if (outcome.kind === 'retry') {
    const dueAt = new Date(at.getTime() + retryDelayMs(email.attempt, random));
    return { ...base, state: 'queued', reason: outcome.reason, reply: outcome.reply?.text, dueAt };
  }
  const { text, enhanced } = outcome.reply;
  const failed = { ...base, state: 'failed' as const, reason: text, reply: text };
  if (consequenceOf(outcome.reply) !== 'suppress') return failed;
  const reason = `the server says ${enhanced ?? ''}`;
  return {
    ...failed,
    evidence: { hardBounce: text },
    suppress: { canonical: email.recipient_canonical, reason },
  };
}
