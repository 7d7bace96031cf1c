import type { Purpose } from '../customers/consent/purpose.ts';
import type { NewSignal } from './finding.ts';

/**
 * The signal of somebody who does not want mail any more. Who only leaves one topic is not through with us: that is a
 * signal of another kind, on which no sequence stops.
 */
export function unsubscribeSignal(signal: NewSignal, purpose: Purpose | 'all'): NewSignal {
  if (purpose === 'all' || purpose === 'marketing') return signal;
  const dedupeKey = `${signal.dedupeKey}:${purpose}`;
  return { ...signal, kind: 'unsubscribe-topic', dedupeKey, evidence: { ...signal.evidence, purpose } };
}
