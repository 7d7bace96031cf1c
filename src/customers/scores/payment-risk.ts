import { DAY_MS } from '../../lib/duration.ts';
import type { PaymentEvidence } from './evidence.ts';
import type { PurchaseFact } from './facts.ts';

export interface PaymentRisk {
  /** 0 to 1: the chance that the next one is paid late. */
  risk: number;
  evidence: PaymentEvidence;
  /** When a purchase that is not paid becomes late, epoch milliseconds. */
  nextAt: number | undefined;
}

/** Money needs a day to arrive. */
const GRACE_MS = DAY_MS;
/** What the business's customers do weighs as much as so many of their own. */
const PRIOR_WEIGHT = 4;
/** Where a business has no credit history: most pay in time. */
export const USUAL_LATE_SHARE = 0.15;

/**
 * The chance that a contact pays late, from what they bought on credit: the share of late ones, drawn towards that of all
 * customers (`usualShare`) the fewer there are (the mean of a beta distribution). Undefined without credit.
 */
export function paymentRisk(
  purchases: readonly PurchaseFact[],
  usualShare: number,
  now: number,
): PaymentRisk | undefined {
  let due = 0;
  let overdue = 0;
  let nextAt: number | undefined;
  const delays: number[] = [];
  for (const { dueAt, paidAt } of purchases) {
    if (dueAt === null) continue;
    const limit = dueAt + GRACE_MS;
    if (paidAt === null && now <= limit) {
      nextAt = Math.min(nextAt ?? Number.POSITIVE_INFINITY, limit + 1);
      continue;
    }
    due++;
    if (paidAt === null) overdue++;
    if (paidAt === null || paidAt > limit) delays.push((paidAt ?? now) - dueAt);
  }
  if (due === 0) return nextAt === undefined ? undefined : onlyWaiting(usualShare, nextAt);
  const risk = (delays.length + PRIOR_WEIGHT * usualShare) / (due + PRIOR_WEIGHT);
  delays.sort((a, b) => a - b);
  const middle = delays[delays.length >> 1];
  return {
    risk: Math.round(risk * 1000) / 1000,
    evidence: {
      due,
      late: delays.length,
      overdue,
      lateDays: middle === undefined ? null : Math.round(middle / DAY_MS),
    },
    nextAt,
  };
}

function onlyWaiting(usualShare: number, nextAt: number): PaymentRisk {
  const evidence = { due: 0, late: 0, overdue: 0, lateDays: null };
  return { risk: Math.round(usualShare * 1000) / 1000, evidence, nextAt };
}
