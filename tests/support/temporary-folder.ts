import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder `wafa-<name>-<pid>-...` for one throw-away server. In memory (/dev/shm) when `needBytes` are free
 * there, else in the system's folder for temporary files. Folders left by test runs that were killed are removed
 * on the way.
 */
export function temporaryFolder(
  name: string,
  options: { inMemory?: boolean; needBytes?: number } = {},
): string {
  const parent =
    options.inMemory && hasRoom(MEMORY, options.needBytes ?? DEFAULT_NEED_BYTES) ? MEMORY : tmpdir();
  removeAbandoned(parent, name);
  return mkdtempSync(join(parent, `wafa-${name}-${process.pid}-`));
}

/** Removes a folder and all that is in it; a missing one is fine. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

const MEMORY = '/dev/shm';
const DEFAULT_NEED_BYTES = 1024 * 1024 * 1024;

function hasRoom(path: string, needBytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= needBytes;
  } catch {
    return false;
  }
}

function removeAbandoned(parent: string, name: string): void {
  const prefix = `wafa-${name}-`;
  for (const entry of readdirSync(parent)) {
    const pid = entry.startsWith(prefix) ? Number(entry.slice(prefix.length).split('-')[0]) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) removeFolder(join(parent, entry));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
