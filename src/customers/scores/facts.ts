import type { FeedbackKind, InteractionChannel, Stage } from '../../database/customer-tables.ts';
import type { ContactChannel, ContactKind } from '../../database/tables.ts';

/** All that scores are made of, of one contact. Times are epoch milliseconds, lists go oldest first and are bounded. */
export interface ContactFacts {
  id: string;
  kind: ContactKind;
  timeZone: string | null;
  preferredChannel: ContactChannel | null;
  firstMessageAt: number | null;
  lastActivityAt: number | null;
  incomingCount: number;
  outgoingCount: number;
  /** Of all purchases, also those before the ones listed. */
  purchaseCount: number;
  firstPurchaseAt: number | null;
  usualGapDays: number | null;
  awayUntil: number | null;
  purchases: PurchaseFact[];
  /** What they bought in all, by currency. */
  totals: CurrencyTotal[];
  /** Mail by hand, of both sides. */
  mails: MailFact[];
  interactions: InteractionFact[];
  feedback: FeedbackFact[];
  /** Those of `ENDING_TAGS` that the contact has. */
  tags: string[];
  /** As it was scored last; null the first time. */
  before: {
    stage: Stage | null;
    stageSince: number | null;
    stageReason: string | null;
    endedAfter: number | null;
  } | null;
}

export interface PurchaseFact {
  at: number;
  amountMinor: number;
  currency: string;
  dueAt: number | null;
  paidAt: number | null;
}

export interface CurrencyTotal {
  currency: string;
  count: number;
  amountMinor: number;
}

export interface MailFact {
  at: number;
  incoming: boolean;
  thread: string;
}

export interface InteractionFact {
  at: number;
  incoming: boolean;
  channel: InteractionChannel;
}

export interface FeedbackFact {
  at: number;
  kind: FeedbackKind;
  score: number | null;
  scoreOf: number | null;
  competitor: string | null;
  cause: string | null;
  satisfied: boolean | null;
  resolvedAt: number | null;
}

/** Tags by which a person says that a relationship ended, and why. */
export const ENDING_TAGS = ['fraud', 'ended-by-us'] as const;
