import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
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

export interface BounceContext {
  key: string;
  businessId: string;
  now: Date;
  /** So many mails that came back for now within this time, and the address counts as dead. */
  softBounces?: { count: number; within: number } | undefined;
}

const SOFT_BOUNCES = { count: 3, within: 30 * DAY_MS };

/**
 * Acts on a report only if it proves that it is about a mail of ours: by the VERP address it came to, or by the Message-ID
 * it quotes, both of which carry an HMAC. A dead address is suppressed, and so is one from which mail comes back again and
 * again; a complaint ends marketing mail to its address, and an uncertain mail was evidently sent. Call it before the transaction touches any row of the outbox.
 */
export async function recordBounce(
  tx: Tx,
  report: BounceReport,
  { key, businessId, now, softBounces = SOFT_BOUNCES }: BounceContext,
): Promise<Recorded> {
  const email =
    (await findByVerp(tx, report, { key, businessId, now })) ??
    (await findByMessageId(tx, report, { key, businessId }));
  if (!email) return { unverified: true };
  // Before any row: see outbox-locks.ts.
  if (report.kind !== 'delay') await takeFenceLock(tx);
  const { kind, status, diagnostic, contentHash } = report;
  const detail = { kind, status, diagnostic: diagnostic.slice(0, MAX_DIAGNOSTIC), contentHash };
  const evidence = {
    report: detail,
    ...(kind === 'hard' ? { hardBounce: status ?? 'hard' } : {}),
    ...(kind === 'complaint' ? { complaint: contentHash } : {}),
    ...(kind === 'soft' ? { softBounce: status ?? 'soft' } : {}),
  };
  const canonical = email.recipient_canonical;
  const suppressedNow = await suppressFor(tx, canonical, report);
  const raised = await addEvidence(tx, email.id, evidence, { arrived: 'a report refers to it', now });
  const suppressed =
    kind === 'soft' ? await suppressAfterMany(tx, canonical, report, softBounces, now) : suppressedNow;
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

/** A full mailbox that stays full is as good as none: counted by mails, not by reports. */
async function suppressAfterMany(
  tx: Tx,
  canonical: string,
  { contentHash, status }: BounceReport,
  { count, within }: { count: number; within: number },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`select id from outgoing_emails
    where recipient_canonical = ${canonical} and created_at > ${new Date(now.getTime() - within)}
      and (evidence->>'softBounce' is not null or (state = 'failed' and smtp_reply ~ ${MAILBOX_TROUBLE}))
    order by created_at desc limit ${count}`.execute(tx);
  if (rows.length < count) return false;
  const reason = `bounced ${count} times ${status ?? ''}`.trim();
  const evidence = { contentHash, emails: rows.map(({ id }) => id) };
  return suppress(tx, { canonical, scope: 'all', reason, source: 'bounce', evidence });
}

/** RFC 3463, class of the mailbox: disabled, full, message too long for it. */
const MAILBOX_TROUBLE = String.raw`^5\d\d[ -]5\.2\.`;
const MAX_ADDRESSES = 50;
const MAX_DIAGNOSTIC = 500;
