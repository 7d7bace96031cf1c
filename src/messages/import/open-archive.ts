import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { type FileFolder, fileSource } from './file-source.ts';
import { folderName } from './folder-name.ts';
import type { MailArchive, MailSource } from './mail-archive.ts';
import { mboxFile } from './mbox-source.ts';
import { singleMail } from './single-mail.ts';
import { openTar } from './tar-archive.ts';
import { openZip } from './zip-archive.ts';

/** Octets at the beginning of a file that, with its size, tell which file it is. */
const HEAD_BYTES = 64 * 1024;
/** Folders inside folders that are looked through. */
const MAX_DEPTH = 16;

/**
 * Finds the mail at a path: an mbox, a .eml, a .zip or .tgz (Google Takeout), a Maildir with its subfolders, or a folder with any
 * of these but .zip. Throws a WafaError that says what it found instead. Nothing there is ever changed.
 */
export async function openArchive(given: string): Promise<MailArchive> {
  try {
    const place = await realpath(given);
    const found = await stat(place);
    return found.isDirectory() ? await openFolder(place) : await openFile(place, found.size);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new WafaError(
      codeOf(error) === 'ENOENT'
        ? `there is no file or folder ${given}`
        : `cannot read ${given}: ${describeError(error)}`,
      { exitCode: ExitCode.usage, cause: error },
    );
  }
}

const nothingToClose = () => Promise.resolve();

async function openFile(file: string, size: number): Promise<MailArchive> {
  const head = await headOf(file);
  const name = path.basename(file);
  const identity = identityOf(size, head);
  const about = { key: '', name, identity, bytes: size };
  const kind = contentKind(head);
  if (kind === 'mbox') return { name, identity, sources: [mboxFile(file, about)], close: nothingToClose };
  if (kind === 'mail') return { name, identity, sources: [singleMail(file, about)], close: nothingToClose };
  if (kind !== 'zip' && kind !== 'gzip')
    throw unusable(`${file} ${REFUSALS[kind].what}`, REFUSALS[kind].hint);
  const { sources, close } =
    kind === 'zip' ? await openZip(file) : { sources: await openTar(file), close: nothingToClose };
  if (sources.length > 0) return { name, identity, sources, close };
  await close();
  throw unusable(`${file} has no mail in it`, 'it should hold .mbox files (Takeout, "Mail") or .eml files');
}

const REFUSALS = {
  empty: { what: 'is empty', hint: 'there is nothing to import' },
  other: {
    what: 'is no mail that Wafa knows',
    hint: 'it takes an mbox, a .eml, a Takeout .zip or .tgz, or a folder of mail',
  },
};

function unusable(message: string, hint: string): WafaError {
  return new WafaError(message, { hint, exitCode: ExitCode.usage });
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function identityOf(size: number, head: Buffer): string {
  return `${size}-${sha256Hex(head)}`;
}

/** By its first octets, whatever the file is called. */
function contentKind(head: Buffer): 'mbox' | 'mail' | 'zip' | 'gzip' | 'empty' | 'other' {
  const start = head.toString('latin1', 0, MAX_SNIFFED);
  if (head.length === 0) return 'empty';
  if (ZIP_MARKS.some((mark) => start.startsWith(mark))) return 'zip';
  if (start.startsWith(GZIP_MARK)) return 'gzip';
  if (/^(?:\u00ef\u00bb\u00bf)?\s*From /.test(start)) return 'mbox';
  return /^(?:\u00ef\u00bb\u00bf)?(?:[!-9;-~]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*){2}/.test(start)
    ? 'mail'
    : 'other';
}

const MAX_SNIFFED = 8192;
/** With files in it, and without. */
const ZIP_MARKS = ['PK\u0003\u0004', 'PK\u0005\u0006'];
const GZIP_MARK = '\u001f\u008b';

async function openFolder(folder: string): Promise<MailArchive> {
  const sources: MailSource[] = [];
  await walk(folder, '', 0, sources);
  const full = sources.filter(({ bytes }) => bytes > 0).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (full.length === 0) {
    throw unusable(
      `there is no mail in ${folder}`,
      'a Maildir has folders cur and new; other folders hold .mbox or .eml files; name a .zip or .tgz by itself',
    );
  }
  return { name: path.basename(folder), identity: `folder:${folder}`, sources: full, close: nothingToClose };
}

/** Finds Maildir folders, folders of .eml files and mbox files; follows no links. */
async function walk(folder: string, inside: string, depth: number, found: MailSource[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const mailFolders = ['cur', 'new'].filter((name) => folders.includes(name));
  const isMaildir = mailFolders.length > 0;
  if (isMaildir) {
    const source: FileFolder = {
      name: inside || 'INBOX',
      folders: mailFolders.map((name) => path.join(folder, name)),
      maildir: true,
    };
    found.push(await fileSource(source));
  } else if (entries.some((entry) => entry.isFile() && /\.eml$/i.test(entry.name))) {
    found.push(
      await fileSource({ name: inside || path.basename(folder), folders: [folder], maildir: false }),
    );
  }
  for (const entry of entries) {
    if (!entry.isFile() || isMaildir || !/^[^.]+$|\.(?:mbox|mbx)$/i.test(entry.name)) continue;
    const mbox = await mboxIn(folder, inside, entry.name);
    if (mbox) found.push(mbox);
  }
  if (depth >= MAX_DEPTH) return;
  for (const name of folders) {
    if (isMaildir && ['cur', 'new', 'tmp'].includes(name)) continue;
    await walk(path.join(folder, name), below(inside, name), depth + 1, found);
  }
}

/** Maildir++ writes the folder Orders/2024 as `.Orders.2024`. */
function below(inside: string, name: string): string {
  const own = name.startsWith('.') ? folderName(name.slice(1).replaceAll('.', '/')) : name;
  return inside === '' ? own : `${inside}/${own}`;
}

/** The mbox of this name (mail programs often leave out the ending); undefined when it is something else. */
async function mboxIn(folder: string, inside: string, name: string): Promise<MailSource | undefined> {
  const file = path.join(folder, name);
  const head = await headOf(file);
  if (contentKind(head) !== 'mbox') return undefined;
  const { size } = await stat(file);
  const own = below(inside, name);
  return mboxFile(file, { key: own, name: own, identity: identityOf(size, head), bytes: size });
}
