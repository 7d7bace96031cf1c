import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../src/lib/ids.ts';
import type { Dovecot } from './dovecot.ts';

/** What a server has in a folder, told by somebody else than the program under test. */
export interface FolderTruth {
  uidValidity: number;
  mails: MailTruth[];
}

interface MailTruth {
  uid: number;
  /** SHA-256 of the bytes as IMAP hands them out. */
  hash: string;
  size: number;
  /** As the server writes them, sorted. */
  flags: string;
}

/** Reads the files of a Maildir folder of Dovecot and the list that it keeps of their UIDs. */
export function maildirTruth(dovecot: Dovecot, user: string, folder: string): FolderTruth {
  // Whatever lies there gets its UID now.
  dovecot.list(user, folder);
  const path = dovecot.maildir(user).folderPath(folder);
  const [head = '', ...lines] = readFileSync(join(path, 'dovecot-uidlist'), 'latin1').trimEnd().split('\n');
  const files = new Map<string, string>();
  for (const place of ['new', 'cur']) {
    for (const name of readdirSync(join(path, place), 'latin1'))
      files.set(baseOf(name), join(path, place, name));
  }
  const mails = lines.flatMap((line): MailTruth[] => {
    const uid = /^\d+/.exec(line)?.[0];
    const file = files.get(baseOf(line.slice(line.indexOf(':') + 1)));
    if (file === undefined) return [];
    const bytes = asHandedOut(readFileSync(file));
    const flags = /:2,([A-Z]*)/.exec(file)?.[1] ?? '';
    return [{ uid: Number(uid), hash: sha256Hex(bytes), size: bytes.length, flags }];
  });
  return {
    uidValidity: Number(/ V(\d+)/.exec(head)?.[1]),
    mails: mails.toSorted((a, b) => a.uid - b.uid),
  };
}

/** The name of a mail without its flags, and without what says where it is. */
function baseOf(name: string): string {
  return name.split(':2,')[0] ?? name;
}

/** Dovecot ends every line with CRLF, and has 0x80 where a mail has NUL, which IMAP cannot carry (RFC 3501 4.3.1). */
export function asHandedOut(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n').replaceAll('\0', '\x80');
  return Buffer.from(text, 'latin1');
}
