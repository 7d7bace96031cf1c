import { sql } from 'kysely';
import type { FolderRole, Tx } from '../../database/tables.ts';

/**
 * Where every mail of one folder is: what the server has is stored, skipped with a reason, a gap, or history that waits to
 * be read. Counted within the folder's present UIDVALIDITY.
 */
export interface FolderAccount {
  mailbox: string;
  path: string;
  role: FolderRole;
  /** Mails on the server at the last look; null before the first. */
  server: number | null;
  stored: number;
  /** By reason. */
  skipped: Record<string, number>;
  /** On the server, but not handed out: tried again and again. */
  gaps: number;
  /** History that is not read yet; null before its reading began. */
  waiting: number | null;
  /** Stored once, and no longer there: deleted or moved. Not part of the sum. */
  gone: number;
  /** Server less all the rest: 0 when it adds up; null while it cannot be told. */
  difference: number | null;
  /** When all UIDs of the server were last held against what is stored. */
  reconciledAt: Date | null;
  lastOkSyncAt: Date | null;
  missingSince: Date | null;
  /** Why it is not read although it is there. */
  failure: string | null;
}

/** What lies beyond the horizon is counted, not listed. */
const OLDER = 'older than the history that is read';

/** The accounts of all folders of the business, those made of imported files too, by mailbox and path. */
export async function folderAccounts(tx: Tx): Promise<FolderAccount[]> {
  const { rows } = await sql<Row>`
    select m.name as mailbox, f.path, f.role, f.server_count, f.last_ok_sync_at, f.missing_since, f.failure,
      c.reconciled_at, c.history_started_at, c.history_done_at, c.history_total, c.history_done, c.older_count,
      (select count(*) from locations l where ${inEpoch('l')} and l.gone_at is null) as stored,
      (select count(*) from locations l where ${inEpoch('l')} and l.gone_at is not null) as gone,
      (select count(*) from gaps g where ${ofFolder('g')}) as gaps,
      (select jsonb_object_agg(reason, number) from (select reason, count(*) as number from skips s
        where ${ofFolder('s')} and s.gone_at is null group by reason) r) as skipped,
      (select count(*) from (
        select uid from locations l where ${inEpoch('l')} and l.gone_at is null and l.uid <= c.history_next_uid
        union all select uid from gaps g where ${ofFolder('g')} and g.uid <= c.history_next_uid
        union all select uid from skips s where ${ofFolder('s')} and s.gone_at is null and s.uid <= c.history_next_uid
      ) again) as seen_before
    from folders f
    join mailboxes m on m.id = f.mailbox_id
    left join lateral (select * from cursors c where c.folder_id = f.id and c.closed_at is null
      order by c.epoch desc limit 1) c on true
    order by m.created_at, m.name, f.path`.execute(tx);
  return rows.map(accountOf);
}

interface Row {
  mailbox: string;
  path: string;
  role: FolderRole;
  server_count: number | null;
  last_ok_sync_at: Date | null;
  missing_since: Date | null;
  failure: string | null;
  reconciled_at: Date | null;
  history_started_at: Date | null;
  history_done_at: Date | null;
  history_total: number | null;
  history_done: number | null;
  older_count: number | null;
  stored: number;
  gone: number;
  gaps: number;
  skipped: Record<string, number> | null;
  /** In a row although the history is yet to pass it: its horizon was moved back. */
  seen_before: number;
}

function accountOf(row: Row): FolderAccount {
  const older = row.older_count ?? 0;
  const skipped = { ...row.skipped, ...(older > 0 ? { [OLDER]: older } : {}) };
  const waiting = waitingOf(row);
  const known = Object.values(skipped).reduce((sum, count) => sum + count, row.stored + row.gaps);
  const server = row.missing_since === null ? row.server_count : null;
  return {
    mailbox: row.mailbox,
    path: row.path,
    role: row.role,
    server,
    stored: row.stored,
    skipped,
    gaps: row.gaps,
    waiting,
    gone: row.gone,
    difference: server === null || waiting === null ? null : server - known - waiting,
    reconciledAt: row.reconciled_at,
    lastOkSyncAt: row.last_ok_sync_at,
    missingSince: row.missing_since,
    failure: row.failure,
  };
}

function waitingOf(row: Row): number | null {
  if (row.history_done_at !== null) return 0;
  if (row.history_started_at === null) return null;
  return (row.history_total ?? 0) - (row.history_done ?? 0) - row.seen_before;
}

function ofFolder(table: 'l' | 'g' | 's') {
  const name = sql.ref(table);
  return sql`${name}.folder_id = f.id and ${name}.uid_validity = c.uid_validity`;
}

function inEpoch(table: 'l') {
  return sql`${ofFolder(table)} and ${sql.ref(table)}.created_at >= c.opened_at`;
}
