import { setTimeout as sleep } from 'node:timers/promises';
import { openImapMailbox } from '../../../src/mailbox/imap/open-imap-mailbox.ts';
import { MailboxFailure } from '../../../src/mailbox/mailbox.ts';
import { ensureFolders, ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { differences, type SweepResult, sweepAnswers, sweepStatements } from '../../support/crash-sweep.ts';
import { Crash } from '../../support/crashing-database.ts';
import { endState, inboxReader, memoryBlobs } from '../../support/ingest-fixture.ts';
import { waitUntil } from '../../support/network.ts';
import { newBusiness, type TestDatabase } from '../../support/postgres-business.ts';
import type { ReadOnce, StoryEnd } from '../../support/reading-story.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { isReady, lastWords, openDaemonShop } from './daemon-shop.ts';
import { type DovecotAccount, dovecotAccount, order, seedHistory } from './mail-account.ts';
import { readNaively } from './naive-reader.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;
const CONTROL_STRIDE = 7;
/** Places in the bytes of Dovecot's answers where the line is cut, beside every answer. */
const CUTS = 25;
const KILLS = 5;

const everywhere: FaultCase = {
  id: 'I1',
  injected:
    'killed at every database statement and commit, at every answer of a scripted server and of Dovecot, the line cut within answers, kill -9 of the daemon at random moments',
  checked: 'the end state equals that of the uninterrupted run, row by row',
  needs: NEEDS,
  patient: true,
  limitMs: 540_000,
  async run(world) {
    const database = await world.parts.database();
    world.defer(() => database.close());
    const statements = noDifference(await sweepStatements(database));
    const answers = noDifference(await sweepAnswers(database));
    const dovecot = await sweepDovecot(world, database);
    const kills = await killDaemon(world);
    return `${statements} statements, ${answers} answers, ${dovecot.answers} answers and ${dovecot.cuts} cuts of Dovecot, ${kills} kills -9`;
  },
  control: {
    broken: 'a reader that moves the cursor before it stores',
    caughtBy: /after a crash at step \d+: other locations/,
    async run(world) {
      const database = await world.parts.database();
      world.defer(() => database.close());
      noDifference(await sweepStatements(database, { stride: CONTROL_STRIDE, read: cursorFirst }));
    },
  },
};

function noDifference({ places, differences: found }: SweepResult): number {
  if (found.length > 0) throw new Error(found.slice(0, 5).join('; '));
  return places;
}

const cursorFirst = (database: TestDatabase): ReadOnce => {
  const { businessId } = database;
  const blobs = memoryBlobs();
  return async (db, server, now) => {
    const mailbox = server.connect();
    const account = { name: 'main', address: 'maryam@bakery.example' };
    const { inbox } = await ensureFolders(
      db,
      businessId,
      await ensureMailbox(db, businessId, account, now),
      mailbox,
      now,
    );
    await readNaively({ db, businessId, blobs, flaws: { cursorFirst: true } }, mailbox, inbox, now);
  };
};

/** The same on a real server: history, then new mail, each read once with a death and once without. */
async function sweepDovecot(world: World, shared: TestDatabase): Promise<{ answers: number; cuts: number }> {
  const dovecot = await world.parts.dovecot();
  const proxy = await startTcpProxy(dovecot.port);
  world.defer(() => proxy.stop());
  const live = async (dieAt: { answer?: number; byte?: number }) => {
    const database = await newBusiness(shared);
    const account = { ...dovecotAccount(dovecot, 'sweep'), port: proxy.port };
    seedHistory(account, 5);
    const most = { answers: 0, bytes: 0 };
    for (const chapter of ['history', 'new']) {
      if (chapter === 'new') for (const number of [100, 101, 102]) account.save(order(number));
      const before = proxy.bytes('down');
      proxy.resetAfter('down', dieAt.byte);
      const answers = await readDovecot(database, account, dieAt.answer).catch((error: unknown) => {
        if (!(error instanceof Crash || error instanceof MailboxFailure)) throw error;
        return 0;
      });
      proxy.resetAfter('down', undefined);
      most.bytes = Math.max(most.bytes, proxy.bytes('down') - before);
      most.answers = Math.max(most.answers, answers);
      await readDovecot(database, account);
    }
    const state = await database.inside(endState);
    const flags = account.touched();
    return { end: { state: withoutNumbers(state), wrong: flags }, most };
  };
  const whole = await live({});
  const found: string[] = [];
  const compare = (where: string, end: StoryEnd) =>
    found.push(...differences(whole.end, end).map((how) => `${where}: ${how}`));
  for (let answer = 1; answer <= whole.most.answers; answer++)
    compare(`killed at answer ${answer} of Dovecot`, (await live({ answer })).end);
  for (let cut = 0; cut < CUTS; cut++) {
    const byte = 1 + Math.floor(world.random() * whole.most.bytes);
    compare(`cut after byte ${byte}`, (await live({ byte })).end);
  }
  if (found.length > 0) throw new Error(found.slice(0, 5).join('; '));
  return { answers: whole.most.answers, cuts: CUTS };
}

/** UIDVALIDITY is the server's clock: another one in every life. */
function withoutNumbers(state: StoryEnd['state']): StoryEnd['state'] {
  const text = JSON.stringify(state, (name: string, value: unknown) => (name === 'uid_validity' ? 0 : value));
  return JSON.parse(text) as StoryEnd['state'];
}

/** Reads INBOX once; dies in the place of the `dieAt`-th answer. Answers how many there were. */
async function readDovecot(
  database: TestDatabase,
  { port, user, password }: DovecotAccount,
  dieAt?: number,
): Promise<number> {
  const imap = { host: '127.0.0.1', port, security: 'none' as const, user, password };
  const limits = { compress: false, maxMessageBytes: 1_000_000 };
  const mailbox = await openImapMailbox({ address: 'maryam@bakery.example', imap }, limits);
  let answers = 0;
  const dying = new Proxy(mailbox, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'takeGone' || name === 'close') return value.bind(target) as unknown;
      return async (...args: unknown[]) => {
        const answer: unknown = await Reflect.apply(value, target, args);
        if (++answers === dieAt) throw new Crash(`killed at answer ${answers}`);
        return answer;
      };
    },
  });
  try {
    const now = new Date();
    const server = { connect: () => dying };
    const reader = await inboxReader(database.db, database.businessId, server, now);
    await reader.sync(now);
    await reader.history(now);
    return answers;
  } finally {
    await mailbox.close();
  }
}

