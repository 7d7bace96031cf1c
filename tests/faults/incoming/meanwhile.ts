import type { Mailbox } from '../../../src/mailbox/mailbox.ts';
import { type Dovecot, startDovecot } from '../../support/dovecot.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { openBakery } from './bakery.ts';
import { dovecotAccount, order, seedHistory } from './mail-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres'] as const;

const sameCount: FaultCase = {
  id: 'I10',
  injected:
    'while nobody looks, as many mails are deleted as come in: VANISHED and EXISTS with an unchanged count',
  checked: 'the new ones are new, the deleted ones are gone, over one connection and after a night',
  needs: NEEDS,
  quick: true,
  async run(world) {
    await exchangeMails(world, await world.parts.dovecot());
    // One that counts changes, but does not name what is gone: that is found by counting mails.
    const nameless = await startDovecot({ capability: 'IMAP4rev1 IDLE UIDPLUS ENABLE CONDSTORE' });
    world.defer(() => nameless.stop());
    await exchangeMails(world, nameless);
    return '6 exchanged with QRESYNC and 6 without, 20 on the server all the time';
  },
};

async function exchangeMails(world: World, dovecot: Dovecot): Promise<void> {
  const proxy = await startTcpProxy(dovecot.port);
  world.defer(() => proxy.stop());
  const account = { ...dovecotAccount(dovecot, 'maryam'), port: proxy.port };
  seedHistory(account, 20);
  const bakery = await openBakery(world, account);
  const reading = bakery.start();
  await bakery.settled();
  const exchange = (first: number) => {
    dovecot.expunge(account.user, 'INBOX', `uid ${first}:${first + 2}`);
    for (const number of [0, 1, 2]) bakery.expectNew(account.save(order(100 + first + number)));
  };
  proxy.freeze();
  exchange(3);
  await bakery.neighbourReads();
  proxy.thaw();
  bakery.clock.advance(2 * 60_000);
  await bakery.settled();
  await reading.stop();
  exchange(10);
  bakery.clock.advance(2 * 60_000);
  const again = bakery.start();
  await bakery.settled();
  await again.stop();
}

const expungedBetween: FaultCase = {
  id: 'I11',
  injected:
    'mails are expunged between SEARCH and the sizes, between the sizes and the FETCH, of new mail and of history',
  checked: 'passed over without a gap, the rest is read',
  needs: NEEDS,
  async run(world) {
    const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
    const { dovecot, user } = account;
    seedHistory(account, 30);
    const bakery = await openBakery(world, account);
    const doomed = { sizes: ['5', '6', '25'], fetch: ['8', '20', '30'] };
    const expunge = (uids: string[]) => {
      for (const uid of uids.splice(0)) dovecot.expunge(user, 'INBOX', `uid ${uid}`);
    };
    const wrap = (mailbox: Mailbox): Mailbox => {
      const fetchSizes = mailbox.fetchSizes.bind(mailbox);
      const fetchSources = mailbox.fetchSources.bind(mailbox);
      mailbox.fetchSizes = (uids) => {
        expunge(doomed.sizes);
        return fetchSizes(uids);
      };
      mailbox.fetchSources = (uids) => {
        expunge(doomed.fetch);
        return fetchSources(uids);
      };
      return mailbox;
    };
    const reading = bakery.start({ wrap });
    await bakery.settled();
    if (account.truth('INBOX').mails.length !== 24) throw new Error('the case expunged nothing');
    await reading.stop();
    for (let number = 100; number < 106; number++) {
      const hash = account.save(order(number));
      // UIDs 31 to 36: those of 32 and 35 go before they are fetched.
      if (number !== 101 && number !== 104) bakery.expectNew(hash);
    }
    doomed.sizes = ['32'];
    doomed.fetch = ['35'];
    bakery.start({ wrap });
    await bakery.neighbourReads();
    await bakery.settled();
    const gaps = await bakery.database.inside((tx) => tx.selectFrom('gaps').selectAll().execute());
    if (gaps.length > 0) throw new Error(`${gaps.length} gaps for mail that is gone`);
    return '8 of 36 expunged in mid-reading';
  },
};

export const MEANWHILE_CASES = [sameCount, expungedBetween];
