import { type Selectable, sql } from 'kysely';
import type { Arrival, FolderRole, Tables, Tx } from '../../database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts';
import { newId } from '../../lib/ids.ts';
import type { OpenFolder } from '../../mailbox/mailbox.ts';

/** A folder that is read, as `folders` has it. */
export interface ReadFolder {
  id: string;
  mailboxId: string;
  path: string;
  role: FolderRole;
}

export type Cursor = Selectable<Tables['cursors']>;

/** `unstable`: the server renumbers the folder again and again, and reading it anew each time leads nowhere. */
export type EpochOutcome = { state: 'open'; cursor: Cursor } | { state: 'unstable'; changesLastHour: number };

/** Full readings of one folder in an hour, after which it is left alone until the hour is over. */
const MAX_EPOCHS_AN_HOUR = 5;
/** The server's clock, which gives INTERNALDATE, may be this much behind ours. */
const CLOCK_SLACK_MS = 10 * 60_000;

/**
 * The cursor of the folder as the server has it now: the open one while UIDVALIDITY is exactly the same, a first one
 * (from UIDNEXT on mail is new, below is history back to `historySince`), or, when UIDVALIDITY changed in whichever
 * direction or the server numbers anew all the same, one for a new epoch: everything is listed and fetched again as history, and content that is unknown and
 * was received after the last good sync is new mail (see `arrivalOf`). Old locations stay.
 */
export async function openEpoch(
  tx: Tx,
  folder: ReadFolder,
  opened: OpenFolder,
  { historySince, now }: { historySince: Date; now: Date },
): Promise<EpochOutcome> {
  const current = await tx
    .selectFrom('cursors')
    .selectAll()
    .where('folder_id', '=', folder.id)
    .where('closed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (current?.uid_validity === opened.uidValidity && !numberedAnew(current, opened)) {
    return { state: 'open', cursor: await widenHistory(tx, current, historySince) };
  }
  if (current) {
    const changesLastHour = await countEpochsSince(tx, folder, new Date(now.getTime() - HOUR_MS));
    if (changesLastHour >= MAX_EPOCHS_AN_HOUR) return { state: 'unstable', changesLastHour };
    await closeEpoch(tx, folder, current, opened, now);
  }
  return { state: 'open', cursor: await insertCursor(tx, folder, opened, current, { historySince, now }) };
}

/**
 * A server that lost its index, or a backup put in its place, may keep UIDVALIDITY against the rule (RFC 9051 2.3.1.1) and
 * give out the same numbers again: the cursor would then pass over every mail until they catch up with it.
 */
function numberedAnew(cursor: Cursor, { uidNext, uidNextGuessed }: OpenFolder): boolean {
  return uidNextGuessed !== true && uidNext <= cursor.last_uid;
}

/**
 * Whether a mail is new and may cause effects, provided that its content is unknown; history never does. Old mail that is
 * moved into a folder, or copied there from another server, gets a high UID too, but keeps the time at which it came.
 */
export function arrivalOf(cursor: Cursor, uid: number, internalDate: Date): Arrival {
  if (internalDate.getTime() < cursor.connected_at.getTime() - OLD_MAIL_MS) return 'history';
  if (uid >= cursor.first_new_uid) return 'new';
  return cursor.acts_after !== null && internalDate > cursor.acts_after ? 'new' : 'history';
}

/** Servers whose clock or time zone is wrong are wrong by less. */
const OLD_MAIL_MS = DAY_MS;

async function insertCursor(
  tx: Tx,
  folder: ReadFolder,
  opened: OpenFolder,
  previous: Cursor | undefined,
  { historySince, now }: { historySince: Date; now: Date },
): Promise<Cursor> {
  const values = {
    folder_id: folder.id,
    uid_validity: opened.uidValidity,
    epoch: (previous?.epoch ?? 0) + 1,
    first_new_uid: opened.uidNext,
    last_uid: opened.uidNext - 1,
    highest_modseq: opened.highestModseq ?? null,
    history_next_uid: opened.uidNext - 1,
    history_since: previous?.history_since ?? historySince,
    history_total: 0,
    history_done: 0,
    history_started_at: null,
    history_done_at: null,
    older_count: 0,
    reconciled_at: null,
    differs_since: null,
    last_ok_sync_at: null,
    acts_after: previous === undefined ? null : actsAfter(previous),
    connected_at: previous?.connected_at ?? now,
    opened_at: now,
    closed_at: null,
  };
  // A server may go back to a number it had before: the row is used again, its locations are looked at anew, and what was
  // withheld or too large under that number was another mail.
  for (const table of ['gaps', 'skips'] as const) {
    await tx
      .deleteFrom(table)
      .where('folder_id', '=', folder.id)
      .where('uid_validity', '=', opened.uidValidity)
      .execute();
  }
  return tx
    .insertInto('cursors')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['business_id', 'folder_id', 'uid_validity']).doUpdateSet(values),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** As long as an epoch is not read to its end, what it was to act on is still to be acted on. */
function actsAfter(previous: Cursor): Date {
  if (previous.acts_after !== null && previous.history_done_at === null) return previous.acts_after;
  const lastSeen = previous.last_ok_sync_at ?? previous.acts_after ?? previous.opened_at;
  return new Date(lastSeen.getTime() - CLOCK_SLACK_MS);
}

/** Whether `historySince` lies a day or more before the horizon that was chosen first. */
export function reachesFurther(
  { history_since }: Pick<Cursor, 'history_since'>,
  historySince: Date,
): boolean {
  return history_since !== null && historySince.getTime() <= history_since.getTime() - DAY_MS;
}

/** A longer `historySince` in the configuration reads the older mail too; what is stored is passed over. */
async function widenHistory(tx: Tx, cursor: Cursor, historySince: Date): Promise<Cursor> {
  if (!reachesFurther(cursor, historySince)) return cursor;
  return tx
    .updateTable('cursors')
    .set({
      history_since: historySince,
      history_next_uid: cursor.first_new_uid - 1,
      history_done: 0,
      history_done_at: null,
    })
    .where('folder_id', '=', cursor.folder_id)
    .where('uid_validity', '=', cursor.uid_validity)
    .returningAll()
    .executeTakeFirstOrThrow();
}

const EPOCH_ACTION = 'folder renumbered';

async function closeEpoch(
  tx: Tx,
  folder: ReadFolder,
  current: Cursor,
  opened: OpenFolder,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('cursors')
    .set({ closed_at: now })
    .where('folder_id', '=', folder.id)
    .where('closed_at', 'is', null)
    .execute();
  const detail = {
    folder: folder.path,
    from: current.uid_validity,
    to: opened.uidValidity,
    epoch: current.epoch + 1,
  };
  await tx
    .insertInto('audit_log')
    .values({
      id: newId(),
      at: now,
      actor: 'mailbox',
      action: EPOCH_ACTION,
      subject: folder.id,
      detail: JSON.stringify(detail),
    })
    .execute();
}

async function countEpochsSince(tx: Tx, folder: ReadFolder, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('audit_log')
    .select(sql<number>`count(*)`.as('count'))
    .where('action', '=', EPOCH_ACTION)
    .where('subject', '=', folder.id)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return row.count;
}
