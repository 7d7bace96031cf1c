import { cleanText, oneLine } from '../parse/clean-text.ts';
import { atStage, kindOf, reasonOf } from './bounce-reasons.ts';
import type { BouncedRecipient, BounceReason } from './message-reading.ts';

/** What a report says about one recipient; '' where it says nothing. */
export interface RecipientEvidence {
  address: string;
  action: string;
  status: string;
  /** The server's answer. */
  diagnostic: string;
  /** More words about this recipient, used when the answer alone tells no reason. */
  context: string;
}

/** Judges one recipient of a report. */
export function bouncedRecipient({
  address,
  action,
  status,
  diagnostic,
  context,
}: RecipientEvidence): BouncedRecipient {
  const arrived = ARRIVED.has(action);
  const codes = codesOf(diagnostic, arrived);
  const contextCodes = codesOf(context, arrived);
  const known = usefulStatus(status) ?? usefulStatus(codes.status) ?? usefulStatus(contextCodes.status);
  const best = known ?? (status || codes.status || contextCodes.status || null);
  const smtpCode = codes.smtpCode ?? contextCodes.smtpCode;
  const weighed = weigh(
    reasonOf(diagnostic, best, null),
    reasonOf(`${diagnostic} ${context}`, best, null),
    best,
    smtpCode,
  );
  const reason = atStage(weighed, `${diagnostic} ${context.split(/\n\s*\n/, 1)[0] ?? ''}`, best);
  const parsedAction = actionOf(action, best);
  return {
    address: address.toLowerCase(),
    action: parsedAction,
    status: best,
    smtpCode,
    reason,
    kind: kindOf(reason),
    permanence: permanenceOf(parsedAction, best, smtpCode, reason),
    diagnostic: oneLine(cleanText(diagnostic || context, MAX_DIAGNOSTIC_KEPT)),
  };
}

const MAX_DIAGNOSTIC_KEPT = 1000;

/** Reasons that words alone carry; the others are guesses from single words, and a status knows better. */
const TELLING: ReadonlySet<BounceReason> = new Set([
  'unknown_user',
  'unknown_host',
  'moved',
  'accepts_no_mail',
  'mailbox_full',
  'suspended',
  'spam',
  'blocked',
  'authentication',
  'rejected_sender',
  'relaying',
  'too_big',
  'virus',
]);

/** The answer's words, then telling words around it, then the status, then whatever the words hinted at. */
function weigh(
  answer: BounceReason,
  around: BounceReason,
  status: string | null,
  smtpCode: number | null,
): BounceReason {
  if (TELLING.has(answer)) return answer;
  if (answer !== 'unknown' && !VAGUE.has(answer)) return answer;
  if (TELLING.has(around)) return around;
  const byStatus = reasonOf('', status, smtpCode);
  if (byStatus !== 'unknown') return byStatus;
  return answer === 'unknown' ? around : answer;
}

const VAGUE: ReadonlySet<BounceReason> = new Set(['filtered', 'system']);

/** Actions of RFC 3464 2.3.3 whose status begins with 2. */
const ARRIVED: ReadonlySet<string> = new Set(['delivered', 'deliverable', 'relayed', 'expanded']);

const ANY_STATUS = /(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.]*\d)/;
/** In the transcript of a session, what was well stands before what was not. */
const FAILURE_STATUS = /(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.]*\d)/;

/** RFC 3463 status and RFC 5321 reply code in a server's words. `arrived`: the report is not of a failure. */
function codesOf(text: string, arrived: boolean): { status: string; smtpCode: number | null } {
  const status = (arrived ? ANY_STATUS : FAILURE_STATUS).exec(text)?.[1] ?? '';
  const code = /(?<![\d.#-])([45]\d\d)(?=[\s\-#:;,>)\]]|$)/.exec(text)?.[1];
  return { status, smtpCode: code === undefined || Number(code) > 559 ? null : Number(code) };
}

/** x.0.0 says no more than the action does. */
function usefulStatus(status: string): string | undefined {
  return status === '' || status.endsWith('.0.0') ? undefined : status;
}

function actionOf(action: string, status: string | null): BouncedRecipient['action'] {
  switch (action) {
    case 'failed':
    case 'failure':
    case 'delayed':
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return action === 'failure' ? 'failed' : action;
    case 'deliverable':
      return 'delivered';
    case 'deferred':
    case 'delay':
      return 'delayed';
    default:
      return status?.startsWith('2.') ? 'delivered' : 'failed';
  }
}

/** The class digit decides; without one, only time and the network heal by themselves. */
function permanenceOf(
  action: BouncedRecipient['action'],
  status: string | null,
  smtpCode: number | null,
  reason: BouncedRecipient['reason'],
): BouncedRecipient['permanence'] {
  if (action === 'delayed') return 'transient';
  if (action !== 'failed') return null;
  const digit = status?.[0] ?? String(smtpCode ?? '')[0];
  if (digit === '4') return 'transient';
  return digit === undefined && (reason === 'expired' || reason === 'network') ? 'transient' : 'permanent';
}
