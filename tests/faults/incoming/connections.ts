import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openImapMailbox } from '../../../src/mailbox/imap/open-imap-mailbox.ts';
import { type Dovecot, startDovecot } from '../../support/dovecot.ts';
import { waitUntil } from '../../support/network.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { giveTo, unprivilegedAccount } from '../../support/unprivileged.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { openBakery } from './bakery.ts';
import { dovecotAccount, order, seedHistory } from './mail-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;
const HISTORY = 15;

/** A server of the case's own. */
async function ownDovecot(world: World, options: Parameters<typeof startDovecot>[0]): Promise<Dovecot> {
  const dovecot = await startDovecot(options);
  world.defer(() => dovecot.stop());
  return dovecot;
}

const halfOpen: FaultCase = {
  id: 'I12',
  injected: 'the line goes dead in IDLE: no byte passes any more, no end is told',
  checked: 'noticed within 150 s, read over a new connection, the mail of the meantime is new once',
  needs: NEEDS,
  patient: true,
  limitMs: 240_000,
  async run(world) {
    const dovecot = await world.parts.dovecot();
    const proxy = await startTcpProxy(dovecot.port);
    world.defer(() => proxy.stop());
    const account = { ...dovecotAccount(dovecot, 'maryam'), port: proxy.port };
    seedHistory(account, HISTORY);
    const bakery = await openBakery(world, account);
    // No poll comes to its help.
    bakery.start({ poll: 3_600_000 });
    await bakery.settled();
    await waitUntil(() => proxy.open() === 1, { what: 'only the connection that waits' });
    const dead = proxy.connections();
    proxy.freeze();
    const frozenAt = Date.now();
    bakery.expectNew(account.save(order(100)));
    await bakery.neighbourReads();
    await waitUntil(async () => (await bakery.mailbox()).failure_class !== null, {
      timeoutMs: 150_000,
      everyMs: 250,
      what: 'the dead line to be noticed',
    });
    const noticed = Math.round((Date.now() - frozenAt) / 1000);
    // What was dead stays dead; new connections pass.
    proxy.resetAll();
    proxy.thaw();
    await bakery.settled();
    if (proxy.connections() <= dead) throw new Error('there was no new connection');
    return `noticed after ${noticed} s`;
  },
};

const full: FaultCase = {
  id: 'I14',
  injected: 'the server takes one connection an account, and first that one is taken by a telephone',
  checked: 'called full, not a wrong password; once there is room, new mail and history are read in turns',
  needs: NEEDS,
  patient: true,
  async run(world) {
    const dovecot = await ownDovecot(world, { maxConnectionsPerUser: 1 });
    const account = dovecotAccount(dovecot, 'maryam');
    seedHistory(account, 60);
    const { port, user, password } = account;
    const imap = { host: '127.0.0.1', port, security: 'none' as const, user, password };
    const limits = { compress: false, maxMessageBytes: 1_000_000 };
    const telephone = await openImapMailbox({ address: 'maryam@bakery.example', imap }, limits);
    world.defer(() => telephone.close());
    const bakery = await openBakery(world, account);
    bakery.start();
    const { failure_class } = await waitUntil(
      async () => {
        const row = await bakery.mailbox().catch(() => undefined);
        return row?.failure_class ? row : undefined;
      },
      { what: 'the refusal to be written down' },
    );
    if (failure_class !== 'capacity') throw new Error(`a full server is called ${failure_class}`);
    await bakery.neighbourReads();
    await telephone.close();
    const read = () =>
      bakery.database.inside((tx) =>
        tx
          .selectFrom('cursors as c')
          .innerJoin('folders as f', 'f.id', 'c.folder_id')
          .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
          .select('epoch')
          .where('m.name', '=', account.name)
          .where('f.path', '=', 'INBOX')
          .executeTakeFirst(),
      );
    await waitUntil(read, { timeoutMs: 40_000, what: 'the first look after the telephone' });
    bakery.expectNew(account.save(order(100)));
    await bakery.settled();
    return '60 mails of history and a new one over one connection';
  },
};

const HOUR_MS = 3_600_000;

const wrongPassword: FaultCase = {
  id: 'I15',
  injected: 'the password is wrong for an hour (the clock is moved on), then right',
  checked:
    'not called wrong at the first refusal, called wrong in the hour, all is read when it is right again',
  needs: NEEDS,
  patient: true,
  async run(world) {
    const owner = unprivilegedAccount(['dovecot', 'dovenull']);
    const folder = temporaryFolder('passwords', { inMemory: true });
    world.defer(() => removeFolder(folder));
    const file = join(folder, 'passwords');
    giveTo(owner, folder);
    writeFileSync(file, '', { mode: 0o644 });
    // No penalty for refusals: it would only be waited out.
    const dovecot = await ownDovecot(world, {
      password: 'not what Maryam has',
      extra: [
        `passdb {\n  driver = passwd-file\n  args = scheme=PLAIN ${file}\n}`,
        'auth_failure_delay = 0',
        'service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}',
      ],
    });
    const account = { ...dovecotAccount(dovecot, 'maryam'), password: 'warm-bread' };
    seedHistory(account, HISTORY);
    const bakery = await openBakery(world, account);
    bakery.start();
    const row = (what: string, holds: (words: string) => boolean) =>
      waitUntil(
        async () => {
          const found = await bakery.mailbox().catch(() => undefined);
          return found?.failure_class === 'auth' && holds(found.failure_message ?? '');
        },
        { timeoutMs: 60_000, what },
      );
    await row('a refusal that proves nothing', (words) => words.includes('tried again before'));
    await bakery.neighbourReads();
    bakery.clock.advance(HOUR_MS);
    await row('the login to be called wrong', (words) => words.includes('What to do'));
    writeFileSync(file, `${account.user}:warm-bread\n`);
    await bakery.settled();
    const { failure_class } = await bakery.mailbox();
    if (failure_class !== null) throw new Error(`it is still called ${failure_class}`);
    return `${HISTORY} mails read afterwards`;
  },
};

const noExtensions: FaultCase = {
  id: 'I29',
  injected: 'a server with no extension at all: new mail, deleted mail, and both at once',
  checked: 'found by polling and by counting, the account adds up',
  needs: NEEDS,
  async run(world) {
    const dovecot = await ownDovecot(world, { capability: 'IMAP4rev1' });
    const account = dovecotAccount(dovecot, 'maryam');
    seedHistory(account, HISTORY);
    const bakery = await openBakery(world, account);
    const seen = new Set<string>();
    bakery.start({
      poll: 300,
      wrap: (mailbox) => {
        for (const name of mailbox.capabilities) seen.add(name);
        return mailbox;
      },
    });
    await bakery.settled();
    const offered = [...seen].filter((name) => /IDLE|CONDSTORE|QRESYNC|ESEARCH|MOVE|UIDPLUS/.test(name));
    if (offered.length > 0) throw new Error(`the server offers ${offered.join(' ')}`);
    bakery.expectNew(account.save(order(100)));
    await bakery.settled();
    dovecot.expunge(account.user, 'INBOX', 'uid 3:7');
    bakery.clock.advance(2 * 60_000);
    await bakery.settled();
    dovecot.expunge(account.user, 'INBOX', 'uid 9');
    bakery.expectNew(account.save(order(101)));
    bakery.clock.advance(HOUR_MS);
    await bakery.settled();
    await bakery.neighbourReads();
    return `${HISTORY + 2} mails, 6 of them deleted`;
  },
};

export const CONNECTION_CASES = [halfOpen, full, wrongPassword, noExtensions];
