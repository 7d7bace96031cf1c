import { closeSync, existsSync, mkdirSync, openSync, renameSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, giveTo } from './unprivileged.ts';

/** How a message is put into a Maildir. */
export interface SavedMail {
  /** Becomes INTERNALDATE. Default: now. */
  readonly date?: Date;
  /** Maildir letters: S seen, R replied, F flagged, D draft, T deleted. Default: none. */
  readonly flags?: string;
}

/** Writes messages straight into a Maildir: some thousands a second, where a server's APPEND makes hundreds. */
export interface MaildirWriter {
  /** The folder in the file system that holds `folder`; made when it is not there. */
  folderPath(folder: string): string;
  save(folder: string, raw: Buffer | string, options?: SavedMail): void;
}

/**
 * Opens the Maildir++ at `root` (made when absent), whose files shall belong to `owner`. Messages are complete
 * when they appear (written in tmp, renamed into cur), so a server may have the folder open.
 */
export function openMaildir(root: string, owner: Account): MaildirWriter {
  const known = new Set<string>();
  const folderPath = (folder: string) => {
    const path =
      folder.toUpperCase() === 'INBOX'
        ? root
        : join(root, `.${encodeFolderName(folder.replaceAll('/', '.'))}`);
    if (!known.has(path)) makeFolder(root, path, owner);
    known.add(path);
    return path;
  };
  return {
    folderPath,
    save(folder, raw, options = {}) {
      const path = folderPath(folder);
      const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
      const date = options.date ?? new Date();
      const name = fileName(bytes, date);
      const draft = join(path, 'tmp', name);
      const file = openSync(draft, 'wx', 0o600);
      writeSync(file, bytes);
      closeSync(file);
      utimesSync(draft, date, date);
      giveTo(owner, draft);
      renameSync(draft, join(path, 'cur', `${name}:2,${(options.flags ?? '').split('').sort().join('')}`));
    },
  };
}

/** Names of folders on disk are in modified UTF-7 (RFC 3501 section 5.1.3), as on the wire. */
function encodeFolderName(name: string): string {
  return name.replaceAll('&', '&-').replaceAll(/[^\x20-\x7e]+/g, (text) => {
    const utf16 = Buffer.from(text, 'utf16le').swap16();
    return `&${utf16.toString('base64').replaceAll('=', '').replaceAll('/', ',')}-`;
  });
}

let counter = 0;

/** S is the size on disk, W the size with CRLF line ends; Dovecot then need not read the file to know them. */
function fileName(bytes: Buffer, date: Date): string {
  counter++;
  const wireSize = bytes.length + bareLineFeeds(bytes);
  const seconds = Math.floor(date.getTime() / 1000);
  return `${seconds}.M${counter}P${process.pid}.h,S=${bytes.length},W=${wireSize}`;
}

function bareLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) count++;
  return count;
}

const LF = 10;
const CR = 13;

function makeFolder(root: string, path: string, owner: Account): void {
  if (path !== root && !existsSync(root)) makeFolder(root, root, owner);
  for (const folder of [path, join(path, 'cur'), join(path, 'new'), join(path, 'tmp')]) {
    if (existsSync(folder)) continue;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    giveTo(owner, folder);
  }
  if (path === root) return;
  const marker = join(path, 'maildirfolder');
  if (!existsSync(marker)) closeSync(openSync(marker, 'a', 0o600));
  giveTo(owner, marker);
}
