import { afterEach, beforeEach, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { bakeryMailbox } from '../../src/demo/bakery/mailbox.ts';
import { demoConfig } from '../../src/demo/demo-config.ts';
import { type Sandbox, startSandbox } from '../../src/demo/sandbox-server.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import type { Mailbox } from '../../src/mailbox/mailbox.ts';
import { smtpSender } from '../../src/outbox/smtp-sender.ts';

const NOW = new Date('2026-06-03T09:30:00Z');
const BATCH = 500;

let sandbox: Sandbox;
let mailbox: Mailbox;
let settings: ReturnType<typeof settingsOf>;
const letters = bakeryMailbox(NOW);

beforeEach(async () => {
  sandbox = await startSandbox({ seed: letters, user: 'hello@bakery.example', password: 'warm-bread' });
  settings = settingsOf(sandbox);
  mailbox = await openImapMailbox(settings.mailbox, settings.reading);
});

afterEach(async () => {
  await mailbox.close();
  await sandbox.close();
});

test('the reading port finds every letter of the bakery, byte for byte', async () => {
  const folders = await mailbox.listFolders();
  expect(folders.find(({ specialUse }) => specialUse === '\\Sent')?.path).toBe('Sent');
  for (const path of ['INBOX', 'Sent', 'Junk']) {
    const expected = letters.filter(({ folder }) => folder === path);
    const { exists, uidNext } = await mailbox.openFolder(path);
    expect([exists, uidNext]).toEqual([expected.length, expected.length + 1]);
    const uids = await mailbox.searchUids(1);
    const sizes = await mailbox.fetchSizes(uids);
    expect(sizes.map(({ size }) => size)).toEqual(expected.map(({ raw }) => raw.length));
    for (let start = 0; start < uids.length; start += BATCH) {
      const fetched = await mailbox.fetchSources(uids.slice(start, start + BATCH));
      const wanted = expected.slice(start, start + BATCH);
      expect(fetched.map(({ internalDate }) => internalDate.getTime())).toEqual(
        wanted.map(({ date }) => date.getTime()),
      );
      expect(fetched.every(({ source }, index) => source.equals(wanted[index]?.raw ?? Buffer.alloc(0)))).toBe(
        true,
      );
    }
  }
});

test('the reading port asks by date, as for a shorter history', async () => {
  await mailbox.openFolder('INBOX');
  const since = new Date('2026-03-01T00:00:00Z');
  const expected = letters.filter(({ folder, date }) => folder === 'INBOX' && date >= since);
  expect(await mailbox.searchUids(1, undefined, since)).toHaveLength(expected.length);
});

test('the reading port hears of new mail', async () => {
  await mailbox.openFolder('INBOX');
  const waiting = mailbox.waitForChange(5000, AbortSignal.timeout(5000));
  setTimeout(() => sandbox.deliver(Buffer.from('From: a@posta.example\r\n\r\nHello\r\n')), 200);
  expect(await waiting).toBe(true);
});

test('the sending port hands over what it releases, and nothing that it does not', async () => {
  const session = await smtpSender(settings.mailbox.smtp).open();
  const bytes = Buffer.from(
    'From: hello@bakery.example\r\nTo: leila@posta.example\r\nSubject: Thanks\r\n\r\nThank you\r\n',
  );
  const transmission = { envelopeFrom: 'hello+b1@bakery.example', recipient: 'leila@posta.example', bytes };
  expect(await session.transmit({ ...transmission, fence: () => Promise.resolve(true) })).toMatchObject({
    kind: 'sent',
  });
  expect(sandbox.captured()).toMatchObject([
    { from: 'hello+b1@bakery.example', to: ['leila@posta.example'] },
  ]);
  expect(sandbox.captured()[0]?.raw.equals(bytes)).toBe(true);

  const again = session.isUsable() ? session : await smtpSender(settings.mailbox.smtp).open();
  expect(await again.transmit({ ...transmission, fence: () => Promise.resolve(false) })).toMatchObject({
    kind: 'not-released',
  });
  again.close();
  expect(sandbox.captured()).toHaveLength(1);
});

function settingsOf({ imapPort, smtpPort }: Sandbox) {
  const config = configSchema.parse(
    demoConfig({
      imapPort,
      smtpPort,
      folder: '/tmp/wafa',
      webPort: 0,
      automationsFolder: '/tmp/wafa',
      templatesFolder: '/tmp/wafa',
    }),
  );
  const [first] = config.mailboxes;
  if (first === undefined) throw new Error('no mailbox');
  return { mailbox: first, reading: config.reading };
}
