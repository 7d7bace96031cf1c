import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';

/** What a backup folder holds. */
export interface Backup {
  folder: string;
  databaseBytes: number;
  /** False where nothing was stored in files yet. */
  blobs: boolean;
}

/**
 * Copies the embedded database (as a tar archive of its folder), the files of large messages and the signing key into
 * a new folder, while the daemon goes on. Postgres has better tools of its own, which the refusal names.
 */
export const backup = operation(
  'backup',
  z.strictObject({ to: z.string().min(1) }),
  async ({ database, config, log }, { to }): Promise<Backup> => {
    if (database.driver.kind !== 'pglite') {
      throw new WafaError('this business is on Postgres', {
        hint: 'back it up with pg_dump or your host’s snapshots, and copy database.folder (large messages, signing key)',
        exitCode: ExitCode.usage,
      });
    }
    const folder = path.resolve(to);
    await makeEmptyFolder(folder);
    const dump = Buffer.from(await (await database.driver.pglite.dumpDataDir('gzip')).arrayBuffer());
    await writeFile(path.join(folder, 'database.tar.gz'), dump, { mode: 0o600 });
    const blobs = await copyIfThere(path.join(config.database.folder, 'blobs'), path.join(folder, 'blobs'));
    await copyIfThere(path.join(config.database.folder, 'signing.key'), path.join(folder, 'signing.key'));
    await writeFile(path.join(folder, 'HOW-TO-RESTORE.txt'), HOW_TO_RESTORE);
    log.info({ folder, bytes: dump.length }, 'backed up');
    return { folder, databaseBytes: dump.length, blobs };
  },
);

const HOW_TO_RESTORE = `Stop Wafa. In an empty data folder (database.folder of the configuration):

  mkdir database && tar -xzf database.tar.gz -C database
  copy blobs/ and signing.key beside it

The keys of stored passwords and sign-ins (secret-keys/) are not in here, so that whoever finds this copy cannot use them.
Copy them from a place of their own, or afterwards: npx wafa key rotate --forget-lost, and npx wafa login for each mailbox.

Start Wafa. A restored copy starts with sending paused, so that nothing is sent a second time:
look at \`npx wafa status\`, then \`npx wafa outbox resume\`.
`;

async function makeEmptyFolder(folder: string): Promise<void> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new WafaError(`${folder} exists already`, { hint: 'name a new folder', exitCode: ExitCode.usage });
  }
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  const there = await stat(from).then(
    () => true,
    () => false,
  );
  if (there) await cp(from, to, { recursive: true });
  return there;
}
