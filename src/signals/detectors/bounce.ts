import type { BounceReading } from '../../messages/understand/message-reading.ts';
import type { BounceReport } from '../../outbox/bounces.ts';
import type { DetectContext } from '../detect-context.ts';
import { type DetectableMessage, headersOf } from '../detectable-message.ts';
import type { Finding, NewSignal } from '../finding.ts';
import { shortened } from '../sentence.ts';

/**
 * A report about delivery. The outbox acts on it only if an HMAC of ours proves that it is about a mail of ours; else it is
 * only noticed. One from history is never acted on: the address may be alive again.
 */
export function detectBounce(message: DetectableMessage, _context: DetectContext): Finding[] {
  const { bounce } = message.reading;
  if (!bounce) return [];
  const [first] = bounce.recipients;
  const about = first?.address ?? null;
  const report: BounceReport = {
    deliveredTo: deliveredTo(message),
    originalMessageId: bounce.originalMessageId,
    kind: kindOf(bounce),
    status: bounce.status,
    diagnostic: first?.diagnostic ?? '',
    contentHash: message.contentHash,
  };
  const told = bounce.class === 'bounce' ? signalOf(message, report, about) : null;
  if (message.arrival === 'history') return told ? [{ do: 'signal', rule: 'bounce', signal: told }] : [];
  return [{ do: 'report', rule: 'bounce', report, about, signal: told }];
}

/** Every address it may have been delivered to: one may be the return path of a mail of ours. */
export function deliveredTo(message: DetectableMessage): string[] {
  const recipients = message.addresses.filter(({ role }) => role === 'to' || role === 'cc');
  const traces = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];
  return [
    ...traces.flatMap((name) => headersOf(message, name)).map((value) => value.replace(/[<>]/g, '').trim()),
    ...recipients.map(({ address }) => address),
  ];
}

/** Of several recipients the worst counts only where they agree: our mails have one. */
function kindOf({ class: reportClass, kind }: BounceReading): BounceReport['kind'] {
  if (reportClass !== 'bounce') return 'delay';
  return kind === 'hard' ? 'hard' : 'soft';
}

function signalOf(message: DetectableMessage, report: BounceReport, about: string | null): NewSignal {
  return {
    kind: 'bounce',
    contactId: null,
    dedupeKey: `bounce:${message.contentHash}`,
    occurredAt: message.receivedAt,
    history: message.arrival === 'history',
    evidence: {
      messageId: message.id,
      address: about,
      hardness: report.kind,
      status: report.status,
      sentence: shortened(report.diagnostic),
    },
  };
}
