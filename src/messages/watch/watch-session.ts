import type { Mailbox } from '../../mailbox/mailbox.ts';
import type { ReadFolder } from '../ingest/epoch.ts';
import { quietFolders } from './quiet-folders.ts';
import { type ReadFolders, readFolder, readFolders } from './read-folder.ts';
import type { Watch } from './watch.ts';
import { watchHistory } from './watch-history.ts';

/**
 * `stopped`: the signal aborted. `take-turns`: the account has no room for a second connection, so that history can only
 * be read in turns with new mail.
 */
export type SessionEnd = 'stopped' | 'take-turns';

/**
 * Folders come and go rarely: at every so many polls they are listed anew and all read in full, at the others only where the
 * server shows that something happened. One that is gone is noticed at once.
 */
const POLLS_PER_LIST = 5;

/**
 * One connection that stays, from login to its end: all folders are read every `reading.poll`, INBOX also whenever the
 * server tells of a change. History is read beside it, over a connection of its own. Rejects when the connection fails.
 */
export async function watchSession(watch: Watch): Promise<SessionEnd> {
  const ended = new AbortController();
  const signal = AbortSignal.any([watch.signal, ended.signal]);
  const connection = await watch.connect(signal);
  let end: SessionEnd = 'stopped';
  const history = watchHistory({ ...watch, signal }, () => {
    end = 'take-turns';
    ended.abort();
  });
  try {
    let folders: ReadFolders | undefined;
    const seen = quietFolders();
    for (let poll = 0; !signal.aborted; poll++) {
      const known = poll % POLLS_PER_LIST === 0 || !folders ? undefined : { folders, seen };
      const read = await readFolders(watch, connection, signal, known);
      if (!read) break;
      folders = read.folders;
      history.read(read.withHistory);
      await waitForPoll(watch, connection, folders.inbox, signal);
    }
    return end;
  } finally {
    ended.abort();
    await Promise.all([history.ended, connection.close()]);
  }
}

async function waitForPoll(
  watch: Watch,
  connection: Mailbox,
  inbox: ReadFolder,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + watch.reading.poll;
  while (!signal.aborted) {
    const left = until - performance.now();
    if (left <= 0) return;
    if (await connection.waitForChange(left, signal)) await readFolder(watch, connection, inbox);
  }
}
