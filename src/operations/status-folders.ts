import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { type FolderAccount, folderAccounts } from '../messages/ingest/folder-account.ts';
import { operation } from './operation.ts';

export interface FolderStatusReport {
  now: Date;
  /** Whether every folder adds up; null when none is wrong, but some cannot be told yet. */
  addsUp: boolean | null;
  folders: FolderAccount[];
}

/** Where every mail of every folder is: on the server, stored, skipped and why, gaps, gone. */
export const statusFolders = operation(
  'status-folders',
  z.strictObject({}),
  async ({ db, businessId, clock }): Promise<FolderStatusReport> => {
    const folders = await inBusiness(db, businessId, (tx) => folderAccounts(tx));
    return { now: await clock.now(), addsUp: sumUp(folders), folders };
  },
);

function sumUp(folders: readonly FolderAccount[]): boolean | null {
  if (folders.some(({ difference }) => difference !== null && difference !== 0)) return false;
  return folders.some(({ difference, missingSince }) => difference === null && missingSince === null)
    ? null
    : true;
}
