import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How the command line finds the running daemon of a data folder, and proves that it may ask. */
export interface DaemonNote {
  url: string;
  token: string;
}

const TOKEN_BYTES = 32;

/** A secret for one run of the daemon. */
export function newDaemonToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Leaves `daemon.json` in the data folder, readable by the owner only; answers how to take it away. */
export async function leaveDaemonNote(folder: string, note: DaemonNote): Promise<() => Promise<void>> {
  const file = noteFile(folder);
  await writeFile(file, JSON.stringify(note), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The note of the daemon that uses `folder`, or undefined when none was left. */
export async function readDaemonNote(folder: string): Promise<DaemonNote | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(noteFile(folder), 'utf8'));
    const { url, token } = note as Partial<DaemonNote>;
    return typeof url === 'string' && typeof token === 'string' ? { url, token } : undefined;
  } catch {
    return undefined;
  }
}

function noteFile(folder: string): string {
  return path.join(folder, 'daemon.json');
}
