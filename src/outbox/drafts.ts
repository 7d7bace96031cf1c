import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { loopToken } from './loop-token.ts';

/** Puts a mail (CRLF bytes) into the Drafts folder of a mailbox. Rejects when it cannot. */
export type AppendToDrafts = (mailboxId: string, bytes: Buffer, date: Date) => Promise<void>;

const LEASE_MS = 5 * 60_000;
const MAX_ATTEMPTS = 5;

/**
 * Puts mails that a person is to send into the Drafts folders, one at a time under a short lease; after five failures one
 * is given up and cancelled. A crash between the append and its record may leave a second draft there. Answers how many.
 */
export async function appendDrafts({
  db,
  businessId,
  append,
  now,
  limit,
  log,
  signal,
}: {
  db: Db;
  businessId: string;
  append: AppendToDrafts;
  now: Date;
  limit: number;
  log: Log;
  signal?: AbortSignal;
}): Promise<number> {
  const held = await inBusiness(db, businessId, (tx) => takeDrafts(tx, limit));
  let appended = 0;
  for (const draft of held) {
    if (signal?.aborted) break;
    const error = await append(draft.mailboxId, unsigned(Buffer.from(draft.bytes)), now).then(
      () => undefined,
      (reason: unknown) => describeError(reason),
    );
    if (error === undefined) appended++;
    else log.warn({ email: draft.id, error }, 'cannot put a mail into the Drafts folder');
    await inBusiness(db, businessId, (tx) => settleDraft(tx, draft, error, now));
  }
  return appended;
}

interface HeldDraft {
  id: string;
  mailboxId: string;
  bytes: Buffer;
  attempts: number;
}

async function takeDrafts(tx: Tx, limit: number): Promise<HeldDraft[]> {
  const { rows } = await sql<HeldDraft>`
    with due as (
      select d.email_id from drafts d join outgoing_emails e on e.id = d.email_id
      where d.state = 'to append' and e.state = 'draft'
        and (d.lease_until is null or d.lease_until < clock_timestamp())
      order by d.email_id limit ${limit} for update of d skip locked
    ), taken as (
      update drafts d set attempts = d.attempts + 1,
        lease_until = clock_timestamp() + ${`${LEASE_MS} milliseconds`}::interval
      from due where d.email_id = due.email_id returning d.email_id, d.attempts
    )
    select e.id, e.mailbox_id as "mailboxId", e.bytes, t.attempts from taken t join outgoing_emails e on e.id = t.email_id`.execute(
    tx,
  );
  return rows;
}

async function settleDraft(
  tx: Tx,
  { id, attempts }: HeldDraft,
  error: string | undefined,
  now: Date,
): Promise<void> {
  const givenUp = error !== undefined && attempts >= MAX_ATTEMPTS;
  await tx
    .updateTable('drafts')
    .set({
      state: error === undefined ? 'appended' : givenUp ? 'given up' : 'to append',
      last_error: error ?? '',
      ...(error === undefined ? { appended_at: now } : {}),
    })
    .where('email_id', '=', id)
    .where('state', '=', 'to append')
    .execute();
  if (givenUp)
    await changeDraft(tx, id, {
      state: 'cancelled',
      reason: `could not be put into the Drafts folder: ${error}`,
      now,
    });
}

/** A person may change every word of it, and their server signs it anew: a signature of ours would only be wrong. */
function unsigned(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end).toString('latin1');
  const kept = head.replace(/^DKIM-Signature:.*(?:\r\n[ \t].*)*\r\n/gim, '');
  return Buffer.concat([Buffer.from(kept, 'latin1'), bytes.subarray(end)]);
}

/** Drafts that nobody sent in time are of no use any more; what lies in the folder is left to its owner. At most `limit`. */
export function expireDrafts({
  db,
  businessId,
  now,
  limit,
}: {
  db: Db;
  businessId: string;
  now: Date;
  limit: number;
}): Promise<number> {
  return inBusiness(db, businessId, async (tx) => {
    const { rows } =
      await sql`update outgoing_emails set state = 'expired', state_actor = 'wafa', state_at = ${now},
        state_reason = 'nobody sent it in time; the draft may still lie in the folder'
      where id in (select id from outgoing_emails where state = 'draft' and expires_at <= ${now}
        order by expires_at limit ${limit} for update skip locked) returning id`.execute(tx);
    return rows.length;
  });
}

/** Whether a draft of ours lies in a mailbox and was not seen to be sent. */
export async function anyDraftOut(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from outgoing_emails where state = 'draft' limit 1`.execute(tx);
  return rows.length > 0;
}

/** A mail that left a mailbox of ours, as it lies among what was sent. */
export interface SentByPerson {
  /** Without angle brackets. */
  messageId: string;
  /** The value of our loop header, where the mail program has kept it. */
  loopHeader: string | null;
  subject: string;
  /** Canonical. */
  recipients: readonly string[];
}

/**
 * A person has sent a draft of ours: known by its Message-ID, by our loop header (which is made of that of the draft, and
 * stays when a mail program gives it another), or, where both are gone, by the same subject to the same person after it
 * was put there. It must lie in a Sent folder. The draft becomes `sent`, with the evidence. Answers which one.
 */
export async function recogniseDraft(
  tx: Tx,
  mail: SentByPerson,
  { key, businessId, now }: { key: string; businessId: string; now: Date },
): Promise<string | undefined> {
  const open = await tx
    .selectFrom('outgoing_emails as e')
    .innerJoin('drafts as d', 'd.email_id', 'e.id')
    .select(['e.id', 'e.message_id as messageId', 'e.subject'])
    .where('e.state', '=', 'draft')
    .where('d.state', '=', 'appended')
    .where('e.recipient_canonical', '=', sql<string>`any(${[...mail.recipients]}::text[])`)
    .orderBy('e.created_at')
    .execute();
  if (open.length === 0 || !(await liesInSent(tx, mail.messageId))) return undefined;
  const { loopHeader } = mail;
  const found =
    open.find(({ messageId }) => messageId === mail.messageId) ??
    open.find(({ messageId }) => loopHeader?.trim() === loopToken(key, businessId, messageId)) ??
    open.find(({ subject }) => subject.trim() === mail.subject.trim());
  if (!found) return undefined;
  const by =
    found.messageId === mail.messageId
      ? 'its Message-ID'
      : loopHeader?.trim() === loopToken(key, businessId, found.messageId)
        ? 'its loop header'
        : 'its recipient and subject';
  await changeDraft(tx, found.id, { state: 'sent', reason: `sent by a person; known by ${by}`, now });
  await sql`update outgoing_emails set sent_at = ${now},
      evidence = evidence || ${JSON.stringify({ sentAs: mail.messageId, knownBy: by, seenIn: 'the Sent folder' })}::jsonb
    where id = ${found.id}`.execute(tx);
  await tx.updateTable('drafts').set({ state: 'sent' }).where('email_id', '=', found.id).execute();
  return found.id;
}

/** Only what lies there has left: the draft itself is a mail of the mailbox, too. */
async function liesInSent(tx: Tx, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    select from messages m join locations l on l.content_hash = m.content_hash join folders f on f.id = l.folder_id
    where m.message_id = ${messageId} and f.role = 'sent' limit 1`.execute(tx);
  return rows.length > 0;
}

async function changeDraft(
  tx: Tx,
  id: string,
  { state, reason, now }: { state: 'sent' | 'cancelled'; reason: string; now: Date },
): Promise<void> {
  await tx
    .updateTable('outgoing_emails')
    .set({ state, state_reason: reason, state_actor: 'wafa', state_at: now })
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .execute();
}
