import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { SendingSettings } from '../config/schema.ts';
import type { Halted } from '../database/campaign-tables.ts';
import type { MailClass, Tx } from '../database/tables.ts';
import { HOUR_MS } from '../lib/duration.ts';
import { haltedCampaigns, verdictOfHalted } from './halted-campaigns.ts';
import { takeClaimLock } from './outbox-locks.ts';
import { isPaused } from './pause.ts';
import { loadRefusals } from './refusals.ts';
import { type DueEmail, type GuardVerdict, guardEmail, postpone } from './send-guards.ts';

/** A mail under our lease. */
export interface ClaimedEmail {
  id: string;
  mailbox_id: string;
  recipient: string;
  recipient_canonical: string;
  envelope_from: string;
  bytes: Buffer;
  attempt: number;
  lease_token: string;
}

/** What a conditions check at send time may look at. */
interface EmailToRecheck {
  id: string;
  automation: string;
  class: MailClass;
  purpose: string;
  contactId: string | null;
  runId: string | null;
  campaignId: string | null;
  idemKey: string;
}

/** A reason not to send it after all (a purchase made in between), or not yet; or undefined. */
export type Recheck = (
  tx: Tx,
  email: EmailToRecheck,
) => Promise<string | { reason: string; until: Date } | undefined>;

export interface ClaimOptions {
  now: Date;
  settings: SendingSettings;
  /** The business's zone. */
  timeZone: string;
  mailboxIds: readonly string[];
  limit: number;
  leaseMs: number;
  recheck?: Recheck | undefined;
  /** The last claim, a moment ago, saw so much room under the hourly cap that it is not counted again. */
  hasRoom?: boolean | undefined;
}

export interface Claim {
  emails: ClaimedEmail[];
  /** Rows that were due and looked at; fewer than the limit means there are no more. */
  looked: number;
  ended: number;
  postponed: number;
  /** Why nothing may be claimed at all. */
  stoppedBy: string | undefined;
  /** How many more the hourly cap allowed, where it was counted. */
  room?: number | undefined;
}

/**
 * Steps 1 and 2 of the outgoing protocol: takes due mails that nobody holds, passes them through the guards, and
 * leases those that may go. The lease is by the database's clock, what is due by `now`.
 */
export async function claimEmails(tx: Tx, options: ClaimOptions): Promise<Claim> {
  const none = { emails: [], looked: 0, ended: 0, postponed: 0 };
  await takeClaimLock(tx);
  const pause = await isPaused(tx);
  if (pause) return { ...none, stoppedBy: `paused by ${pause.actor}: ${pause.reason}` };
  const room = options.hasRoom === true ? options.limit : await roomUnderHourlyCap(tx, options);
  if (room <= 0) return { ...none, stoppedBy: 'the hourly cap is reached' };
  const candidates = await dueEmails(tx, options, Math.min(options.limit, room));
  if (candidates.length === 0) return { ...none, stoppedBy: undefined };
  const verdicts = await judge(tx, candidates, options);
  const going = candidates.filter((_, index) => verdicts[index]?.kind === 'go').map(({ id }) => id);
  await settle(tx, candidates, verdicts, options.now);
  return {
    emails: await lease(tx, going, options),
    looked: room < options.limit ? options.limit : candidates.length,
    ended: verdicts.filter(({ kind }) => kind === 'end').length,
    postponed: verdicts.filter(({ kind }) => kind === 'postpone').length,
    stoppedBy: undefined,
    room: options.hasRoom === true ? undefined : room,
  };
}

type Verdict = GuardVerdict | { kind: 'end'; state: 'cancelled'; reason: string };

interface Candidate extends DueEmail, EmailToRecheck {
  class: MailClass;
  timeZone: string | null;
}

/** What left, may have left or is about to leave within the last hour counts. */
async function roomUnderHourlyCap(tx: Tx, { settings, now }: ClaimOptions): Promise<number> {
  const since = new Date(now.getTime() - HOUR_MS);
  const { rows } = await sql<{ count: number }>`select
      (select count(*) from outgoing_emails where state in ('sent', 'uncertain') and state_at > ${since})
      + (select count(*) from outgoing_emails where state in ('claimed', 'transmitting')) as count`.execute(
    tx,
  );
  return settings.hourlyCap - (rows[0]?.count ?? 0);
}

async function dueEmails(tx: Tx, { now, mailboxIds }: ClaimOptions, limit: number): Promise<Candidate[]> {
  const rows = await tx
    .selectFrom('outgoing_emails as e')
    .leftJoin('contacts as c', (join) =>
      join.onRef('c.business_id', '=', 'e.business_id').onRef('c.id', '=', 'e.contact_id'),
    )
    .select([
      'e.id',
      'e.class',
      'e.purpose',
      'e.recipient_canonical as recipientCanonical',
      'e.contact_id as contactId',
      'e.expires_at as expiresAt',
      'e.automation',
      'e.run_id as runId',
      'e.campaign_id as campaignId',
      'e.idem_key as idemKey',
      'c.time_zone as timeZone',
    ])
    .where('e.state', '=', 'queued')
    .where('e.due_at', '<=', now)
    .where('e.mailbox_id', '=', sql<string>`any(${[...mailboxIds]}::uuid[])`)
    .orderBy('e.due_at')
    .limit(limit)
    .forUpdate('e')
    .skipLocked()
    .execute();
  return rows;
}

