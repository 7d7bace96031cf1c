import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { MINUTE_MS } from '../../lib/duration.ts';
import { describeError } from '../../lib/errors.ts';
import { isRefusedData } from '../ingest/refused-data.ts';
import { PARSER_VERSION } from '../parse/parser-version.ts';
import type { LeaveOut } from '../retention/leave-out.ts';
import type { ParsePool } from '../workers/parse-pool.ts';
import type { ReadOutcome } from '../workers/read-outcome.ts';
import type { BlobStore } from './blob-store.ts';
import { type ClaimedRaw, claimRaw, MAX_READ_ATTEMPTS, releaseClaims, separateClaims } from './claim-raw.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { type ReadMail, storeMessages } from './store-messages.ts';
import { loadKept, lostRaw } from './store-raw.ts';

export interface ReadMessagesOptions {
  db: Db;
  businessId: string;
  pool: Pick<ParsePool, 'read'>;
  blobs: BlobStore;
  own: OwnAddresses;
  /** Whose Authentication-Results are believed, by the name of the mailbox in which a mail was found. */
  authservIds: ReadonlyMap<string, readonly string[]>;
  /** What may not enter the log; everything may unless told. */
  leaveOut?: LeaveOut | undefined;
  now: Date;
  /** Mails of one batch, in one transaction. */
  limit: number;
}

export interface ReadMessagesResult {
  read: number;
  /** Failed now, and tried again later. */
  failed: number;
  quarantined: number;
  /** There may be more to read at once. */
  more: boolean;
}

/**
 * Stage: turns raw mail into the message log. Claims a batch, parses it in the pool, and writes messages, addresses and
 * threads in one transaction that also marks the raw mails read. Any number of workers may run it at once; each mail
 * is logged once. Rejects when the pool or the database is gone; then nothing was lost.
 */
export async function readMessages(options: ReadMessagesOptions): Promise<ReadMessagesResult> {
  const { db, businessId, now, limit } = options;
  const { claimed, quarantined } = await inBusiness(db, businessId, (tx) => claimRaw(tx, now, limit));
  if (claimed.length === 0) return { read: 0, failed: 0, quarantined, more: quarantined > 0 };
  try {
    const outcomes = await readClaimed(options, claimed);
    const counts = await inBusiness(db, businessId, (tx) => writeOutcomes(tx, options, claimed, outcomes));
    return { ...counts, quarantined: counts.quarantined + quarantined, more: true };
  } catch (error) {
    if (isRefusedData(error)) {
      await inBusiness(db, businessId, (tx) => separateClaims(tx, claimed, describeError(error), now));
      return { read: 0, failed: claimed.length, quarantined, more: true };
    }
    await inBusiness(db, businessId, (tx) => releaseClaims(tx, claimed, now));
    throw error;
  }
}

/** One outcome a raw mail, by content hash. A mail whose bytes are gone or broken fails alone. */
async function readClaimed(
  { pool, blobs, authservIds }: ReadMessagesOptions,
  claimed: readonly ClaimedRaw[],
): Promise<Map<string, ReadOutcome>> {
  const outcomes = new Map<string, ReadOutcome>();
  const loaded = await Promise.all(
    claimed.map(async (raw) => {
      try {
        return { raw, packed: await loadKept(raw, blobs) };
      } catch (error) {
        outcomes.set(raw.content_hash, {
          ok: false,
          reason: lostRaw(error),
        });
        return undefined;
      }
    }),
  );
  const present = loaded.filter((mail) => mail !== undefined);
  const byMailbox = Map.groupBy(present, ({ raw }) => raw.mailbox_name ?? '');
  for (const [mailbox, mails] of byMailbox) {
    const trustedServers = authservIds.get(mailbox) ?? [];
    const read = await pool.read(
      mails.map(({ packed }) => packed),
      { trustedServers },
    );
    for (const [at, { raw }] of mails.entries()) {
      outcomes.set(raw.content_hash, read[at] ?? { ok: false, reason: 'the reader gave no answer' });
    }
  }
  return outcomes;
}

async function writeOutcomes(
  tx: Tx,
  { own, leaveOut, now }: ReadMessagesOptions,
  claimed: readonly ClaimedRaw[],
  outcomes: ReadonlyMap<string, ReadOutcome>,
): Promise<Omit<ReadMessagesResult, 'more'>> {
  const waiting = await stillUnread(
    tx,
    claimed.map(({ content_hash }) => content_hash),
  );
  const mails: ReadMail[] = [];
  const failures: { raw: ClaimedRaw; reason: string; certain: boolean }[] = [];
  for (const raw of claimed) {
    const outcome = outcomes.get(raw.content_hash);
    if (!waiting.has(raw.content_hash) || !outcome) continue;
    if (outcome.ok) {
      const { message, reading, texts } = outcome;
      mails.push({ raw, message, reading, texts });
    } else failures.push({ raw, reason: outcome.reason, certain: outcome.certain === true });
  }
  const leftOut = mails.length > 0 ? await leaveOut?.(tx, mails, now) : undefined;
  const logged = leftOut ? mails.filter(({ raw }) => !leftOut.has(raw.content_hash)) : mails;
  if (logged.length > 0) {
    await storeMessages(tx, logged, own, now);
    await sql`
      update raw_messages set read_state = 'read', read_error = null, parser_version = ${PARSER_VERSION}::int
      where content_hash = any(${logged.map(({ raw }) => raw.content_hash)}::text[])`.execute(tx);
  }
  let quarantined = 0;
  for (const { raw, reason, certain } of failures) {
    const last = certain || raw.read_attempts >= MAX_READ_ATTEMPTS;
    if (last) quarantined++;
    await tx
      .updateTable('raw_messages')
      .set({
        read_state: last ? 'quarantined' : 'pending',
        read_error: reason.slice(0, MAX_REASON_LENGTH),
        read_after: new Date(now.getTime() + raw.read_attempts * MINUTE_MS),
        parser_version: PARSER_VERSION,
      })
      .where('content_hash', '=', raw.content_hash)
      .execute();
  }
  return { read: mails.length, failed: failures.length - quarantined, quarantined };
}

const MAX_REASON_LENGTH = 1000;

/** Of `hashes`, those that no other worker has written meanwhile; locked. */
async function stillUnread(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ content_hash: string }>`
    select content_hash from raw_messages
    where content_hash = any(${[...hashes]}::text[]) and read_state = 'pending'
    order by content_hash for update`.execute(tx);
  return new Set(rows.rows.map(({ content_hash }) => content_hash));
}
