import { formatDuration } from '../lib/duration.ts';
import type { FolderAccount } from '../messages/ingest/folder-account.ts';
import type { FolderStatusReport } from './status-folders.ts';

/** `wafa status --folders` for people: a line a folder, and what does not add up. */
export function formatFolders({ folders, now }: FolderStatusReport): string[] {
  if (folders.length === 0) return ['No folder has been read yet.'];
  return folders.flatMap((folder) => [
    `${folder.mailbox} ${folder.path}: ${parts(folder).join(', ')}`,
    `  ${verdict(folder, now)}`,
  ]);
}

function parts(folder: FolderAccount): string[] {
  const skipped = Object.entries(folder.skipped);
  const total = skipped.reduce((sum, [, count]) => sum + count, 0);
  const reasons = skipped.map(([reason, count]) => `${count} ${reason}`).join(', ');
  return [
    `server ${folder.server ?? '?'}`,
    `stored ${folder.stored}`,
    `skipped ${total}${reasons === '' ? '' : ` (${reasons})`}`,
    `gaps ${folder.gaps}`,
    ...(folder.waiting === 0 ? [] : [`history to read ${folder.waiting ?? '?'}`]),
    `gone ${folder.gone}`,
  ];
}

function verdict(folder: FolderAccount, now: Date): string {
  const { difference, missingSince, failure, reconciledAt } = folder;
  if (missingSince !== null) return `the server has no such folder since ${missingSince.toISOString()}`;
  if (failure !== null) return `not read at present: ${failure}`;
  const counted =
    reconciledAt === null
      ? 'not yet counted one by one'
      : `counted one by one ${formatDuration(now.getTime() - reconciledAt.getTime())} ago`;
  if (difference === null) return `cannot be added up yet; ${counted}`;
  if (difference === 0) return `adds up; ${counted}`;
  return difference > 0
    ? `DOES NOT ADD UP: ${difference} on the server are in no row; ${counted}; the next count fetches them`
    : `DOES NOT ADD UP: ${-difference} rows are not on the server; ${counted}; the next count marks them gone`;
}
