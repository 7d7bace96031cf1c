import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { isPaused } from '../../../src/outbox/pause.ts';
import { poolSender } from '../../../src/outbox/sender-pool.ts';
import { smtpSender } from '../../../src/outbox/smtp-sender.ts';
import { NOON, senderTo } from '../../outbox/outbox-fixture.ts';
import { end, startWorker } from '../../outbox/sending-crew.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { listenOnLoopback } from '../../support/network.ts';
import { faultFirst, SMTP_FAULTS } from '../../support/smtp-scripted.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame, BOLD, outboxShop, wait } from './outbox-shop.ts';

const FOREVER = Number.POSITIVE_INFINITY;

const encryption: FaultCase = {
  id: 'O9',
  injected: 'the connection drops at STARTTLS, and a reply is slipped in before the encryption begins',
  checked: 'no mail leaves in the clear or on a forged word, all stay queued, and then go encrypted',
  needs: ['postgres'],
  async run(world) {
    const own = certificate();
    const shop = await outboxShop(world, { tls: own });
    await shop.fill(6);
    const sender = (port: number) =>
      smtpSender({ host: '127.0.0.1', port, security: 'starttls' }, { ca: own.cert, openTimeoutMs: 1500 });
    shop.server.use(faultFirst(SMTP_FAULTS.dropAtStartTls, FOREVER));
    await shop.deliver(sender(shop.server.port), { settings: BOLD });
    await shop.expect({ queued: 6 });
    const forger = await startForger();
    world.defer(() => forger.stop());
    await shop.makeDue();
    await shop.deliver(sender(forger.port), { settings: BOLD });
    await shop.expect({ queued: 6 });
    if (/MAIL|DATA/.test(forger.heard())) throw new Error(`said in the clear: ${forger.heard()}`);
    return `the forger heard ${forger.heard().replaceAll(/\s+/g, ' ').trim()}`;
  },
};

