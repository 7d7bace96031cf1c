import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../support/network.ts';
import { postgresBusiness } from '../../support/postgres-business.ts';
import { startPostgres } from '../../support/postgres-cluster.ts';
import { makePostgresTemplate } from '../../support/postgres-template.ts';
import type { FaultCase } from '../fault-case.ts';
import { isReady, openDaemonShop } from './daemon-shop.ts';
import { dovecotAccount, order, seedHistory } from './mail-account.ts';

const FULL_SECONDS = 600;
const SECONDS = 30;

const away: FaultCase = {
  id: 'I28',
  injected: `the database crashes and stays away for ${SECONDS} s (${FULL_SECONDS} with --full) while mail comes in`,
  checked: 'the daemon lives on, says that it is not ready, then reads all of it as new, once, and is ready',
  needs: ['dovecot', 'doveadm', 'postgres'],
  patient: true,
  limitMs: 900_000,
  async run(world) {
    const cluster = await startPostgres();
    world.defer(() => cluster.stop());
    const database = await postgresBusiness(await makePostgresTemplate(cluster.url));
    world.defer(() => database.close());
    const dovecot = await world.parts.dovecot();
    const accounts = [dovecotAccount(dovecot, 'maryam'), dovecotAccount(dovecot, 'yusuf')];
    for (const [at, account] of accounts.entries()) seedHistory(account, 200, 'INBOX', at * 1000);
    const shop = await openDaemonShop(world, accounts, { database });
    await shop.daemon.start();
    await shop.settled();
    if (!(await isReady(shop.daemon))) throw new Error('the daemon is not ready before');
    await cluster.kill();
    const end = Date.now() + (world.full ? FULL_SECONDS : SECONDS) * 1000;
    const fresh: string[] = [];
    for (const account of accounts) fresh.push(account.save(order(5000 + fresh.length)));
    await waitUntil(async () => !(await isReady(shop.daemon)), { what: 'the daemon to say it is not ready' });
    while (Date.now() < end) {
      await sleep(Math.min(5000, Math.max(0, end - Date.now())));
      for (const account of accounts) fresh.push(account.save(order(5000 + fresh.length)));
    }
    const pid = shop.daemon.pid();
    if (pid === undefined || !isAlive(pid)) throw new Error('the daemon did not outlast it');
    await cluster.restart();
    await shop.settled(120_000);
    const found = await shop.newContents();
    if (found.join() !== fresh.toSorted().join())
      throw new Error(`${found.length} mails are new instead of ${fresh.length}`);
    await waitUntil(() => isReady(shop.daemon), { timeoutMs: 60_000, what: 'the daemon to be ready again' });
    return `${fresh.length} new mails of the meantime in two mailboxes`;
  },
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const DATABASE_CASES = [away];