async function judge(tx: Tx, candidates: Candidate[], options: ClaimOptions): Promise<Verdict[]> {
  const { settings, now, recheck } = options;
  const refuse = await loadRefusals(
    tx,
    candidates.map((candidate) => ({ ...candidate, canonical: candidate.recipientCanonical })),
    now,
  );
  const contacted = await marketingTimes(tx, candidates, options);
  const halted = candidates.some(({ campaignId }) => campaignId !== null)
    ? await haltedCampaigns(tx)
    : new Map<string, Halted>();
  const verdicts: Verdict[] = [];
  for (const candidate of candidates) {
    let verdict: Verdict = guardEmail(candidate, {
      now,
      timeZone: candidate.timeZone ?? options.timeZone,
      quietHours: settings.quietHours,
      refused: refuse({ ...candidate, canonical: candidate.recipientCanonical }),
      contactedAt: contacted.filter((mail) => isTo(mail, candidate)).map(({ at }) => at),
      frequencyCap: settings.frequencyCap,
    });
    const halt = halted.get(candidate.campaignId ?? '');
    if (verdict.kind !== 'end' && halt) verdict = verdictOfHalted(halt, candidate, now);
    if (verdict.kind === 'go') {
      const reason = await recheck?.(tx, candidate);
      if (typeof reason === 'string') verdict = { kind: 'end', state: 'cancelled', reason };
      else if (reason) verdict = postpone(candidate, reason.until, reason.reason);
      else if (candidate.class === 'marketing')
        contacted.push({ address: candidate.recipientCanonical, contactId: candidate.contactId, at: now });
    }
    verdicts.push(verdict);
  }
  return verdicts;
}

/** A marketing mail that somebody got, or may have got. */
interface Contacted {
  address: string;
  contactId: string | null;
  at: Date;
}

/** To the same person, whichever of their addresses it went to. */
function isTo({ address, contactId }: Contacted, candidate: Candidate): boolean {
  return (
    address === candidate.recipientCanonical || (contactId !== null && contactId === candidate.contactId)
  );
}

/** The marketing mail that these people got lately at any of their addresses. Uncertain counts as contacted. */
async function marketingTimes(
  tx: Tx,
  candidates: Candidate[],
  { settings, now }: ClaimOptions,
): Promise<Contacted[]> {
  const marketing = candidates.filter((one) => one.class === 'marketing');
  if (marketing.length === 0) return [];
  const addresses = [...new Set(marketing.map((one) => one.recipientCanonical))];
  const contactIds = [...new Set(marketing.flatMap(({ contactId }) => contactId ?? []))];
  const since = new Date(now.getTime() - settings.frequencyCap.per);
  // Two looks, each along its own index; one mail may be found by both.
  const { rows } = await sql<Contacted>`
    select recipient_canonical as address, contact_id as "contactId", state_at as at from outgoing_emails
    where id in (
      select id from outgoing_emails where recipient_canonical = any(${addresses}::text[])
      union select id from outgoing_emails where contact_id = any(${contactIds}::uuid[]))
    and class = 'marketing' and state in ('claimed', 'transmitting', 'sent', 'uncertain')
    and state_at > ${since}`.execute(tx);
  return rows;
}

/** Writes down what does not go now. */
async function settle(tx: Tx, candidates: Candidate[], verdicts: Verdict[], now: Date): Promise<void> {
  const rows = candidates.flatMap(
    ({ id }, index): { id: string; state: string; reason: string; due_at: Date | null }[] => {
      const verdict = verdicts[index];
      if (!verdict || verdict.kind === 'go') return [];
      if (verdict.kind === 'end') return [{ id, state: verdict.state, reason: verdict.reason, due_at: null }];
      return [{ id, state: 'queued', reason: verdict.reason, due_at: verdict.until }];
    },
  );
  if (rows.length === 0) return;
  await sql`update outgoing_emails e
    set state = v.state, state_reason = v.reason, state_actor = 'wafa', state_at = ${now}, due_at = coalesce(v.due_at, e.due_at)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, state text, reason text, due_at timestamptz)
    where e.id = v.id`.execute(tx);
}

async function lease(tx: Tx, ids: string[], { leaseMs, now }: ClaimOptions): Promise<ClaimedEmail[]> {
  if (ids.length === 0) return [];
  const token = randomUUID();
  const rows = await tx
    .updateTable('outgoing_emails')
    .set((eb) => ({
      state: 'claimed' as const,
      state_reason: '',
      state_actor: 'wafa',
      state_at: now,
      lease_token: token,
      lease_until: sql<Date>`clock_timestamp() + ${`${leaseMs} milliseconds`}::interval`,
      attempt: eb('attempt', '+', 1),
    }))
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .returning(['id', 'mailbox_id', 'recipient', 'recipient_canonical', 'envelope_from', 'bytes', 'attempt'])
    .execute();
  return rows.map((row) => ({ ...row, bytes: asBuffer(row.bytes), lease_token: token }));
}

/** Not copied: what one of the databases answers is one already. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
