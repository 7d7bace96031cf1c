import { sql } from 'kysely';
import type { PurchasePattern } from '../config/schema.ts';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import { recordNotices } from '../customers/order-mail/record-notices.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { DetectContext } from './detect-context.ts';
import type { DetectableMessage } from './detectable-message.ts';
import { detectOrderMail } from './detectors/order-mail.ts';
import { learnedPatterns } from './learned-patterns.ts';
import { mailsOfSender } from './mails-of-sender.ts';

export interface OrderHistoryOptions {
  db: Db;
  businessId: string;
  /** Canonical; everybody's mail where none is named. */
  sender?: string | undefined;
  patterns: readonly PurchasePattern[];
  business: { currency: string; timeZone: string };
  rules: PeopleRules;
  signingKey: string;
  now: Date;
}

export interface OrderHistoryResult {
  mails: number;
  purchases: number;
  payments: number;
  takenBack: number;
}

/** Mails of one transaction. */
const BATCH = 200;

/**
 * Reads what is logged of a sender once more, now that somebody said how, or that it is our shop; or all mail, once a newer
 * version reads better. All of it is history,
 * the mail of this morning too: nobody is thanked for what was found late. Purchases that are known stay as they are.
 */
export async function readOrderHistory(options: OrderHistoryOptions): Promise<OrderHistoryResult> {
  const result: OrderHistoryResult = { mails: 0, purchases: 0, payments: 0, takenBack: 0 };
  const { db, businessId, sender } = options;
  for (let before: string | undefined; ; ) {
    const batch = await inBusiness(db, businessId, async (tx) => {
      await lockCustomers(tx);
      const mails = await mailsOfSender(tx, {
        sender,
        limit: BATCH,
        ...(before === undefined ? {} : { before }),
      });
      return { mails, told: await recordBatch(tx, mails, options) };
    });
    result.mails += batch.mails.length;
    result.purchases += batch.told.purchases;
    result.payments += batch.told.payments;
    result.takenBack += batch.told.takenBack;
    before = batch.mails.at(-1)?.id;
    if (batch.mails.length < BATCH) return result;
  }
}

async function recordBatch(tx: Tx, mails: readonly DetectableMessage[], options: OrderHistoryOptions) {
  const context = await orderContext(tx, options);
  const sold = mails
    .flatMap((mail) => detectOrderMail(mail, context))
    .flatMap((finding) => (finding.do === 'order' ? [{ ...finding.sold, history: true }] : []));
  // An order comes before what is told of it later.
  const inOrder = sold.toSorted((one, other) => one.sentAt.getTime() - other.sentAt.getTime());
  const told = await recordNotices(tx, inOrder, options.now, options.rules);
  const hashes = [...new Set(sold.map(({ contentHash }) => contentHash))];
  await sql`
    insert into effects (content_hash, rule, created_at)
    select hash, 'order-mail', ${options.now}::timestamptz from unnest(${hashes}::text[]) as hash
    on conflict do nothing`.execute(tx);
  return told;
}

/** What detectors of orders need to know, as of now. */
export async function orderContext(
  tx: Tx,
  { businessId, signingKey, patterns, business, rules, now }: Omit<OrderHistoryOptions, 'db' | 'sender'>,
): Promise<DetectContext> {
  const { currency, timeZone } = business;
  const learned = await learnedPatterns(tx, patterns);
  return { businessId, signingKey, patterns, own: rules.own, ...learned, currency, timeZone, now };
}
