import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { type SmtpSink, type SunkMail, startSmtpSink } from '../support/smtp-sink.ts';

const USER = 'maryam';
const ADDRESS = 'maryam@bakery.example';
const HISTORY = 120;
/** Of the daemon's log, when a test fails. */
const LOG_SHOWN = 3000;

/** An order confirmation of the shop system, with the verdict of our own mail server on top. */
function order(number: number, customer: string, { verified = true } = {}): string {
  const verdict = verified ? 'dkim=pass header.d=shop.example' : 'dkim=fail header.d=shop.example';
  return [
    `Authentication-Results: mx.bakery.example; ${verdict}`,
    'From: Shop <orders@shop.example>',
    `To: ${ADDRESS}`,
    `Subject: Order #${number}`,
    `Message-ID: <order-${number}@shop.example>`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Customer: ${customer}`,
    'Total: 38.50 EUR',
    '2 x Barbari bread',
    '',
  ].join('\r\n');
}

function letter(from: string, subject: string, text: string, headers: string[] = []): string {
  return [
    ...headers,
    `From: ${from}`,
    `To: ${ADDRESS}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replace(/\W+/g, '-')}@letters.example>`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');
}

/** On Postgres a schema that is not there is refused with the command to run. */
async function refusesUntilMigrated(daemon: DaemonProcess): Promise<void> {
  await expect(daemon.start()).rejects.toThrow('wafa migrate');
  await daemon.wafa('migrate');
}

describe.each(['pglite', 'postgres'] as const)('the daemon on %s', (kind) => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let daemon: DaemonProcess;
  let postgres: TestDatabase | undefined;

  beforeAll(async () => {
    dovecot = await startDovecot();
    sink = await startSmtpSink();
    postgres = kind === 'postgres' ? await testDatabase('postgres') : undefined;
    for (let number = 1; number <= HISTORY; number++) {
      const date = new Date(Date.now() - number * 86_400_000);
      dovecot.saveMail(USER, 'INBOX', order(number, `Customer ${number} <person${number}@people.example>`), {
        date,
      });
    }
    daemon = prepareDaemon(
      {
        business: { name: "Maryam's Bakery", timeZone: 'Europe/Vienna' },
        mailboxes: [
          {
            address: ADDRESS,
            imap: {
              host: '127.0.0.1',
              port: dovecot.port,
              security: 'none',
              user: USER,
              password: dovecot.password,
            },
            smtp: { host: '127.0.0.1', port: sink.port, security: 'none' },
            authservIds: ['mx.bakery.example'],
            savesSentMail: 'no',
          },
        ],
        sending: { quietHours: { from: '00:00', to: '00:00' } },
        purchaseMail: [
          {
            name: 'shop',
            from: 'orders@shop.example',
            subject: '^Order #(?<orderId>\\d+)$',
            body: [
              'Customer: (?<customerName>[^<]+) <(?<customerEmail>[^>]+)>',
              'Total: (?<amount>[\\d.]+) (?<currency>[A-Z]{3})',
            ],
            item: '(?<quantity>\\d+) x (?<name>.+)',
          },
        ],
      },
      postgres?.url,
    );
    daemon.setAutomation('thank-you', (text) =>
      text
        .replace('mode: off', 'mode: live')
        .replace('after: 1h', 'after: 0s')
        .replace(/^ *businessHours: true/m, '    businessHours: false'),
    );
  });

  afterAll(async () => {
    await daemon.dispose();
    await sink.stop();
    await dovecot.stop();
    await postgres?.close();
  });

  beforeEach(() => {
    onTestFailed(() => console.error(daemon.log().slice(-LOG_SHOWN)));
  });

  const thanked = (address: string): SunkMail[] => sink.messages().filter(({ to }) => to.includes(address));
  const waitForStatus = (
    what: string,
    holds: (status: Awaited<ReturnType<DaemonProcess['status']>>) => boolean,
  ) => waitUntil(async () => holds(await daemon.status()), { timeoutMs: 40_000, everyMs: 300, what });
  /** A mail that is in the sink is not yet written down as sent, and its copy not yet logged. */
  const waitUntilSettled = (messages: number, sent: number) =>
    waitForStatus(
      `${messages} messages logged, ${sent} mails sent`,
      ({ log, backlog, outbox }) =>
        log.messages >= messages &&
        backlog.read + backlog.match + backlog.detect + backlog.deliver === 0 &&
        outbox.sent === sent,
    );

  it('reads the history and sends nothing for it', async () => {
    if (kind === 'postgres') await refusesUntilMigrated(daemon);
    await daemon.start();
    await waitForStatus(
      'history read',
      ({ log, backlog, mailboxes }) =>
        log.purchases === HISTORY &&
        backlog.read + backlog.match + backlog.detect === 0 &&
        mailboxes[0]?.folders.every(({ history }) => history?.finishedAt) === true,
    );
    const status = await daemon.status();
    expect(status.log.customers).toBe(HISTORY);
    expect(status.mailboxes[0]?.folders.find(({ role }) => role === 'inbox')).toMatchObject({
      server: HISTORY,
      stored: HISTORY,
      waiting: 0,
    });
    expect(status.outbox).toEqual({});
    expect(sink.messages()).toEqual([]);
  });

  it('thanks for a new purchase, once, and keeps a copy in Sent', async () => {
    await dovecot.deliver(USER, order(9001, 'Karim <karim@workshop.example>'));
    await sink.waitForMessages(1, 20_000);
    const [mail] = thanked('karim@workshop.example');
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.raw).toMatch(/^From: .*Bakery.* <maryam@bakery\.example>\r$/m);
    await waitUntil(() => dovecot.list(USER, 'Sent').length === 1, {
      timeoutMs: 20_000,
      what: 'the copy in Sent',
    });
    await waitForStatus(
      'the copy logged once',
      ({ backlog, log, outbox }) => backlog.read === 0 && log.messages === HISTORY + 2 && outbox.sent === 1,
    );
    expect((await daemon.status()).outbox).toEqual({ sent: 1 });
  });

  it('believes no order that is not authenticated', async () => {
    await dovecot.deliver(USER, order(9002, 'Eve <eve@elsewhere.example>', { verified: false }));
    await waitUntilSettled(HISTORY + 3, 1);
    expect((await daemon.status()).log.purchases).toBe(HISTORY + 1);
    expect(thanked('eve@elsewhere.example')).toEqual([]);
  });

  it('acts on what came while it was killed, and repeats nothing', async () => {
    await daemon.kill();
    dovecot.append(USER, 'INBOX', order(9003, 'ليلى <leila@hotel.example>'));
    await daemon.start();
    await sink.waitForMessages(2, 30_000);
    expect(thanked('leila@hotel.example')).toHaveLength(1);
    expect(thanked('karim@workshop.example')).toHaveLength(1);
    await waitUntilSettled(HISTORY + 5, 2);
    const status = await daemon.status();
    expect(status.log.messages).toBe(HISTORY + 5);
    expect(status.outbox).toEqual({ sent: 2 });
    expect(status.paused).toBeNull();
  });

  it('opens a new epoch when UIDVALIDITY changes, and fires nothing for what it knows', async () => {
    const before = await daemon.status();
    dovecot.setUidValidity(USER, 'INBOX', dovecot.uidValidity(USER, 'INBOX') + 1000);
    dovecot.kick(USER);
    await dovecot.deliver(USER, order(9004, 'Omar <omar@cafe.example>'));
    await sink.waitForMessages(3, 40_000);
    await waitForStatus(
      'all read again',
      ({ mailboxes }) => mailboxes[0]?.folders.find(({ role }) => role === 'inbox')?.stored === HISTORY + 4,
    );
    expect(thanked('omar@cafe.example')).toHaveLength(1);
    await waitUntilSettled(before.log.messages + 2, 3);
    const after = await daemon.status();
    expect(after.log.messages).toBe(before.log.messages + 2);
    expect(after.outbox).toEqual({ sent: 3 });
  });

  it('stops marketing for who asks by an authenticated reply', async () => {
    const headers = ['Authentication-Results: mx.bakery.example; dkim=pass header.d=workshop.example'];
    await dovecot.deliver(
      USER,
      letter(
        'Karim <karim@workshop.example>',
        'Unsubscribe',
        'Please unsubscribe me from your newsletter.',
        headers,
      ),
    );
    await waitUntil(
      async () =>
        (await daemon.wafa('contacts', 'show', 'karim@workshop.example')).includes('no marketing mail'),
      {
        timeoutMs: 20_000,
        what: 'the suppression',
      },
    );
    expect(await daemon.wafa('contacts', 'show', 'karim@workshop.example')).toContain('no marketing mail');
  });

  it('survives a restart of the mail server and says so truthfully', async () => {
    await dovecot.restart();
    await dovecot.deliver(USER, order(9005, 'مریم <maryam@clients.example>'));
    await sink.waitForMessages(4, 60_000);
    expect(thanked('maryam@clients.example')).toHaveLength(1);
    const ready = await fetch(`${daemon.url()}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true, problems: [] }]);
  });

  it('holds everything back while it is paused', async () => {
    await daemon.wafa('outbox', 'pause', 'stocktaking');
    await dovecot.deliver(USER, order(9006, 'Sara <sara@library.example>'));
    await waitForStatus('the mail waits', ({ outbox }) => outbox.queued === 1);
    expect(thanked('sara@library.example')).toEqual([]);
    await daemon.wafa('outbox', 'resume');
    await sink.waitForMessages(5, 20_000);
    expect(thanked('sara@library.example')).toHaveLength(1);
  });

  it('ends in order, and logs neither secrets nor what people wrote', async () => {
    expect(await daemon.stop()).toBe(0);
    expect(daemon.log()).not.toContain(dovecot.password);
    expect(daemon.log()).not.toContain('Barbari');
  });

  it('left the user’s flags and folders as they were', () => {
    const inbox = dovecot.list(USER, 'INBOX');
    expect(inbox.length).toBeGreaterThan(HISTORY);
    expect(inbox.filter(({ flags }) => flags.length > 0)).toEqual([]);
  });
});