/** Answers STARTTLS and, in the same breath and in the clear, what an encrypted server would say next (CVE-2011-0411). */
async function startForger() {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('220 forged.example ESMTP\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (!/^[A-Z]/.test(text)) return;
      heard += text;
      if (text.startsWith('EHLO')) socket.write('250-forged.example\r\n250 STARTTLS\r\n');
      if (text.startsWith('STARTTLS'))
        socket.write(
          '220 Ready\r\n250-forged.example\r\n250 PIPELINING\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n250 Taken\r\n',
        );
    });
  });
  const port = await listenOnLoopback(server);
  return { port, heard: () => heard, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function certificate(): { cert: string; key: string } {
  const folder = temporaryFolder('faults-certificate');
  try {
    const files = makeCertificate(folder);
    return { cert: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
  } finally {
    removeFolder(folder);
  }
}

const greylisting: FaultCase = {
  id: 'O23',
  injected: 'every mail is greylisted at first, and one domain takes seconds for each mail',
  checked: 'all are sent at the next try; the slow domain holds up nobody who has a lane of their own',
  needs: ['postgres'],
  async run(world) {
    const greylisted = new Set<string>();
    const shop = await outboxShop(world, {
      script: ({ stage, to }) => {
        const [recipient = ''] = to;
        if (stage === 'dot' && recipient.startsWith('customer-1@')) return { kind: 'delay', ms: 3000 };
        if (stage !== 'rcpt' || greylisted.has(recipient)) return undefined;
        greylisted.add(recipient);
        return SMTP_FAULTS.greylist.action;
      },
    });
    await shop.fill(80);
    const settings = { ...BOLD, connections: LINES };
    await shop.deliver(senderTo(shop.server), { settings });
    await shop.expect({ queued: 80 });
    const waits = await shop.database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select(['due_at', 'attempt']).execute(),
    );
    if (waits.some(({ due_at, attempt }) => due_at <= NOON || attempt !== 1))
      throw new Error('a greylisted mail does not wait');
    await shop.makeDue();
    const began = performance.now();
    let others = 0;
    const delivering = shop.deliver(senderTo(shop.server), { settings });
    while (shop.server.accepted().length < 79 && performance.now() - began < 20_000) await wait(20);
    others = performance.now() - began;
    await delivering;
    await shop.expect({ sent: 80 });
    const slow = performance.now() - began;
    if (others > slow - 500) throw new Error(`the others took ${others.toFixed(0)} of ${slow.toFixed(0)} ms`);
    return `79 others in ${others.toFixed(0)} ms, the slow one in ${slow.toFixed(0)} ms`;
  },
};

const LINES = 8;

const stripped: FaultCase = {
  id: 'O25',
  injected: 'STARTTLS is stripped from the answer, or the certificate is nobody we trust',
  checked: 'nothing is said but EHLO and QUIT, every mail stays queued, none is called failed',
  needs: ['postgres'],
  async run(world) {
    for (const tls of [false, true]) {
      const shop = await outboxShop(world, { tls });
      await shop.fill(6);
      const sender = smtpSender({ host: '127.0.0.1', port: shop.server.port, security: 'starttls' });
      const report = await shop.deliver(sender, { settings: BOLD });
      await shop.expect({ queued: 6 });
      if (report.stoppedBy === undefined) throw new Error('nobody is told why');
      assertSame(shop.server.received().length, 0, 'mails that the server saw');
    }
    return undefined;
  },
};

/** Names and subjects that want to be more than that, and addresses that are none. */
const HOSTILE = [
  '\r\nBcc: eve@evil.example',
  'a\nTo: eve@evil.example',
  '\0',
  '\r\n.\r\nMAIL FROM:<>',
  '"a@b"@c',
  '<eve@evil.example>,',
  '=?utf-8?Q?=0D=0ABcc:_eve@evil.example?=',
];

const injection: FaultCase = {
  id: 'O26',
  injected: 'CR, LF, NUL and "a@b"@c in names, subjects, texts and addresses, to smtp-sink',
  checked: 'one recipient each, the one that was meant; no header, no mail and no command more',
  needs: ['postgres', 'smtp-sink'],
  async run(world) {
    const shop = await outboxShop(world);
    const sink = await startSmtpSink();
    world.defer(() => sink.stop());
    let refused = 0;
    for (const [number, hostile] of HOSTILE.entries()) {
      await shop.enqueue(`customer-${number}`, {
        to: { name: `Leila${hostile}`, address: `customer-${number}@customers.example` },
        subject: `Hello${hostile}`,
        text: `Hello\r\n.\r\n${hostile}\r\n.`,
        html: `<p>${hostile}</p>\r\n.\r\n`,
      });
      const address = `eve${hostile}@customers.example`;
      await shop.enqueue(`eve-${number}`, { to: { name: '', address } }).catch(() => refused++);
    }
    await shop.deliver(senderTo(sink), { settings: BOLD });
    const mails = await sink.waitForMessages(HOSTILE.length);
    assertSame(refused, HOSTILE.length, 'addresses that were refused');
    assertSame(mails.length, HOSTILE.length, 'mails at the sink');
    assertSame(
      mails.map(({ to }) => to.join()).toSorted(),
      HOSTILE.map((_, number) => `customer-${number}@customers.example`).toSorted(),
      'recipients',
    );
    for (const { raw } of mails) {
      const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
      if (/^(bcc|cc):/im.test(head)) throw new Error(`a header was slipped in: ${head}`);
      assertSame(head.match(/^(to|from|subject|message-id):/gim)?.length, 4, 'the four headers');
    }
    return `${mails.length} mails, ${refused} addresses refused`;
  },
};

const abilities: FaultCase = {
  id: 'O27',
  injected:
    'a mail over the SIZE of the server; a server without 8BITMIME and SMTPUTF8, or with no extension at all',
  checked: 'what it cannot take fails with the reason and is not tried; all else is sent',
  needs: ['postgres'],
  async run(world) {
    const shop = await outboxShop(world, { extensions: ['SIZE 20000', 'PIPELINING'] });
    await shop.fill(4);
    await shop.enqueue('large', { text: 'A line of a long letter.\n'.repeat(2000) });
    await shop.enqueue('مریم');
    await shop.deliver(senderTo(shop.server), { settings: { ...BOLD, connections: 1 } });
    await shop.expect({ sent: 4, failed: 2 });
    const rows = await shop.database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select('smtp_reply').where('state', '=', 'failed').execute(),
    );
    const replies = rows.map(({ smtp_reply }) => smtp_reply ?? '').toSorted();
    if (!replies[0]?.startsWith('552') || !replies[1]?.startsWith('553')) throw new Error(replies.join('; '));
    const bare = await outboxShop(world, { extensions: [] });
    await bare.fill(4, { subject: 'سپاس از خرید شما', text: 'سلام', html: '<p>سلام</p>' });
    await bare.deliver(senderTo(bare.server), { settings: BOLD });
    await bare.expect({ sent: 4 });
    return replies.join('; ');
  },
};

