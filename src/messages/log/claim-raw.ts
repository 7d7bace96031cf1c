import { sql } from 'kysely';
import type { Arrival, FolderRole, Tx } from '../../database/tables.ts';
import { MINUTE_MS } from '../../lib/duration.ts';

/** A raw mail that one worker is about to read. */
export interface ClaimedRaw {
  content_hash: string;
  size: number;
  encoding: 'identity' | 'zstd';
  bytes: Buffer | null;
  file: string | null;
  arrival: Arrival;
  mailbox_id: string | null;
  /** Null for a copy of what the outbox sent. */
  mailbox_name: string | null;
  folder_role: FolderRole | null;
  internal_date: Date;
  /** This attempt included. */
  read_attempts: number;
}

/** A mail that was begun this often without success goes to quarantine. */
export const MAX_READ_ATTEMPTS = 3;

/** How long a claim keeps other workers away. Two that read one mail all the same write it once. */
const CLAIM_MS = 2 * MINUTE_MS;
/** Octets of raw mail in one batch; a larger mail is read alone. */
const MAX_CLAIM_BYTES = 12_000_000;

/**
 * Takes up to `limit` unread raw mails, new mail before history, and counts the attempt before it is made: a mail that
 * takes the whole process down runs out of attempts. What was tried before is therefore taken alone, or its
 * neighbours would run out of theirs with it.
 */
export async function claimRaw(
  tx: Tx,
  now: Date,
  limit: number,
): Promise<{ claimed: ClaimedRaw[]; quarantined: number }> {
  const due = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'size', 'read_attempts'])
    .where('read_state', '=', 'pending')
    .where('read_after', '<=', now)
    .orderBy('arrival', 'desc')
    .orderBy('read_after')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  const exhausted = due.filter(({ read_attempts }) => read_attempts >= MAX_READ_ATTEMPTS);
  await quarantine(
    tx,
    exhausted.map(({ content_hash }) => content_hash),
  );
  const hashes = chooseTogether(due.filter(({ read_attempts }) => read_attempts < MAX_READ_ATTEMPTS));
  if (hashes.length === 0) return { claimed: [], quarantined: exhausted.length };
  const claimed = await sql<ClaimedRaw>`
    update raw_messages r set read_attempts = read_attempts + 1,
      read_after = ${new Date(now.getTime() + CLAIM_MS)}::timestamptz
    where content_hash = any(${hashes}::text[])
    returning content_hash, size, encoding, bytes, file, arrival, mailbox_id, folder_role, internal_date, read_attempts,
      (select name from mailboxes m where m.business_id = r.business_id and m.id = r.mailbox_id) as mailbox_name`.execute(
    tx,
  );
  return { claimed: claimed.rows, quarantined: exhausted.length };
}

/** They were begun often enough, and nobody came back to say how it ended. */
async function quarantine(tx: Tx, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await sql`
    update raw_messages set read_state = 'quarantined', read_error = coalesce(read_error, 'reading it never came to an end')
    where content_hash = any(${[...hashes]}::text[])`.execute(tx);
}

/** The first of `due` and those that may share its fate. */
function chooseTogether(
  due: readonly { content_hash: string; size: number; read_attempts: number }[],
): string[] {
  const [first] = due;
  if (!first) return [];
  if (first.read_attempts > 0) return [first.content_hash];
  const chosen: string[] = [];
  let bytes = 0;
  for (const { content_hash, size, read_attempts } of due) {
    if (read_attempts > 0) continue;
    bytes += size;
    if (chosen.length > 0 && bytes > MAX_CLAIM_BYTES) break;
    chosen.push(content_hash);
  }
  return chosen;
}

/** Gives claims back as if they had not been made: the reader was stopped, the mails did nothing. */
export async function releaseClaims(tx: Tx, claimed: readonly ClaimedRaw[], now: Date): Promise<void> {
  await sql`
    update raw_messages set read_attempts = greatest(0, read_attempts - 1), read_after = ${now}::timestamptz
    where read_state = 'pending' and content_hash = any(${claimed.map(({ content_hash }) => content_hash)}::text[])`.execute(
    tx,
  );
}

/** The database refused what these mails hold; each is tried alone from now on, so that the guilty one stays alone. */
export async function separateClaims(
  tx: Tx,
  claimed: readonly ClaimedRaw[],
  error: string,
  now: Date,
): Promise<void> {
  await sql`
    update raw_messages set read_error = ${error}::text, read_after = ${now}::timestamptz
    where read_state = 'pending' and content_hash = any(${claimed.map(({ content_hash }) => content_hash)}::text[])`.execute(
    tx,
  );
}
