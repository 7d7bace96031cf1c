import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';

/** Rows that wait for a stage. */
export interface Backlog {
  read: number;
  match: number;
  detect: number;
  deliver: number;
}

export interface MailboxVitals {
  name: string;
  lastOkSyncAt: Date | null;
  /** Why it cannot be read at the moment. */
  failure: string | null;
  /** Its history is being read. */
  readsHistory: boolean;
}

/** What tells whether the job is being done. */
export interface Vitals {
  /** Those in the configuration. */
  mailboxes: MailboxVitals[];
  backlog: Backlog;
}

/**
 * Reads only what waits and how the mailboxes fare, so that it may be asked every few seconds however much is logged.
 * `configured` holds the names of the mailboxes in the configuration: for one that was taken out nobody waits.
 */
export async function readVitals(tx: Tx, configured: readonly string[]): Promise<Vitals> {
  const { rows } = await sql<MailboxVitals>`
    select m.name, m.last_ok_sync_at as "lastOkSyncAt", m.failure_message as failure,
      exists (select from folders f join cursors c on c.folder_id = f.id
        where f.mailbox_id = m.id and c.closed_at is null and c.history_started_at is not null
          and c.history_done_at is null) as "readsHistory"
    from mailboxes m where m.name = any(${[...configured]}::text[]) order by m.created_at, m.name`.execute(
    tx,
  );
  return { mailboxes: rows, backlog: await readBacklog(tx, configured) };
}

/** Along the indexes of what waits. Mail that waits for a mailbox outside the configuration does not wait for a stage. */
export async function readBacklog(tx: Tx, configured: readonly string[]): Promise<Backlog> {
  const { rows } = await sql<Backlog>`select
    (select count(*) from raw_messages where read_state = 'pending') as read,
    (select count(*) from messages where matched_at is null) as match,
    (select count(*) from messages where detected_at is null and matched_at is not null) as detect,
    (select count(*) from outgoing_emails where state = 'queued' and due_at <= now()
      and mailbox_id in (select id from mailboxes where name = any(${[...configured]}::text[]))) as deliver`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error('a query without a table gave no row');
  return row;
}
