import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, describeError } from '../../lib/errors.ts';
import { folderKind } from './folder-kind.ts';
import type { ArchivedMail, MailSource } from './mail-archive.ts';

/** A folder in which each mail is a file: a folder of .eml files, or one Maildir folder (cur and new). Nothing is changed. */
export interface FileFolder {
  name: string;
  /** Absolute folders; the files of all of them are one list. */
  folders: string[];
  maildir: boolean;
}

/** Octets that one file counts for when showing how far it is: the sizes are not asked for beforehand. */
const FILE_SHARE = 16_000;

/** Its mails by name, which in a Maildir begins with the time of arrival. */
export async function fileSource(folder: FileFolder): Promise<MailSource> {
  const count = (await listFiles(folder)).length;
  return {
    key: folder.name,
    name: folder.name,
    identity: `files:${folder.folders[0] ?? ''}`,
    kind: folderKind(folder.name),
    async holds(position, seen) {
      return (await listFiles(folder)).filter(({ key }) => key <= position).length === seen;
    },
    bytes: count * FILE_SHARE,
    async *mails(position, maxBytes): AsyncGenerator<ArchivedMail> {
      const files = await listFiles(folder);
      for (const [index, file] of files.entries()) {
        if (file.key <= position) continue;
        const mail = await readMail(folder, file, maxBytes);
        if (mail) yield { ...mail, position: file.key, doneBytes: (index + 1) * FILE_SHARE };
      }
    },
  };
}

interface MailFile {
  /** Its name without flags, which mail programs change. */
  key: string;
  path: string;
  flags: string;
}

async function listFiles({ folders, maildir }: FileFolder): Promise<MailFile[]> {
  const files: MailFile[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || (maildir ? entry.name.startsWith('.') : !/\.eml$/i.test(entry.name))) continue;
      // Windows cannot write a colon; programs there take one of the others.
      const [, key = entry.name, flags = ''] = maildir
        ? (/^(.*?)(?:[:;!]2,(.*))?$/s.exec(entry.name) ?? [])
        : [];
      files.push({ key, path: path.join(folder, entry.name), flags });
    }
  }
  return files.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

type FileMail = Omit<ArchivedMail, 'position' | 'doneBytes'>;

/** Undefined when it is gone by now; moved by a mail program, it is looked for under its new name. */
async function readMail(folder: FileFolder, file: MailFile, maxBytes: number): Promise<FileMail | undefined> {
  try {
    return await readFileMail(file, maxBytes);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return cannotRead(error);
  }
  const moved = (await listFiles(folder)).find(({ key }) => key === file.key);
  try {
    return moved && (await readFileMail(moved, maxBytes));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : cannotRead(error);
  }
}

async function readFileMail({ path: file, flags }: MailFile, maxBytes: number): Promise<FileMail> {
  const { size, mtime } = await stat(file);
  const bytes = size > maxBytes ? null : await readFile(file);
  // Maildir's flags: T is trashed, D a draft.
  const mark = flags.includes('T') ? 'deleted' : flags.includes('D') ? 'draft' : undefined;
  return { size, bytes, date: mtime, ...(mark === undefined ? {} : { mark }) };
}

function cannotRead(error: unknown): FileMail {
  return {
    size: 0,
    bytes: null,
    date: null,
    problem: `cannot be read (${codeOf(error) ?? describeError(error)})`,
  };
}
