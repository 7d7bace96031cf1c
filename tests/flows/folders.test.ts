import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';

/** What people call their folders; the server writes them in modified UTF-7 (RFC 3501 5.1.3). */
const NAMES = [
  'مشتری‌ها',
  'مشتری‌ها.سفارش‌های ۱۴۰۵',
  'عملاء & شركاء',
  'Kunden & Lieferanten',
  'Geschäft-&-mehr',
  '顧客 📦',
  'Orders "2026"',
  'a\\b',
  '100%',
];
const MAILBOXES = [
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Junk', specialUse: '\\Junk' },
  { name: 'Trash', specialUse: '\\Trash' },
];

const mail = (folder: string, number: number) =>
  `From: Leila <leila${number}@customers.example>\r\nTo: maryam@bakery.example\r\nSubject: ${number}\r\nMessage-ID: <${encodeURIComponent(folder)}-${number}@x.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\nsalaam from ${folder}\r\n`;

const account = (dovecot: Dovecot) => ({
  address: 'maryam@bakery.example',
  imap: {
    host: '127.0.0.1',
    port: dovecot.port,
    security: 'none' as const,
    user: 'maryam',
    password: dovecot.password,
  },
});

async function startWithFolders(extra: readonly string[] = []): Promise<Dovecot> {
  const dovecot = await startDovecot({ mailboxes: MAILBOXES, extra });
  for (const name of NAMES) {
    dovecot.createFolder('maryam', name);
    dovecot.append('maryam', name, mail(name, 1));
    dovecot.append('maryam', name, mail(name, 2));
  }
  dovecot.append('maryam', 'Junk', mail('Junk', 1));
  return dovecot;
}

describe.each([
  ['as modified UTF-7', []],
  ['as UTF-8', ['mail_location = maildir:~/Maildir:UTF-8']],
])('folders that a server keeps on its disk %s', (_how, extra) => {
  let dovecot: Dovecot;

  beforeAll(async () => {
    dovecot = await startWithFolders(extra);
  });
  afterAll(() => dovecot.stop());

  it('are listed, opened and read by the names that people know', async () => {
    const mailbox = await openImapMailbox(account(dovecot), { compress: false, maxMessageBytes: 1_000_000 });
    const listed = (await mailbox.listFolders()).map(({ path }) => path);
    expect(listed).toEqual(expect.arrayContaining(NAMES));
    for (const name of NAMES) {
      expect((await mailbox.openFolder(name)).exists).toBe(2);
      const [first] = await mailbox.fetchSources([1]);
      expect(first?.source.toString()).toContain(`salaam from ${name}`);
    }
    await mailbox.close();
  });
});

describe('a mailbox of which all folders are wanted', () => {
  let dovecot: Dovecot;
  let daemon: DaemonProcess | undefined;

  beforeAll(async () => {
    dovecot = await startWithFolders();
  });
  afterAll(async () => {
    await daemon?.dispose();
    await dovecot.stop();
  });

  it('is read to the last mail of each, spam left alone, and adds up', async () => {
    daemon = prepareDaemon({
      business: { name: "Maryam's Bakery" },
      // Only INBOX is told of at once.
      reading: { poll: '2s' },
      mailboxes: [{ ...account(dovecot), smtp: account(dovecot).imap, folders: ['*'] }],
    });
    await daemon.start();
    const folders = await waitUntil(
      async () => {
        const found = (await daemon?.status())?.mailboxes[0]?.folders ?? [];
        const stored = found.reduce((sum, folder) => sum + folder.stored, 0);
        return stored === NAMES.length * 2 ? found : undefined;
      },
      { timeoutMs: 60_000, everyMs: 1000, what: 'all folders are read' },
    );
    const counts = Object.fromEntries(folders.map(({ path, server, stored }) => [path, [server, stored]]));
    expect(counts).toEqual({
      INBOX: [0, 0],
      Sent: [0, 0],
      ...Object.fromEntries(NAMES.map((name) => [name, [2, 2]])),
    });
    const other = 'مشتری‌ها';
    dovecot.append('maryam', other, mail(other, 3));
    expect(folders.find(({ path }) => path === other)?.role).toBe('other');
    await waitUntil(
      async () =>
        (await daemon?.status())?.mailboxes[0]?.folders.some(
          ({ path, stored }) => path === other && stored === 3,
        ),
      { timeoutMs: 60_000, everyMs: 1000, what: 'new mail in a folder beside INBOX is read' },
    );
  });
});
