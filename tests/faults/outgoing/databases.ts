import { sql } from 'kysely';
import pg from 'pg';
import { openDatabase } from '../../../src/database/open.ts';
import type { Db, Tx } from '../../../src/database/tables.ts';
import { enqueueEmails } from '../../../src/outbox/enqueue.ts';
import { confirmInstallation } from '../../../src/outbox/installation.ts';
import { reapOutbox } from '../../../src/outbox/reap.ts';
import { draftTo, NOON, openOutbox, senderTo } from '../../outbox/outbox-fixture.ts';
import { end, startWorker } from '../../outbox/sending-crew.ts';
import { withDatabase } from '../../support/database-url.ts';
import { checkOutgoing } from '../../support/invariants-outgoing.ts';
import { waitUntil } from '../../support/network.ts';
import { postgresBusiness } from '../../support/postgres-business.ts';
import { startPostgres } from '../../support/postgres-cluster.ts';
import { makePostgresTemplate } from '../../support/postgres-template.ts';
import { startScriptedSmtp } from '../../support/smtp-scripted.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame, BOLD, outboxShop, wait } from './outbox-shop.ts';

/** Cuts the very connection that made mails `transmitting`: before its COMMIT, or when the COMMIT is done and not heard of. */
function cuttingTheFence(db: Db, share: number, random: () => number): { db: Db; cuts: () => number } {
  let cuts = 0;
  const cutting = new Proxy(db, {
    get(target, property, receiver) {
      if (property !== 'transaction') return Reflect.get(target, property, receiver) as unknown;
      return () => ({
        async execute<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
          let after = false;
          const result = await target.transaction().execute(async (tx) => {
            const before = await countTransmitting(tx);
            const done = await work(tx);
            if ((await countTransmitting(tx)) <= before || random() >= share) return done;
            cuts++;
            after = random() < 0.5;
            // The role of the application may not: the owner's does it, on another connection.
            if (!after) await terminate(target, tx);
            return done;
          });
          if (after) throw new Error('the connection was lost at the COMMIT');
          return result;
        },
      });
    },
  });
  return { db: cutting, cuts: () => cuts };
}

