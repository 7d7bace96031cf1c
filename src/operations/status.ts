import { sql } from 'kysely';
import type { FolderRole, OutgoingState, Tx } from '../database/tables.ts';
import { countParked } from '../outbox/park.ts';
import { type Backlog, readBacklog } from './vitals.ts';

/** How far one folder is read. */
export interface FolderStatus {
  path: string;
  role: FolderRole;
  /** Messages on the server at the last look; null before the first. */
  server: number | null;
  stored: number;
  skipped: Record<string, number>;
  waiting: number;
  /** Wanted, or read once, and not on the server since then. */
  missingSince: Date | null;
  /** Why it is not read at present although it is there. */
  failure: string | null;
  lastOkSyncAt: Date | null;
  history: HistoryStatus | null;
}

export interface HistoryStatus {
  done: number;
  total: number;
  perSecond: number;
  secondsLeft: number | null;
  finishedAt: Date | null;
}

export interface MailboxStatus {
  name: string;
  address: string;
  /** False when it was taken out of the configuration: it is not read, and sends nothing. */
  configured: boolean;
  /** Queued mails that wait for it to come back into the configuration. */
  parked: number;
  lastOkSyncAt: Date | null;
  failure: { class: string; message: string; since: Date | null; retryAt: Date | null } | null;
  /** The reading of the history rests, while new mail is read. */
  historyPause: { class: string; message: string; retryAt: Date | null } | null;
  folders: FolderStatus[];
}

/** Everything `wafa status`, the metrics and the page say. */
export interface Status {
  business: string;
  mailboxes: MailboxStatus[];
  backlog: Backlog;
  quarantined: number;
  log: { messages: number; contacts: number; customers: number; companies: number; purchases: number };
  outbox: Partial<Record<OutgoingState, number>>;
  paused: { reason: string; since: Date } | null;
}

/**
 * Counts what there is and what waits, inside one business; history's pace is measured up to `now`. `configured` holds
 * the names of the mailboxes in the configuration.
 */
export async function readStatus(tx: Tx, now: Date, configured: readonly string[]): Promise<Status> {
  const business = await tx.selectFrom('businesses').select('name').executeTakeFirstOrThrow();
  const pause = await tx
    .selectFrom('sending_pauses')
    .select(['reason', 'since'])
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return {
    business: business.name,
    mailboxes: await mailboxes(tx, now, configured),
    backlog: await readBacklog(tx, configured),
    ...(await counts(tx)),
    outbox: await outboxCounts(tx),
    paused: pause ?? null,
  };
}

/** All rows of the business are counted, along an index each: a second or so for a million. */
async function counts(tx: Tx): Promise<Pick<Status, 'quarantined' | 'log'>> {
  const { rows } = await sql<Pick<Status, 'quarantined' | 'log'>>`select
    (select count(*) from raw_messages where read_state = 'quarantined') as quarantined,
    jsonb_build_object(
      'messages', (select count(*) from messages),
      'contacts', (select count(*) from contacts),
      'customers', (select count(*) from contacts where kind = 'customer'),
      'companies', (select count(*) from companies),
      'purchases', (select count(*) from purchases)) as log`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a query without a table gave no row');
  return row;
}

async function outboxCounts(tx: Tx): Promise<Status['outbox']> {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

async function mailboxes(tx: Tx, now: Date, configured: readonly string[]): Promise<MailboxStatus[]> {
  const rows = await tx.selectFrom('mailboxes').selectAll().orderBy('created_at').orderBy('name').execute();
  const folders = await folderRows(tx);
  const parked = await countParked(tx, configured);
  return rows.map((mailbox) => ({
    name: mailbox.name,
    address: mailbox.address,
    configured: configured.includes(mailbox.name),
    parked: parked.get(mailbox.name) ?? 0,
    lastOkSyncAt: mailbox.last_ok_sync_at,
    failure:
      mailbox.failure_class === null
        ? null
        : {
            class: mailbox.failure_class,
            message: mailbox.failure_message ?? '',
            since: mailbox.failed_since,
            retryAt: mailbox.retry_at,
          },
    historyPause:
      mailbox.history_failure_class === null
        ? null
        : {
            class: mailbox.history_failure_class,
            message: mailbox.history_failure_message ?? '',
            retryAt: mailbox.history_retry_at,
          },
    folders: folders
      .filter((folder) => folder.mailbox_id === mailbox.id)
      .map((folder) => folderStatus(folder, now)),
  }));
}

interface FolderRow {
  mailbox_id: string;
  path: string;
  role: FolderRole;
  server_count: number | null;
  last_ok_sync_at: Date | null;
  stored: number;
  skipped: Record<string, number> | null;
  waiting: number;
  missing_since: Date | null;
  failure: string | null;
  history_total: number | null;
  history_done: number | null;
  history_started_at: Date | null;
  history_done_at: Date | null;
}

async function folderRows(tx: Tx): Promise<FolderRow[]> {
  const { rows } = await sql<FolderRow>`
    select f.mailbox_id, f.path, f.role, f.server_count, f.last_ok_sync_at, f.missing_since, f.failure,
      c.history_total, c.history_done, c.history_started_at, c.history_done_at,
      (select count(*) from locations l where l.folder_id = f.id and l.uid_validity = c.uid_validity and l.gone_at is null
        and l.created_at >= c.opened_at) as stored,
      (select count(*) from gaps g where g.folder_id = f.id and g.uid_validity = c.uid_validity) as waiting,
      (select jsonb_object_agg(reason, number) from (select reason, count(*) as number from skips s
        where s.folder_id = f.id and s.uid_validity = c.uid_validity and s.gone_at is null group by reason) r) as skipped
    from folders f
    left join lateral (select * from cursors c where c.folder_id = f.id and c.closed_at is null
      order by c.epoch desc limit 1) c on true
    order by f.path`.execute(tx);
  return rows;
}

function folderStatus(row: FolderRow, now: Date): FolderStatus {
  return {
    path: row.path,
    role: row.role,
    server: row.server_count,
    stored: row.stored,
    skipped: row.skipped ?? {},
    waiting: row.waiting,
    missingSince: row.missing_since,
    failure: row.failure,
    lastOkSyncAt: row.last_ok_sync_at,
    history: historyOf(row, now),
  };
}

function historyOf(row: FolderRow, now: Date): HistoryStatus | null {
  if (row.history_started_at === null) return null;
  return historyPace(
    {
      done: row.history_done ?? 0,
      total: row.history_total ?? 0,
      startedAt: row.history_started_at,
      finishedAt: row.history_done_at,
    },
    now,
  );
}

/** The pace of reading history, from how long it has taken so far. */
export function historyPace(
  {
    done,
    total,
    startedAt,
    finishedAt,
  }: { done: number; total: number; startedAt: Date; finishedAt: Date | null },
  now: Date,
): HistoryStatus {
  const seconds = ((finishedAt ?? now).getTime() - startedAt.getTime()) / 1000;
  const perSecond = seconds > 0 ? done / seconds : 0;
  return {
    done,
    total,
    perSecond: Math.round(perSecond * 10) / 10,
    secondsLeft: finishedAt || perSecond === 0 ? null : Math.ceil((total - done) / perSecond),
    finishedAt,
  };
}