/** The real daemon, killed from its first moment on, mail coming in between. */
async function killDaemon(world: World): Promise<number> {
  const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
  seedHistory(account, 300);
  const shop = await openDaemonShop(world, [account], { config: { reading: { batchMessages: 10 } } });
  const fresh: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const running = shop.daemon.start().catch(() => {});
    await sleep(500 + world.random() * 3000);
    await shop.daemon.kill();
    await running;
    // New is what came after the first look.
    if ((await cursorsOf(shop.database)) > 0) fresh.push(account.save(order(1000 + kill)));
  }
  await shop.daemon.start();
  await shop.settled();
  const found = await shop.newContents();
  if (found.join() !== fresh.toSorted().join())
    throw new Error(`${found.length} mails are new instead of ${fresh.length}`);
  return KILLS;
}

const cursorsOf = async (database: TestDatabase): Promise<number> =>
  (await database.inside((tx) => tx.selectFrom('cursors').select('epoch').execute())).length;

const FULL_MESSAGES = 100_000;
const MESSAGES = 10_000;
const MANY_KILLS = 20;

const many: FaultCase = {
  id: 'I16',
  injected: `the daemon is killed with -9 ${MANY_KILLS} times while it reads ${MESSAGES} mails (${FULL_MESSAGES} with --full), a new mail after each`,
  checked:
    'every mail once, the account adds up, exactly the new ones are new, the daemon is ready in the end',
  needs: NEEDS,
  limitMs: 1_800_000,
  async run(world) {
    const messages = world.full ? FULL_MESSAGES : MESSAGES;
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    seedHistory(account, messages);
    const shop = await openDaemonShop(world, [account]);
    const fresh: string[] = [];
    const stored = () =>
      shop.database.inside(async (tx) => {
        const row = await tx
          .selectFrom('locations')
          .select((read) => read.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        return row.count;
      });
    let inMiddle = 0;
    for (let kill = 1; kill <= MANY_KILLS; kill++) {
      const target = Math.floor(((kill - world.random()) / (MANY_KILLS + 1)) * messages);
      const running = shop.daemon.start().catch(() => {});
      await waitUntil(async () => (await stored()) > target, {
        timeoutMs: 60_000,
        what: `mail number ${target} before kill ${kill}`,
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}; the daemon: ${lastWords(shop.daemon)}`);
      });
      await sleep(world.random() * 50);
      await shop.daemon.kill();
      await running;
      if ((await stored()) < messages) inMiddle++;
      fresh.push(account.save(order(messages + kill)));
    }
    await shop.daemon.start();
    await shop.settled(600_000);
    const found = await shop.newContents();
    if (found.join() !== fresh.toSorted().join())
      throw new Error(`${found.length} mails are new instead of ${fresh.length}`);
    if (!(await isReady(shop.daemon))) throw new Error('the daemon is not ready');
    if (inMiddle < MANY_KILLS) throw new Error(`only ${inMiddle} kills came in the middle`);
    return `${messages + fresh.length} mails, ${MANY_KILLS} kills, all in the middle of the history`;
  },
};

export const KILLED_CASES = [everywhere, many];
