import { type Mailbox, MailboxFailure, type OpenFolder } from '../../mailbox/mailbox.ts';
import type { ReadFolder } from '../ingest/epoch.ts';

/** What the server showed of the folders of one connection at the last look at each. */
export interface QuietFolders {
  /**
   * Opens the folder and answers whether it is as at the last look, after which it was read to its end. Nothing came then,
   * and nothing went: CONDSTORE (RFC 7162 3.1) and the counts agree. Call it only where a full reading follows a "no".
   */
  isQuiet(connection: Mailbox, folder: ReadFolder): Promise<boolean>;
}

export function quietFolders(): QuietFolders {
  const shown = new Map<string, OpenFolder>();
  return {
    async isQuiet(connection, { id, path }) {
      const before = shown.get(id);
      shown.delete(id);
      try {
        const now = await connection.openFolder(path);
        shown.set(id, now);
        return before !== undefined && isSame(before, now);
      } catch (error) {
        // Whoever reads it finds out, and says so.
        if (error instanceof MailboxFailure && error.failureClass === 'missing-folder') return false;
        throw error;
      }
    },
  };
}

function isSame(before: OpenFolder, now: OpenFolder): boolean {
  return (
    now.highestModseq !== undefined &&
    now.highestModseq === before.highestModseq &&
    now.uidValidity === before.uidValidity &&
    now.uidNext === before.uidNext &&
    now.exists === before.exists &&
    now.uidNextGuessed !== true
  );
}
