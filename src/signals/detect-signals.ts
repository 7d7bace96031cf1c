import { sql } from 'kysely';
import type { PurchasePattern } from '../config/schema.ts';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import { anyDraftOut } from '../outbox/drafts.ts';
import { applyFindings, type FoundIn } from './apply-findings.ts';
import type { DetectContext } from './detect-context.ts';
import { detectMessage } from './detect-message.ts';
import { anyUndetected, type DetectableMessage, takeUndetected } from './detectable-message.ts';
import { learnedPatterns } from './learned-patterns.ts';

export interface DetectSignalsOptions {
  db: Db;
  businessId: string;
  /** `config.purchaseMail`. */
  patterns: readonly PurchasePattern[];
  /** Currency and time zone of order confirmations that name none. */
  business: { currency: string; timeZone: string };
  rules: PeopleRules;
  signingKey: string;
  /** What customers are asked, by name; replies are answers. */
  surveys?: ReadonlyMap<string, { unhappyUpTo: number }>;
  /** When an address that bounces for now counts as dead. */
  softBounces?: { count: number; within: number };
  now: Date;
  /** Messages of one batch, in one transaction. */
  limit: number;
  /** Leaves the history for later, but for mails that ask not to be mailed any more. */
  urgentOnly?: boolean;
}

export interface DetectSignalsResult {
  /** Messages looked at; 0 when nothing is left to do. */
  detected: number;
  /** New signals, purchases among them. */
  signals: number;
  purchases: number;
}

/**
 * Stage: looks at matched messages for what matters, and writes signals with their evidence; purchases, suppressions
 * and bounces are recorded in the same transaction. Nothing happens twice for one content. History only makes signals
 * that are marked as such, but for one thing: who once asked not to be mailed stays unmailed.
 */
export async function detectSignals(options: DetectSignalsOptions): Promise<DetectSignalsResult> {
  const { db, businessId, patterns, business, rules, signingKey, now, limit, urgentOnly = false } = options;
  return inBusiness(db, businessId, async (tx) => {
    if (!(await anyUndetected(tx, urgentOnly))) return { detected: 0, signals: 0, purchases: 0 };
    await lockCustomers(tx);
    const { shops, learned } = await learnedPatterns(tx, patterns);
    const messages = await takeUndetected(tx, { limit, confirmers: [...shops], urgentOnly });
    if (messages.length === 0) return { detected: 0, signals: 0, purchases: 0 };
    const { currency, timeZone } = business;
    const context: DetectContext = {
      businessId,
      signingKey,
      patterns,
      own: rules.own,
      shops,
      learned,
      currency,
      timeZone,
      draftsOut: await anyDraftOut(tx),
      now,
    };
    const found = messages.flatMap((message) => findingsIn(message, context));
    const unhappyUpTo = new Map(
      [...(options.surveys ?? [])].map(([name, survey]) => [name, survey.unhappyUpTo]),
    );
    const applied = await applyFindings(tx, found, {
      businessId,
      signingKey,
      rules,
      unhappyUpTo,
      softBounces: options.softBounces,
      now,
    });
    await sql`update messages set detected_at = ${now}
      where id = any(${messages.map(({ id }) => id)}::uuid[])`.execute(tx);
    return { detected: messages.length, ...applied };
  });
}

/** A detector that fails on one mail must not stop the others: the failure is noticed, and the mail passed over. */
function findingsIn(message: DetectableMessage, context: DetectContext): FoundIn[] {
  const { contentHash } = message;
  try {
    return detectMessage(message, context).map((finding) => ({ contentHash, finding }));
  } catch (error) {
    const signal = {
      kind: 'detection-failed',
      contactId: null,
      dedupeKey: `detection-failed:${contentHash}`,
      occurredAt: message.receivedAt,
      history: message.arrival === 'history',
      evidence: { messageId: message.id, error: describeError(error) },
    };
    return [{ contentHash, finding: { do: 'signal', rule: 'detection-failed', signal } }];
  }
}