const refusals: FaultCase = {
  id: 'O28',
  injected: 'every mail of 200 is answered 550',
  checked:
    'sending pauses by itself after ten in a row, the rest stays queued, and leaves once a person resumes',
  needs: ['postgres'],
  quick: true,
  async run(world) {
    const shop = await outboxShop(world);
    await shop.fill(200);
    const text = '550 5.7.1 Refused';
    shop.server.use(faultFirst({ at: 'dot', action: { kind: 'reply', text } }, FOREVER));
    await shop.deliver(senderTo(shop.server), { settings: BOLD });
    await shop.expect();
    const pause = await shop.database.inside((tx) => isPaused(tx));
    if (pause?.actor !== 'breaker')
      throw new Error(`sending is not paused: ${JSON.stringify(await shop.states())}`);
    const { failed = 0, queued = 0 } = await shop.states();
    if (failed < 10 || queued < 100) throw new Error(`${failed} failed and ${queued} wait`);
    return `paused after ${failed} refusals, ${queued} wait`;
  },
};

const ending: FaultCase = {
  id: 'O29',
  injected:
    'SIGTERM for a worker process with 20 mails in flight, at servers that went silent at every stage',
  checked:
    'it ends in time, what was not released is queued or claimed, what was is sent or uncertain, nothing twice',
  needs: ['postgres'],
  async run(world) {
    const stages = ['ehlo', 'rcpt', 'data', 'dot'] as const;
    const shop = await outboxShop(world);
    await shop.fill(60, { expiresAt: new Date(Date.now() + 1000 * 86_400_000) });
    shop.server.use(({ stage, connection }) =>
      stage === stages[connection % stages.length] ? { kind: 'silence' } : undefined,
    );
    const { businessId, url = '' } = shop.database;
    const worker = startWorker({
      kind: 'wafa',
      url,
      businessId,
      mailboxId: shop.mailboxId,
      port: shop.server.port,
      leaseMs: 60_000,
      connections: 20,
    });
    world.defer(() => end(worker, 'SIGKILL'));
    for (let patience = 0; shop.server.connections() < 20 && patience < 200; patience++) await wait(50);
    const began = performance.now();
    await end(worker, 'SIGTERM');
    const seconds = (performance.now() - began) / 1000;
    if (worker.exitCode !== 0) throw new Error(`it ended with ${worker.exitCode ?? worker.signalCode}`);
    if (seconds > 10) throw new Error(`it took ${seconds.toFixed(1)} s`);
    await shop.expect();
    return `${seconds.toFixed(1)} s, ${JSON.stringify(await shop.states())}`;
  },
};

const password: FaultCase = {
  id: 'O24',
  injected: 'the password is refused from the middle of a campaign on, and right again later',
  checked:
    'no mail is blamed: all stay queued, and then each is sent once (tokens, and two that refresh at once: tests/flows/oauth.test.ts)',
  needs: ['postgres'],
  async run(world) {
    const shop = await outboxShop(world);
    await shop.fill(60);
    let refusing = false;
    shop.server.use(({ stage, transaction }) => {
      if (stage === 'auth' && refusing) return SMTP_FAULTS.refuseAuth.action;
      if (stage !== 'dot' || transaction < 5) return undefined;
      refusing = true;
      return { kind: 'reply', text: '421 4.7.0 Log in again', hangUp: 'drop' };
    });
    const settings = {
      host: '127.0.0.1',
      port: shop.server.port,
      security: 'none',
      user: 'maryam',
      password: 'saffron',
    } as const;
    const sender = poolSender(smtpSender(settings, { clientName: 'bakery.example' }));
    const report = await shop.deliver(sender, { settings: { ...BOLD, connections: 2 } });
    await shop.expect();
    const states = await shop.states();
    if (states.failed || states.uncertain || !states.queued) throw new Error(JSON.stringify(states));
    if (report.stoppedBy === undefined) throw new Error('nobody is told why');
    shop.server.use(() => undefined);
    await shop.makeDue();
    await shop.deliver(sender, { settings: BOLD });
    sender.stop();
    await shop.expect({ sent: 60 });
    return `${states.sent ?? 0} before, ${states.queued} waited`;
  },
};

export const SERVER_CASES = [
  encryption,
  greylisting,
  password,
  stripped,
  injection,
  abilities,
  refusals,
  ending,
];
