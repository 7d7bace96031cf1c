import { sql } from 'kysely';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { findContacts } from '../customers/match/find-contacts.ts';
import { recordNotices } from '../customers/order-mail/record-notices.ts';
import { recordPurchases } from '../customers/purchases/record-purchases.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { recordBounce } from '../outbox/bounces.ts';
import { withdrawConsent } from '../outbox/change-consent.ts';
import { recogniseDraft } from '../outbox/drafts.ts';
import { recordSeen } from '../outbox/evidence.ts';
import { takeFenceLock } from '../outbox/outbox-locks.ts';
import { meantBy, unsubscribeByToken } from '../outbox/unsubscribe.ts';
import type { Finding, NewSignal } from './finding.ts';
import { insertSignals } from './insert-signals.ts';
import { answerByReply, type UnhappyUpTo } from './survey-answers.ts';
import { unsubscribeSignal } from './unsubscribe-signal.ts';

/** A finding and the content it was found in. */
export interface FoundIn {
  contentHash: string;
  finding: Finding;
}

export interface ApplyContext {
  businessId: string;
  signingKey: string;
  rules: PeopleRules;
  /** Answers up to this are noticed as unhappy, by survey. */
  unhappyUpTo: UnhappyUpTo;
  now: Date;
  /** When an address that bounces counts as dead. */
  softBounces?: { count: number; within: number } | undefined;
}

export interface Applied {
  signals: number;
  purchases: number;
}

/**
 * Does what findings ask for, all in this transaction, each rule once per content: the row in `effects` decides. The
 * fence lock is taken before any row of the outbox (outbox-locks.ts).
 */
export async function applyFindings(
  tx: Tx,
  found: readonly FoundIn[],
  context: ApplyContext,
): Promise<Applied> {
  const fresh = await claimEffects(tx, found, context.now);
  if (fresh.some(({ do: what }) => what === 'suppress' || what === 'unsubscribe' || what === 'report')) {
    await takeFenceLock(tx);
  }
  const signals: NewSignal[] = [];
  for (const finding of fresh) signals.push(...(await applyOne(tx, finding, context)));
  const purchases = fresh.flatMap((finding) => (finding.do === 'purchase' ? [finding.purchase] : []));
  const { recorded } = await recordPurchases(tx, purchases, context.now, context.rules);
  const sold = fresh.flatMap((finding) => (finding.do === 'order' ? [finding.sold] : []));
  const told = await recordNotices(tx, sold, context.now, context.rules);
  const inserted = await insertSignals(tx, signals, context.now);
  const bought = recorded + told.purchases;
  return { signals: inserted + told.shipments + bought, purchases: bought };
}

/** The findings whose rule has not acted on their content yet; from now on it has. */
async function claimEffects(tx: Tx, found: readonly FoundIn[], now: Date): Promise<Finding[]> {
  if (found.length === 0) return [];
  const rows = found.map(({ contentHash, finding: { rule } }) => ({ contentHash, rule }));
  const claimed = await sql<{ content_hash: string; rule: string }>`
    insert into effects (content_hash, rule, created_at)
    select distinct "contentHash", rule, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("contentHash" text, rule text)
    on conflict do nothing returning content_hash, rule`.execute(tx);
  const keys = new Set(claimed.rows.map(({ content_hash, rule }) => `${content_hash} ${rule}`));
  return found
    .filter(({ contentHash, finding }) => keys.has(`${contentHash} ${finding.rule}`))
    .map(({ finding }) => finding);
}

/** Answers the signals to write. Purchases are recorded together, afterwards. */
async function applyOne(tx: Tx, finding: Finding, context: ApplyContext): Promise<NewSignal[]> {
  const { now } = context;
  switch (finding.do) {
    case 'signal':
      return [finding.signal];
    case 'purchase':
    case 'order':
      return [];
    case 'seen':
      await recordSeen(tx, finding.messageId, finding.where, now);
      return [];
    case 'left':
      await recogniseDraft(tx, finding, { key: context.signingKey, businessId: context.businessId, now });
      return [];
    case 'answer':
      return answerByReply(tx, finding.reply, context.unhappyUpTo, now);
    case 'suppress': {
      const { canonical, source, signal, emailId } = finding;
      // Who uses the mailto of a newsletter on a topic means that topic; who says it in words means all of it.
      const meant = emailId === undefined || source === 'reply' ? undefined : await meantBy(tx, { emailId });
      const purpose = meant?.purpose ?? 'all';
      const { evidence } = signal;
      await withdrawConsent(tx, { canonical, purpose, source, actor: 'contact', evidence, now });
      return [await ofContact(tx, unsubscribeSignal(signal, purpose), canonical)];
    }
    case 'unsubscribe': {
      const subject = { businessId: context.businessId, emailId: finding.emailId };
      const done = await unsubscribeByToken(tx, subject, finding.source, now);
      return [
        await ofContact(tx, unsubscribeSignal(finding.signal, done?.purpose ?? 'all'), done?.canonical),
      ];
    }
    case 'report':
    default:
      return applyReport(tx, finding, context);
  }
}

async function applyReport(
  tx: Tx,
  { report, about, signal }: Extract<Finding, { do: 'report' }>,
  { businessId, signingKey, now, softBounces }: ApplyContext,
): Promise<NewSignal[]> {
  const outcome = await recordBounce(tx, report, { key: signingKey, businessId, now, softBounces });
  if (!signal) return [];
  if ('unverified' in outcome) {
    return [{ ...signal, kind: `${signal.kind}-unverified`, evidence: { ...signal.evidence, proof: null } }];
  }
  const evidence = { ...signal.evidence, emailId: outcome.emailId, suppressed: outcome.suppressed };
  return [await ofContact(tx, { ...signal, evidence }, about === null ? undefined : canonicalAddress(about))];
}

/** The signal of whoever has the address; of the sender, if nobody has. */
async function ofContact(tx: Tx, signal: NewSignal, canonical: string | undefined): Promise<NewSignal> {
  if (canonical === undefined) return signal;
  const contact = (await findContacts(tx, [canonical])).get(canonical);
  return contact ? { ...signal, contactId: contact.id } : signal;
}
