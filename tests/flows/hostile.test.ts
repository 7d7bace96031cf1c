import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { hostileMails } from '../support/hostile-mail.ts';
import { waitUntil } from '../support/network.ts';

/** The bounds of the goal; the figures are those of `npm run bench -- hostile`. */
const READ_WITHIN_MS = 30_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** A neighbour that comes together with a hostile mail is seen within this. */
const NEIGHBOUR_WITHIN_MS = 10_000;
/** Ordinary mails to each mailbox before the first hostile one, so that the daemon has grown to its usual size. */
const WARM_UPS = 10;
const ORDERS = 'orders@bakery.example';
const OTHER = 'workshop@bakery.example';

let dovecot: Dovecot;
let daemon: DaemonProcess;

beforeAll(async () => {
  dovecot = await startDovecot();
  for (const user of [ORDERS, OTHER]) dovecot.append(user, 'INBOX', letter('first'));
  const server = { host: '127.0.0.1', security: 'none' };
  daemon = prepareDaemon({
    business: { name: "Maryam's Bakery" },
    mailboxes: [ORDERS, OTHER].map((user) => ({
      name: user,
      address: user,
      imap: { ...server, port: dovecot.port, user, password: dovecot.password },
      smtp: { ...server, port: 9, password: 'never asked' },
    })),
    reading: { maxMessageBytes: 100_000_000 },
  });
  await daemon.start();
  for (let number = 0; number < WARM_UPS; number++) await deliver(`warm-up-${number}`);
  // All of them: one that came late would be counted among the mails of a test. The first two are one mail.
  await waitUntil(async () => (await logged()) === 1 + 2 * WARM_UPS, {
    timeoutMs: 30_000,
    what: 'the first mails',
  });
});
afterAll(async () => {
  await daemon.dispose();
  await dovecot.stop();
});

function letter(id: string): string {
  return `From: Leila <leila@mill.example>\r\nTo: Maryam <${ORDERS}>\r\nSubject: Flour ${id}\r\nMessage-ID: <${id}@mill.example>\r\n\r\nThank you for ${id}.\r\n`;
}

/** One to each mailbox. */
async function deliver(id: string): Promise<void> {
  await dovecot.deliver(ORDERS, letter(`${id}-orders`));
  await dovecot.deliver(OTHER, letter(`${id}-other`));
}

/** Messages in the log, read from the daemon's own numbers. */
async function logged(): Promise<number> {
  return metric('wafa_records{kind="messages"}');
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${daemon.url()}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(name));
  return Number(line?.slice(name.length).trim() ?? 0);
}

/** Memory of the daemon at its most, by the kernel's own count, which begins anew now; in bytes above what it has now. */
function memoryAbove(pid: number): () => number {
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) *
    1024;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const base = field('VmRSS');
  return () => field('VmHWM') - base;
}

describe('mails of hostile sizes', () => {
  it.each(hostileMails().map((mail) => ({ ...mail, quarantined: !mail.id.startsWith('hostile-large') })))(
    '$name: is read or quarantined in time and in bounds, its neighbours at once',
    async (mail) => {
      const before = { messages: await logged(), quarantined: await metric('wafa_quarantined_messages') };
      await sleep(1000);
      const above = memoryAbove(daemon.pid() ?? 0);
      const began = performance.now();
      dovecot.saveMail(ORDERS, 'INBOX', mail.make());
      await deliver(mail.id.split('@')[0] ?? '');
      const neighbours = before.messages + 2;
      await waitUntil(async () => (await logged()) >= neighbours, {
        timeoutMs: NEIGHBOUR_WITHIN_MS,
        what: 'the neighbours',
      });
      await waitUntil(
        async () =>
          mail.quarantined
            ? (await metric('wafa_quarantined_messages')) === before.quarantined + 1
            : (await logged()) === neighbours + 1,
        { timeoutMs: READ_WITHIN_MS, what: 'the end of the hostile mail' },
      );
      expect(performance.now() - began).toBeLessThan(READ_WITHIN_MS);
      expect(above()).toBeLessThan(MOST_BYTES);
      expect(daemon.log()).not.toContain('stage failed');
    },
  );
});
