import { readFile, rm, writeFile } from 'node:fs/promises';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';

/** A folder that only this process may use until it is released. */
export interface FolderLock {
  release(): Promise<void>;
}

const ATTEMPTS = 3;

/**
 * Takes the lock `FOLDER.lock`, beside the folder, for this process: PGlite allows one process a folder and loses data silently when
 * there are two. A lock whose process is gone (killed, machine restarted) is taken over. Throws a WafaError with exit
 * code `locked` while its process lives.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = `${folder}.lock`;
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      await writeFile(file, mine, { flag: 'wx', mode: 0o600 });
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const owner = await readOwner(file);
    if (owner && (await isAlive(owner))) {
      throw new WafaError(`another Wafa (process ${owner.pid}) is using ${folder}`, {
        hint: 'stop it first, or give this one its own database.folder',
        exitCode: ExitCode.locked,
      });
    }
    await rm(file, { force: true });
  }
  throw new WafaError(`cannot lock ${folder}: other processes keep taking it`, { exitCode: ExitCode.locked });
}

interface Owner {
  pid: number;
  started: string;
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value))
      return undefined;
    return { pid: Number(value.pid), started: String(value.started) };
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return (await startOf(owner.pid)) === owner.started;
}

/** When a process started, in clock ticks since boot (Linux), so that a reused pid is not taken for the owner. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
