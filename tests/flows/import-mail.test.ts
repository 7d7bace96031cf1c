import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FolderStatusReport } from '../../src/operations/status-folders.ts';
import { writeMboxrd } from '../messages/import/mbox-fixture.ts';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { waitUntil } from '../support/network.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const MAILS = 10_000;
const FEW = 30;
/** The mail server that is connected is away; what lies in files does not need it. */
const NO_SERVER = { host: '127.0.0.1', port: 9, security: 'none', user: 'maryam', password: 'bread' };

const letter = (number: number) =>
  Buffer.from(
    [
      `From: Karim <karim${number % 50}@workshop.example>`,
      'To: Maryam <maryam@bakery.example>',
      `Subject: Order ${number}`,
      `Date: ${new Date(Date.UTC(2024, 0, 1, 0, number)).toUTCString()}`,
      '',
      'From Karim, as ever:',
      `${number} loaves, please. `.repeat(100),
      '',
    ].join('\n'),
  );
const letters = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => letter(from + index));

describe.each(['pglite', 'postgres'] as const)('wafa import mail on %s', (kind) => {
  let daemon: DaemonProcess;
  let postgres: TestDatabase | undefined;
  let file: string;

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await testDatabase('postgres') : undefined;
    daemon = prepareDaemon(
      {
        business: { name: "Maryam's Bakery" },
        mailboxes: [{ address: 'maryam@bakery.example', imap: NO_SERVER, smtp: NO_SERVER }],
        reading: { batchMessages: 100 },
      },
      postgres?.url,
    );
    file = path.join(daemon.folder, 'archive.mbox');
    await writeFile(file, writeMboxrd(letters(MAILS)));
  });
  afterAll(async () => {
    await daemon.dispose();
    await postgres?.close();
  });

  const importMail = async (archive: string, ...more: string[]) =>
    JSON.parse(await daemon.wafa('import', 'mail', archive, '--json', ...more)) as Record<string, unknown>;
  const folders = async () =>
    (JSON.parse(await daemon.wafa('status', '--folders', '--json')) as FolderStatusReport).folders;

  it('says beforehand what it will do', async () => {
    expect(await importMail(file, '--dry-run')).toMatchObject({ dryRun: true, seen: MAILS, stored: MAILS });
    expect(await folders()).toEqual([]);
  });

  it('goes on after it was killed, and loses and repeats nothing', async () => {
    const config = path.join(daemon.folder, 'wafa.yaml');
    const child = spawn(process.execPath, [MAIN, 'import', 'mail', file, '--config', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(child.stderr, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [interrupted] = await folders();
    expect(interrupted?.stored).toBeGreaterThan(0);
    expect(interrupted?.stored).toBeLessThan(MAILS);

    expect(await importMail(file)).toMatchObject({
      beginning: 'resumed',
      seen: MAILS,
      stored: MAILS,
      known: 0,
    });
    expect(await folders()).toMatchObject([
      { path: 'import/archive.mbox', server: MAILS, stored: MAILS, difference: 0 },
    ]);
  });

  it('knows all of it the second time', async () => {
    expect(await importMail(file)).toMatchObject({
      beginning: 'again',
      seen: MAILS,
      stored: 0,
      known: MAILS,
    });
    expect(await folders()).toMatchObject([{ server: MAILS, stored: MAILS, difference: 0 }]);
  });

  it('works through the running daemon, which reads the mail into the log', async () => {
    if (kind === 'postgres') await daemon.wafa('migrate');
    await daemon.start();
    const few = path.join(daemon.folder, 'few.mbox');
    await writeFile(few, writeMboxrd(letters(FEW, MAILS + 1 - FEW / 2)));
    expect(await importMail(few)).toMatchObject({ seen: FEW, stored: FEW / 2, known: FEW / 2, alone: false });
    await waitUntil(async () => (await daemon.status()).log.messages > FEW, {
      what: 'mail is read into the log',
      timeoutMs: 60_000,
    });
    const { outbox } = await daemon.status();
    expect(outbox).toEqual({});
    expect(await daemon.stop()).toBe(0);
  });
});
