import { cancelEmail } from '../../../src/outbox/approve.ts';
import { pauseSending, resumeSending } from '../../../src/outbox/pause.ts';
import { suppress } from '../../../src/outbox/suppress.ts';
import { NOON, senderTo } from '../../outbox/outbox-fixture.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame, BOLD, type OutboxShop, outboxShop, wait } from './outbox-shop.ts';

/** A mail server that takes a moment for each mail, so that there is a middle of the campaign. */
const slowly = (ms: number) => (moment: { stage: string }) =>
  moment.stage === 'rcpt' ? ({ kind: 'delay', ms } as const) : undefined;

const LINES = 8;

const unsubscribes: FaultCase = {
  id: 'O20',
  injected:
    '120 of 240 people unsubscribe, one by one, while newsletters to all of them are claimed and on their way',
  checked: 'no last byte leaves after the unsubscribe was committed (INV6), all others get theirs, once',
  needs: ['postgres'],
  quick: true,
  async run(world) {
    const shop = await outboxShop(world, { script: slowly(20) });
    await shop.fill(240, { class: 'marketing' });
    const delivering = shop.deliver(senderTo(shop.server), { settings: { ...BOLD, connections: LINES } });
    const committed = new Map<string, number>();
    for (let number = 0; number < 120; number++) {
      const canonical = `customer-${Math.floor(world.random() * 240)}@customers.example`;
      await shop.database.inside((tx) =>
        suppress(tx, { canonical, scope: 'marketing', reason: 'unsubscribed', source: 'one-click' }),
      );
      if (!committed.has(canonical)) committed.set(canonical, Date.now());
      await wait(Math.floor(world.random() * 12));
    }
    await delivering;
    await shop.expect();
    let late = 0;
    let spared = 0;
    for (const { to, at } of shop.server.accepted()) {
      const since = committed.get(to[0] ?? '');
      // The end of what had passed the fence before is on its way for an instant.
      if (since !== undefined && at.getTime() > since + UNDER_WAY_MS) late++;
    }
    for (const canonical of committed.keys())
      if (!shop.server.accepted().some(({ to }) => to[0] === canonical)) spared++;
    if (late > 0) throw new Error(`${late} mails left after their unsubscribe`);
    if (spared === 0) throw new Error('nobody unsubscribed in time: nothing was checked');
    const states = await shop.states();
    assertSame((states.sent ?? 0) + (states.suppressed ?? 0), 240, 'sent and suppressed');
    return `${committed.size} unsubscribed, ${spared} of them in time, 0 mails after it`;
  },
};

const UNDER_WAY_MS = 2000;

const pauses: FaultCase = {
  id: 'O21',
  injected:
    'sending is paused and resumed 100 times in the middle of a campaign of 600, and a mail is cancelled each time',
  checked:
    'nothing passes the fence while it is paused (INV6), what was cancelled in time never leaves, the rest once',
  needs: ['postgres'],
  async run(world) {
    const shop = await outboxShop(world, { script: slowly(10) });
    await shop.fill(600, { class: 'marketing' });
    const stop = { now: false };
    const delivering = (async () => {
      while (!stop.now) {
        await shop.makeDue();
        const now = new Date(NOON.getTime());
        await shop.deliver(senderTo(shop.server), { now, settings: { ...BOLD, connections: LINES } });
        await wait(5);
      }
    })();
    const cancelled = await pauseAndCancel(shop, world.random);
    await waitForTheRest(shop);
    stop.now = true;
    await delivering;
    await shop.expect();
    const states = await shop.states();
    assertSame(states.cancelled ?? 0, cancelled.size, 'mails that were cancelled');
    assertSame((states.sent ?? 0) + cancelled.size, 600, 'sent and cancelled');
    assertSame([...new Set(shop.server.copies().values())], [1], 'copies of each');
    return `100 pauses, ${cancelled.size} cancelled in time, ${states.sent ?? 0} sent once`;
  },
};

async function pauseAndCancel(shop: OutboxShop, random: () => number): Promise<Set<string>> {
  const ids = await shop.database.inside((tx) => tx.selectFrom('outgoing_emails').select('id').execute());
  const cancelled = new Set<string>();
  for (let round = 0; round < 100; round++) {
    await shop.database.inside((tx) => pauseSending(tx, `round ${round}`, 'Maryam'));
    const id = ids[Math.floor(random() * ids.length)]?.id ?? '';
    const done = await shop.database.inside((tx) =>
      cancelEmail(tx, id, { actor: 'Maryam', reason: 'she called', now: NOON }),
    );
    if (done) cancelled.add(id);
    await wait(Math.floor(random() * 15));
    await shop.database.inside((tx) => resumeSending(tx, 'Maryam', new Date()));
    await wait(Math.floor(random() * 15));
  }
  return cancelled;
}

async function waitForTheRest(shop: OutboxShop): Promise<void> {
  for (let patience = 0; patience < 300; patience++) {
    const states = await shop.states();
    if (!states.queued && !states.claimed && !states.transmitting) return;
    await wait(100);
  }
  throw new Error(`it does not come to its end: ${JSON.stringify(await shop.states())}`);
}

export const RACE_CASES = [unsubscribes, pauses];
