import { sql } from 'kysely';
import type { RetentionSettings } from '../../config/schema.ts';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { markLeftOut } from './leave-out.ts';

/** A place in the log, from the oldest message on. */
export interface LogPlace {
  receivedAt: Date;
  id: string;
}

export interface RetentionOptions {
  db: Db;
  businessId: string;
  settings: Pick<RetentionSettings, 'keepRaw' | 'keepText' | 'keep'>;
  now: Date;
  /** Messages of one batch, in one transaction. */
  limit: number;
  /** Where the last batch ended; undefined at the beginning of a pass. */
  after: LogPlace | undefined;
}

export interface RetentionResult {
  rawDropped: number;
  textDropped: number;
  leftOut: number;
  /** Where the next batch begins; undefined at the end of the pass. */
  next: LogPlace | undefined;
}

/** Mail of nobody we know is kept this long after it was read: its sender may yet become a contact. */
const GRACE_MS = 7 * DAY_MS;

/** Whether the settings ask for anything. */
function retains({ keepRaw, keepText, keep }: RetentionOptions['settings']): boolean {
  return keepRaw !== null || keepText !== null || keep === 'contacts';
}

/**
 * Stage: goes through the log from its oldest message on, batch by batch, and drops what is kept no longer: raw bytes
 * after `keepRaw` (and after `keepText`, for they hold the text), texts after `keepText`, and with `keep: contacts` whole
 * messages in which nobody is a contact. The rows of raw mail stay, with their hash, so that nothing comes in again. What
 * could not be read and lies in quarantine goes by its age there.
 */
export async function applyRetention(options: RetentionOptions): Promise<RetentionResult> {
  const { db, businessId, settings, now, limit } = options;
  const nothing = { rawDropped: 0, textDropped: 0, leftOut: 0, next: undefined };
  if (!retains(settings)) return nothing;
  return inBusiness(db, businessId, async (tx) => {
    const until = { text: horizon(settings.keepText, now), raw: horizon(settings.keepRaw, now) };
    until.raw = Math.max(until.raw, until.text);
    const quarantined = await dropQuarantined(tx, new Date(until.raw), now, limit);
    const page = await readPage(tx, options, Math.max(until.raw, until.text));
    if (page.length === 0) return { ...nothing, leftOut: quarantined };
    const strangers = settings.keep === 'contacts' ? await takeOutStrangers(tx, page, now) : 0;
    const rawDropped = await dropRaw(tx, olderThan(page, until.raw), now);
    const textDropped = await dropTexts(tx, olderThan(page, until.text), now);
    const last = page.length < limit ? undefined : page.at(-1);
    const next = last && { receivedAt: last.received_at, id: last.id };
    return { rawDropped, textDropped, leftOut: strangers + quarantined, next };
  });
}

interface PageRow {
  id: string;
  content_hash: string;
  received_at: Date;
}

/** Everything received before this, in milliseconds, is kept no longer; before all mail where all is kept. */
function horizon(keep: number | null, now: Date): number {
  return keep === null ? 0 : now.getTime() - keep;
}

function olderThan(page: readonly PageRow[], until: number): PageRow[] {
  return page.filter((row) => row.received_at.getTime() < until);
}

/** The order is that of the index of the log, backwards. */
async function readPage(
  tx: Tx,
  { settings, now, limit, after }: RetentionOptions,
  oldUntil: number,
): Promise<PageRow[]> {
  const until = settings.keep === 'contacts' ? now.getTime() : oldUntil;
  let query = tx
    .selectFrom('messages')
    .select(['id', 'content_hash', 'received_at'])
    .where('received_at', '<', new Date(until))
    .orderBy('received_at')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after) {
    query = query
      .where('received_at', '>=', after.receivedAt)
      .where((eb) => eb.or([eb('received_at', '>', after.receivedAt), eb('id', '<', after.id)]));
  }
  return query.execute();
}

async function dropQuarantined(tx: Tx, before: Date, now: Date, limit: number): Promise<number> {
  const rows = await tx
    .selectFrom('raw_messages')
    .select('content_hash')
    .where('read_state', '=', 'quarantined')
    .where('created_at', '<', before)
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  await markLeftOut(
    tx,
    rows.map((row) => ({ contentHash: row.content_hash, reason: 'could not be read' })),
    now,
  );
  return rows.length;
}

async function dropRaw(tx: Tx, rows: readonly PageRow[], now: Date): Promise<number> {
  if (rows.length === 0) return 0;
  const result = await sql`
    update raw_messages set bytes = null, dropped_at = ${now.toISOString()}::timestamptz
    where content_hash = any(${rows.map((row) => row.content_hash)}::text[]) and read_state = 'read'
      and dropped_at is null`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Not before every stage has read them: an old archive may come in long after its time. */
async function dropTexts(tx: Tx, rows: readonly PageRow[], now: Date): Promise<number> {
  if (rows.length === 0) return 0;
  const result = await sql`
    update messages set text = '', reply_text = '', text_dropped_at = ${now.toISOString()}::timestamptz
    where id = any(${rows.map(({ id }) => id)}::uuid[]) and text_dropped_at is null
      and matched_at is not null and detected_at is not null`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Messages that every stage is through with, and in which nobody is a contact. Empty threads go with them. */
async function takeOutStrangers(tx: Tx, rows: readonly PageRow[], now: Date): Promise<number> {
  const { rows: gone } = await sql<{ content_hash: string; thread_id: string }>`
    delete from messages m
    where m.id = any(${rows.map(({ id }) => id)}::uuid[]) and m.matched_at is not null and m.detected_at is not null
      and m.created_at < ${new Date(now.getTime() - GRACE_MS).toISOString()}::timestamptz and m.contact_id is null
      and not exists (select from message_addresses a where a.business_id = m.business_id and a.message_id = m.id
        and a.contact_id is not null)
    returning m.content_hash, m.thread_id`.execute(tx);
  if (gone.length === 0) return 0;
  await sql`
    delete from threads t where t.id = any(${gone.map((row) => row.thread_id)}::uuid[])
      and not exists (select from messages m where m.business_id = t.business_id and m.thread_id = t.id)`.execute(
    tx,
  );
  await markLeftOut(
    tx,
    gone.map((row) => ({ contentHash: row.content_hash, reason: 'nobody we know' })),
    now,
  );
  return gone.length;
}
