import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../support/network.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { openBakery } from './bakery.ts';
import { dovecotAccount, order, seedHistory } from './mail-account.ts';
import type { Flaws } from './naive-reader.ts';

const HISTORY = 30;

/** A bakery whose INBOX is read to the end once. */
async function readBakery(world: World, flaws?: Flaws) {
  const dovecot = await world.parts.dovecot();
  const account = dovecotAccount(dovecot, 'maryam');
  seedHistory(account, HISTORY);
  const bakery = await openBakery(world, account);
  const reading = bakery.start({ flaws });
  await bakery.settled();
  const epochs = () =>
    bakery.database.inside(async (tx) => {
      const rows = await tx
        .selectFrom('cursors as c')
        .innerJoin('folders as f', 'f.id', 'c.folder_id')
        .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
        .select('epoch')
        .where('m.name', '=', account.name)
        .where('f.path', '=', 'INBOX')
        .execute();
      return rows.length;
    });
  const renumber = (value: number) => {
    dovecot.setUidValidity(account.user, 'INBOX', value);
    account.kick();
  };
  return { dovecot, account, bakery, reading, epochs, renumber };
}

/** One mail comes while nobody reads, then the number changes, then another comes. */
async function changeOnce(
  world: World,
  change: (now: number) => number,
  flaws?: Flaws,
): Promise<string | undefined> {
  const { dovecot, account, bakery, reading, epochs } = await readBakery(world, flaws);
  await reading.stop();
  bakery.expectNew(account.save(order(100)));
  dovecot.setUidValidity(account.user, 'INBOX', change(dovecot.uidValidity(account.user, 'INBOX')));
  bakery.start({ flaws });
  if (!flaws) await waitUntil(async () => (await epochs()) === 2, { what: 'a second epoch' });
  bakery.expectNew(account.save(order(101)));
  await bakery.neighbourReads();
  await bakery.settled();
  return `${await epochs()} epochs, ${HISTORY} mails recognised, 2 new`;
}

const CHECKED = 'all read again, known contents fire nothing, mail of the meantime is new once';

const upward: FaultCase = {
  id: 'I2',
  injected: 'UIDVALIDITY goes up while nobody reads',
  checked: CHECKED,
  needs: ['dovecot', 'doveadm', 'postgres'],
  run: (world) => changeOnce(world, (now) => now + 5),
};

const downward: FaultCase = {
  id: 'I3',
  injected: 'UIDVALIDITY goes down while nobody reads',
  checked: CHECKED,
  needs: ['dovecot', 'doveadm', 'postgres'],
  run: (world) => changeOnce(world, () => 7),
  control: {
    broken: 'a reader that asks whether UIDVALIDITY grew',
    caughtBy: /UIDVALIDITY is 7, read was \d+/,
    run: (world) => changeOnce(world, () => 7, { onlyGrows: true }),
  },
};

const inTheGap: FaultCase = {
  id: 'I4',
  injected:
    'UIDVALIDITY changes five times while mail comes in, before, between and after, the reader connected',
  checked: 'every mail of the gaps is new mail, once',
  needs: ['dovecot', 'doveadm', 'postgres'],
  async run(world) {
    const { account, bakery, epochs, renumber } = await readBakery(world);
    let delivered = 0;
    for (let change = 0; change < 5; change++) {
      const value = 1 + Math.floor(world.random() * 2_000_000_000);
      bakery.expectNew(account.save(order(100 + delivered++)));
      if (world.random() < 0.5) await sleep(world.random() * 300);
      renumber(value);
      bakery.expectNew(account.save(order(100 + delivered++)));
      await sleep(world.random() * 800);
    }
    bakery.expectNew(account.save(order(100 + delivered++)));
    await bakery.neighbourReads();
    await bakery.settled();
    return `${delivered} new, ${await epochs()} epochs`;
  },
};

const flipping: FaultCase = {
  id: 'I5',
  injected: 'UIDVALIDITY flips ten times within a minute',
  checked:
    'left alone after five readings, the status says why, the neighbour is read; an hour later all is read, nothing fires twice',
  needs: ['dovecot', 'doveadm', 'postgres'],
  async run(world) {
    const { account, bakery, epochs, renumber } = await readBakery(world);
    const failure = () =>
      bakery.database.inside(async (tx) => {
        const row = await tx
          .selectFrom('folders as f')
          .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
          .select('failure')
          .where('m.name', '=', account.name)
          .where('path', '=', 'INBOX')
          .executeTakeFirst();
        return row?.failure ?? undefined;
      });
    for (let flip = 0; flip < 10; flip++) {
      const before = await epochs();
      renumber(2000 + (flip % 2) * 1000 + flip);
      await waitUntil(async () => (await epochs()) > before || (await failure()) !== undefined, {
        timeoutMs: 8000,
        what: `flip ${flip + 1} to be seen`,
      });
    }
    const why = await waitUntil(failure, { what: 'the status to say why' });
    if (!why.includes('numbered it anew')) throw new Error(`the status says "${why}"`);
    if ((await epochs()) > 6) throw new Error(`${await epochs()} readings within an hour`);
    await bakery.neighbourReads();
    const readings = await epochs();
    bakery.clock.advance(61 * 60_000);
    bakery.expectNew(account.save(order(100), { date: await bakery.clock.now() }));
    await bakery.settled();
    if ((await failure()) !== undefined) throw new Error('the failure stands although all is read');
    return `${readings} epochs in the minute, ${await epochs()} in the end`;
  },
};

export const UIDVALIDITY_CASES = [upward, downward, inTheGap, flipping];