async function countTransmitting(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from outgoing_emails
    where state = 'transmitting' and xmin = pg_current_xact_id()::xid`
    .execute(tx)
    .catch(() => ({ rows: [{ count: 0 }] }));
  return rows[0]?.count ?? 0;
}

async function terminate(owner: Db, tx: Tx): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(owner);
}

const fenceCut: FaultCase = {
  id: 'O17',
  injected:
    'the database connection is lost exactly at the COMMIT of the fence, before or after it, for half of the groups',
  checked: 'no last byte left for any of them, they are queued again, and in the end each is sent once',
  needs: ['postgres'],
  quick: true,
  async run(world) {
    const shop = await outboxShop(world);
    await shop.fill(60);
    const { db, cuts } = cuttingTheFence(shop.database.db, 0.5, world.random);
    for (let round = 0; round < 20 && ((await shop.states()).sent ?? 0) < 60; round++) {
      await shop.makeDue();
      await shop.deliver(senderTo(shop.server), { db, settings: BOLD });
      await shop.expect();
      const states = await shop.states();
      if (states.uncertain || states.failed) throw new Error(`a cut fence made ${JSON.stringify(states)}`);
    }
    if (cuts() < 3) throw new Error(`only ${cuts()} groups were cut`);
    await shop.expect({ sent: 60 });
    return `${cuts()} groups were cut, 60 mails in the end sent once`;
  },
};

const crash: FaultCase = {
  id: 'O18',
  injected: 'the database crashes after the 250: back in a second, or away until the verdict is given up',
  checked: 'what was taken is sent where it could be written, else uncertain; nothing is sent twice',
  needs: ['postgres'],
  async run(world) {
    const figures: string[] = [];
    for (const awayMs of [1000, 25_000]) {
      const cluster = await startPostgres();
      world.defer(() => cluster.stop());
      const database = await postgresBusiness(await makePostgresTemplate(cluster.url));
      world.defer(() => database.close());
      const outbox = await openOutbox(database);
      let crashed: Promise<void> | undefined;
      const server = await startScriptedSmtp({
        script: ({ stage }) => {
          if (stage !== 'dot') return undefined;
          // The crash is over before the reply arrives: no verdict can have been written.
          crashed ??= cluster.kill();
          return { kind: 'delay', ms: 400 };
        },
      });
      world.defer(() => server.stop());
      const drafts = Array.from({ length: 6 }, (_, number) => draftTo(`customer-${number}`));
      await database.inside((tx) => enqueueEmails(tx, drafts, outbox.identity, NOON));
      const settings = { ...BOLD, connections: 6 };
      const delivering = outbox.deliver(senderTo(server), { settings }).catch(() => undefined);
      await waitUntil(() => crashed !== undefined, { what: 'a mail to be taken' });
      await crashed;
      await wait(awayMs);
      await cluster.restart();
      await delivering;
      server.use(() => undefined);
      const check = async () => {
        const copies = new Map(
          [...server.copies()].map(([id, count]) => [id.replace(/^<|>$/g, ''), count] as const),
        );
        return database.inside((tx) => checkOutgoing(tx, copies));
      };
      assertSame(await check(), [], 'after the crash');
      await sql`update outgoing_emails set lease_until = clock_timestamp() - interval '1 hour' where lease_until is not null`.execute(
        database.db,
      );
      await reapOutbox({ db: database.db, businessId: database.businessId, now: NOON });
      await outbox.makeDue();
      await outbox.deliver(senderTo(server), { settings });
      assertSame(await check(), [], 'in the end');
      const rows = await database.inside((tx) =>
        tx
          .selectFrom('outgoing_emails')
          .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
          .groupBy('state')
          .execute(),
      );
      const states = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      if (awayMs < 5000 && states['uncertain'])
        throw new Error(`away for a second: ${JSON.stringify(states)}`);
      if (awayMs > 5000 && !states['uncertain']) throw new Error(`away for long: ${JSON.stringify(states)}`);
      figures.push(`away ${awayMs / 1000} s: ${JSON.stringify(states)}`);
    }
    return figures.join('; ');
  },
};

const daemons: FaultCase = {
  id: 'O19',
  injected: 'two worker processes on one database, and a third on a restored copy of it',
  checked: 'each mail leaves once; the copy sends nothing before a person resumes it',
  needs: ['postgres'],
  async run(world) {
    const shop = await outboxShop(world);
    const { database } = shop;
    if ((await confirmInstallation(database.db, database.businessId, 'the shop')) !== 'first')
      throw new Error('the first place is not taken for the first');
    await shop.fill(200, { expiresAt: new Date(Date.now() + 1000 * 86_400_000) });
    const url = database.url ?? '';
    const copyName = `wafa_copy_${Date.now()}`;
    // A snapshot needs a source without connections: taken as a dump would be, before anybody sends.
    await onServer(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(url)}'`,
      `create database ${copyName} template ${nameOf(url)}`,
    );
    world.defer(() => onServer(url, `drop database if exists ${copyName} with (force)`));
    const orders = {
      kind: 'wafa',
      businessId: database.businessId,
      mailboxId: shop.mailboxId,
      port: shop.server.port,
      leaseMs: 60_000,
    } as const;
    const copyUrl = withDatabase(url, copyName);
    const copy = await openDatabase({ kind: 'postgres', url: copyUrl, connections: 2 }, () => {});
    world.defer(() => copy.close());
    const place = await confirmInstallation(copy.db, database.businessId, 'a new machine');
    if (place !== 'moved') throw new Error(`the copy is called ${place}`);
    const third = startWorker({ ...orders, url: copyUrl });
    world.defer(() => end(third, 'SIGKILL'));
    await wait(2500);
    if (shop.server.accepted().length > 0) throw new Error('the restored copy sent mail');
    const workers = [startWorker({ ...orders, url }), startWorker({ ...orders, url })];
    for (const worker of workers) world.defer(() => end(worker, 'SIGKILL'));
    await shop.server.waitForAccepted(200, 30_000);
    await wait(500);
    assertSame(shop.server.accepted().length, 200, 'mails that were taken');
    assertSame([...new Set(shop.server.copies().values())], [1], 'copies of each');
    return '200 mails, two workers, once each; the copy stayed silent';
  },
};

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function onServer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export const DATABASE_CASES = [fenceCut, crash, daemons];
