import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';

/**
 * Writes down that mailboxes were looked at and nothing had happened, those of a moment together: an idle mailbox costs no
 * transaction of its own. Only the time is written, a moment later; a look that is lost is followed by another.
 */
export interface QuietLooks {
  /** All these folders of the mailbox are as they were when they were read last. */
  add(mailboxId: string, folderIds: readonly string[]): void;
  /**
   * True, once, when something is left to do in the mailbox, though nothing happened there: mail that was withheld is to be
   * tried again, counts do not agree, or the history is not read.
   */
  takeRestless(mailboxId: string): boolean;
  /** Waits for what is being written, and writes no more. */
  close(): Promise<void>;
}

/** Looks of so long are written together. */
const TOGETHER_MS = 1000;

/** `onError` hears of a database that is away. */
export function createQuietLooks(
  db: Db,
  businessId: string,
  onError: (error: unknown) => void,
  togetherMs = TOGETHER_MS,
): QuietLooks {
  let looks = new Map<string, readonly string[]>();
  let oldestAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const restless = new Set<string>();

  const write = async () => {
    timer = undefined;
    const taken = looks;
    looks = new Map();
    const agoMs = performance.now() - oldestAt;
    try {
      const waiting = await inBusiness(db, businessId, (tx) => recordLooks(tx, taken, agoMs));
      for (const mailboxId of waiting) restless.add(mailboxId);
    } catch (error) {
      onError(error);
    }
  };

  return {
    add(mailboxId, folderIds) {
      if (looks.size === 0) oldestAt = performance.now();
      looks.set(mailboxId, folderIds);
      timer ??= setTimeout(() => {
        writing = writing.then(write);
      }, togetherMs);
    },
    takeRestless: (mailboxId) => restless.delete(mailboxId),
    async close() {
      clearTimeout(timer);
      await writing;
    },
  };
}

/** Answers the mailboxes in which something is left to do. The time is that of the first of the looks. */
async function recordLooks(
  tx: Tx,
  looks: ReadonlyMap<string, readonly string[]>,
  agoMs: number,
): Promise<string[]> {
  const mailboxIds = [...looks.keys()];
  const folderIds = [...looks.values()].flat();
  const at = sql`now() - ${agoMs} * interval '1 millisecond'`;
  await sql`update cursors set last_ok_sync_at = ${at}
    where folder_id = any(${folderIds}::uuid[]) and closed_at is null`.execute(tx);
  await sql`update folders set last_ok_sync_at = ${at} where id = any(${folderIds}::uuid[])`.execute(tx);
  // In the order of their keys, as whoever renews the leases locks them.
  await sql`update mailboxes set last_ok_sync_at = ${at}, failure_class = null, failure_message = null,
      failed_since = null, failures = 0, retry_at = null
    where id in (select id from mailboxes where id = any(${mailboxIds}::uuid[]) order by id for update)`.execute(
    tx,
  );
  const { rows } = await sql<{ mailbox_id: string }>`
    select distinct f.mailbox_id from folders f where f.id = any(${folderIds}::uuid[]) and (
      exists (select from gaps g where g.folder_id = f.id and g.next_attempt_at <= now())
      or exists (select from cursors c where c.folder_id = f.id and c.closed_at is null
        and (c.differs_since is not null or c.history_done_at is null)))`.execute(tx);
  return rows.map(({ mailbox_id }) => mailbox_id);
}
