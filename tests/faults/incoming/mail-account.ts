import { sha256Hex } from '../../../src/lib/ids.ts';
import type { Dovecot } from '../../support/dovecot.ts';
import { asHandedOut, type FolderTruth, maildirTruth } from '../../support/maildir-truth.ts';
import { letter } from '../../support/reading-fixture.ts';

/** An account that is read, and what its server knows of it. */
export interface MailAccount {
  /** Of the mailbox in Wafa. */
  name: string;
  port: number;
  user: string;
  password: string;
  /** Folders that are held against what was stored. */
  folders: string[];
  truth(folder: string): FolderTruth;
  /** What reading changed on the server, in words: flags and folders are none of our business (INV11). */
  touched(): string[];
}

/** One on Dovecot. */
export interface DovecotAccount extends MailAccount {
  dovecot: Dovecot;
  /** Puts a mail into a folder; answers the SHA-256 of its content. */
  save(raw: Buffer, options?: { folder?: string; date?: Date; flags?: string }): string;
  /** Throws its connections out, where there are any. */
  kick(): void;
  /** The folders changed, and it was not us who did it. */
  foldersChanged(): void;
}

const DAY = 86_400_000;
let accounts = 0;

/** A new account with an empty INBOX and Sent. */
export function dovecotAccount(dovecot: Dovecot, name: string): DovecotAccount {
  const user = `${name}${process.pid}x${++accounts}`;
  const flagsOf = new Map<string, string>();
  const listFolders = () =>
    dovecot.doveadm('mailbox', 'list', '-u', user).trim().split('\n').toSorted().join(', ');
  let expectedFolders = listFolders();
  const account: DovecotAccount = {
    dovecot,
    name,
    port: dovecot.port,
    user,
    password: dovecot.password,
    folders: ['INBOX'],
    truth: (folder) => maildirTruth(dovecot, user, folder),
    save(raw, { folder = 'INBOX', date = new Date(), flags = '' } = {}) {
      dovecot.saveMail(user, folder, raw, { date, flags });
      const hash = sha256Hex(asHandedOut(raw));
      flagsOf.set(hash, flags);
      return hash;
    },
    kick() {
      try {
        dovecot.kick(user);
      } catch (error) {
        // Between two connections there is nobody to throw out.
        if (!String(error).includes('no users kicked')) throw error;
      }
    },
    foldersChanged() {
      expectedFolders = listFolders();
    },
    touched() {
      const wrong = account.folders
        .flatMap((folder) => account.truth(folder).mails)
        .filter(({ hash, flags }) => flagsOf.has(hash) && flagsOf.get(hash) !== flags)
        .map(({ uid, flags }) => `the flags of UID ${uid} became "${flags}"`);
      const folders = listFolders();
      if (folders !== expectedFolders) wrong.push(`the folders became ${folders}`);
      return wrong.map((complaint) => `${name}: ${complaint}`);
    },
  };
  return account;
}

/** Karim orders bread; the same number gives the same bytes. */
export function order(number: number, text = 'Ten loaves of Barbari, please.'): Buffer {
  return letter({
    id: `order-${number}@workshop.example`,
    from: 'Karim <karim@workshop.example>',
    to: 'Maryam <maryam@bakery.example>',
    subject: `Order ${number}`,
    date: new Date(Date.UTC(2026, 0, 1, 8, number)).toUTCString(),
    text,
  });
}

/** Mail from before the first connection, some of it read, answered and flagged by its owner. */
export function seedHistory(account: DovecotAccount, count: number, folder = 'INBOX', first = 1): void {
  const flags = ['', 'S', 'RS', 'FS', 'F'];
  for (let at = 0; at < count; at++) {
    account.save(order(first + at), {
      folder,
      date: new Date(Date.now() - 40 * DAY + at * 60_000),
      flags: flags[at % flags.length] ?? '',
    });
  }
}
