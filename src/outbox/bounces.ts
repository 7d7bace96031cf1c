import type { Tx } from '../database/tables.ts';
import { addEvidence } from './evidence.ts';
import { readOwnMessageId } from './message-id.ts';
import { takeFenceLock } from './outbox-locks.ts';
import { suppress } from './suppress.ts';
import { readVerp, verifyVerp } from './verp.ts';

/** A report about a mail of ours, as the reading of bounces and complaints gives it. */
export interface BounceReport {
  /** Every address it was sent to: To, Delivered-To, X-Original-To; one may be our VERP address. */
  deliveredTo: readonly string[];
  /** Message-ID of the mail it is about, without angle brackets, where it quotes one. */
  originalMessageId: string | null;
  /** `hard`: the address is dead; `soft`: for now; `delay`: still trying; `complaint`: marked as spam (ARF). */
  kind: 'hard' | 'soft' | 'delay' | 'complaint';
  /** RFC 3463, such as `5.1.1`. */
  status: string | null;
  /** The server's words. */
  diagnostic: string;
  /** Which mail reported it. */
  contentHash: string;
}

export type Recorded =
  | { emailId: string; suppressed: boolean; raised: boolean }
  /** No HMAC of ours that verifies: it may be forged, so nothing was done. */
  | { unverified: true };

/**
 * Acts on a report only if it proves that it is about a mail of ours: by the VERP address it came to, or by the Message-ID
 * it quotes, both of which carry an HMAC. A dead address is suppressed, a complaint ends marketing mail to its address,
 * and an uncertain mail was evidently sent. Call it before the transaction touches any row of the outbox.
 */
export async function recordBounce(
  tx: Tx,
  report: BounceReport,
  { key, businessId, now }: { key: string; businessId: string; now: Date },
): Promise<Recorded> {
  const email =
    (await findByVerp(tx, report, { key, businessId, now })) ??
    (await findByMessageId(tx, report, { key, businessId }));
  if (!email) return { unverified: true };
  // Before any row: see outbox-locks.ts.
  if (report.kind === 'hard' || report.kind === 'complaint') await takeFenceLock(tx);
  const { kind, status, diagnostic, contentHash } = report;
  const detail = { kind, status, diagnostic: diagnostic.slice(0, MAX_DIAGNOSTIC), contentHash };
  const evidence = {
    report: detail,
    ...(kind === 'hard' ? { hardBounce: status ?? 'hard' } : {}),
    ...(kind === 'complaint' ? { complaint: contentHash } : {}),
  };
  const suppressed = await suppressFor(tx, email.recipient_canonical, report);
  const raised = await addEvidence(tx, email.id, evidence, { arrived: 'a report refers to it', now });
  return { emailId: email.id, suppressed, raised };
}

interface Found {
  id: string;
  recipient_canonical: string;
}

async function findByVerp(
  tx: Tx,
  report: BounceReport,
  { key, businessId, now }: { key: string; businessId: string; now: Date },
): Promise<Found | undefined> {
  for (const address of report.deliveredTo.slice(0, MAX_ADDRESSES)) {
    const parts = readVerp(address);
    if (!parts) continue;
    const candidates = await tx
      .selectFrom('outgoing_emails')
      .select(['id', 'recipient', 'recipient_canonical'])
      .where('id', '>=', parts.lowestId)
      .where('id', '<=', parts.highestId)
      .execute();
    const genuine = candidates.find(({ id, recipient }) =>
      verifyVerp(key, parts, { businessId, emailId: id, recipient }, now),
    );
    if (genuine) return genuine;
  }
  return undefined;
}

async function findByMessageId(
  tx: Tx,
  report: BounceReport,
  { key, businessId }: { key: string; businessId: string },
): Promise<Found | undefined> {
  const emailId =
    report.originalMessageId === null
      ? undefined
      : readOwnMessageId(key, businessId, report.originalMessageId);
  if (emailId === undefined) return undefined;
  return tx
    .selectFrom('outgoing_emails')
    .select(['id', 'recipient_canonical'])
    .where('id', '=', emailId)
    .executeTakeFirst();
}

async function suppressFor(tx: Tx, canonical: string, report: BounceReport): Promise<boolean> {
  const evidence = { contentHash: report.contentHash };
  if (report.kind === 'hard') {
    const reason = `hard bounce ${report.status ?? ''}`.trim();
    return suppress(tx, { canonical, scope: 'all', reason, source: 'bounce', evidence });
  }
  if (report.kind === 'complaint') {
    const reason = 'marked our mail as spam';
    return suppress(tx, { canonical, scope: 'marketing', reason, source: 'complaint', evidence });
  }
  return false;
}

const MAX_ADDRESSES = 50;
const MAX_DIAGNOSTIC = 500;
