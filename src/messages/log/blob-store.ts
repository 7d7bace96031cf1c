import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Large raw mails as files below one folder. A file is written before the row that names it, and never changed. */
export interface BlobStore {
  /** Keeps `bytes` under `name` for good (flushed to the disk); again is harmless. Answers the path below the folder. */
  put(name: string, bytes: Uint8Array): Promise<string>;
  /** A buffer of the caller's own. */
  get(file: string): Promise<Buffer>;
  /** A missing file is fine. */
  remove(file: string): Promise<void>;
}

/** Files are spread over `blobs/ab/` by the first two digits of the name, which is a content hash. */
export function openBlobStore(folder: string): BlobStore {
  /** Folders that are there; nobody takes them away while Wafa runs. */
  const made = new Set<string>();
  return {
    async put(name, bytes) {
      const file = blobFile(name);
      const target = path.join(folder, file);
      const parent = path.dirname(target);
      if (!made.has(parent)) await mkdir(parent, { recursive: true, mode: 0o700 });
      made.add(parent);
      const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await writeFlushed(draft, bytes);
        await rename(draft, target);
      } catch (error) {
        made.delete(parent);
        await rm(draft, { force: true });
        throw error;
      }
      await flushFolder(parent);
      return file;
    },
    get: (file) => readFile(inside(folder, file)),
    remove: (file) => rm(inside(folder, file), { force: true }),
  };
}

/** Where the blob of this name lies, below the folder. */
export function blobFile(name: string): string {
  return path.join('blobs', name.slice(0, 2), name);
}

/** A row names a file below the folder and nothing else. */
function inside(folder: string, file: string): string {
  const full = path.resolve(folder, file);
  if (!full.startsWith(path.resolve(folder, 'blobs') + path.sep)) throw new Error(`no blob: ${file}`);
  return full;
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself must survive a crash too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
