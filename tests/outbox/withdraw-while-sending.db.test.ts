import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Purpose } from '../../src/customers/consent/purpose.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import { grantConsent, withdrawConsent } from '../../src/outbox/change-consent.ts';
import type { MailSender, Outcome } from '../../src/outbox/mail-sender.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { NOON, type Outbox, openOutbox, SETTINGS } from './outbox-fixture.ts';

/** People of the campaign; each has a second address, at which no letter goes. The embedded database does one thing at a time. */
const PEOPLE = process.env['TEST_DATABASE_KIND'] === 'pglite' ? 24 : 90;
const WORKERS = 3;
/** What had passed the fence before the withdrawal may be on its way for a moment. */
const UNDER_WAY_MS = 500;

let database: TestDatabase;
let outbox: Outbox;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  outbox = await openOutbox(database);
});

/** Takes every mail whose last byte the fence lets go, and notes when. */
function notingSender(released: Map<string, number>): MailSender {
  return {
    open: () =>
      Promise.resolve({
        isUsable: () => true,
        close: () => {},
        async transmit({ recipient, fence }): Promise<Outcome> {
          await wait(3);
          if (!(await fence())) return { kind: 'not-released', reason: 'not released' };
          released.set(recipient, performance.now());
          return { kind: 'sent', reply: '250 2.0.0 taken' };
        },
      }),
  };
}

const letterTo = (person: number) => `reader-${person}@customers.example`;
const homeOf = (person: number) => `reader-${person}@home.example`;

async function fillCampaign(purpose: Purpose): Promise<void> {
  for (let person = 0; person < PEOPLE; person++) {
    const id = newId();
    await database.inside(async (tx) => {
      await tx
        .insertInto('contacts')
        .values({ id, kind: 'customer', name: `Reader ${person}`, source: 'mail' })
        .execute();
      for (const canonical of [letterTo(person), homeOf(person)])
        await tx
          .insertInto('contact_addresses')
          .values({ canonical, address: canonical, contact_id: id })
          .execute();
    });
    await outbox.enqueue(`reader-${person}`, { class: 'marketing', purpose, contactId: id });
  }
}

describe('consent that is withdrawn while several workers send a campaign', () => {
  it.each<[string, Purpose | 'all' | 'snooze', (person: number) => string]>([
    ['all of it', 'all', letterTo],
    ['all of it, at another address', 'all', homeOf],
    ['the topic of the letter, at another address', 'topic:garden', homeOf],
    ['a pause', 'snooze', homeOf],
  ])('is honoured within the same second: %s (O20)', async (_, what, addressOf) => {
    await fillCampaign('topic:garden');
    const released = new Map<string, number>();
    const options = { settings: { ...SETTINGS, connections: 2 } };
    const delivering = Promise.all(
      Array.from({ length: WORKERS }, () => outbox.deliver(notingSender(released), options)),
    );
    const committed = new Map<string, number>();
    // From the end, so that some of them are in time.
    for (let person = PEOPLE - 1; person >= 0; person -= 2) {
      const canonical = addressOf(person);
      await database.inside((tx) =>
        what === 'snooze'
          ? suppress(tx, {
              canonical,
              scope: 'snooze',
              reason: 'not now',
              source: 'page',
              until: new Date(NOON.getTime() + DAY_MS),
            })
          : withdrawConsent(tx, {
              canonical,
              purpose: what,
              source: 'one-click',
              actor: 'contact',
              now: NOON,
            }),
      );
      committed.set(letterTo(person), performance.now());
    }
    await delivering;
    const late = [...committed].filter(
      ([recipient, since]) => (released.get(recipient) ?? 0) > since + UNDER_WAY_MS,
    );
    expect(late).toEqual([]);
    const spared = [...committed.keys()].filter((recipient) => !released.has(recipient));
    expect(spared.length).toBeGreaterThan(0);
    // Everybody else got theirs.
    for (let person = 0; person < PEOPLE; person += 2) expect(released.has(letterTo(person))).toBe(true);
    const states = await database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select(['recipient', 'state']).execute(),
    );
    const sent = states.filter(({ state }) => state === 'sent').map(({ recipient }) => recipient);
    expect(sent.toSorted()).toEqual([...released.keys()].toSorted());
  });

  it('of another topic stops nothing, and what was given back leaves', async () => {
    await fillCampaign('topic:garden');
    const said = (person: number, purpose: Purpose | 'all') => ({
      canonical: homeOf(person),
      purpose,
      source: 'page',
      actor: 'contact',
      now: NOON,
    });
    await database.inside((tx) => withdrawConsent(tx, said(0, 'topic:bread')));
    await database.inside((tx) => withdrawConsent(tx, said(1, 'marketing')));
    await outbox.makeDue();
    const released = new Map<string, number>();
    await outbox.deliver(notingSender(released));
    expect(released.has(letterTo(0)) && released.has(letterTo(1))).toBe(true);

    await database.inside((tx) => withdrawConsent(tx, said(2, 'all')));
    await database.inside((tx) => grantConsent(tx, said(2, 'topic:garden')));
    const owner = await database.inside((tx) =>
      tx
        .selectFrom('contact_addresses')
        .select('contact_id')
        .where('canonical', '=', letterTo(2))
        .executeTakeFirstOrThrow(),
    );
    const second = { class: 'marketing' as const, contactId: owner.contact_id };
    const garden = await outbox.enqueue('reader-2', {
      ...second,
      purpose: 'topic:garden',
      idemKey: 'garden:2',
    });
    const bread = await outbox.enqueue('reader-2', { ...second, purpose: 'topic:bread', idemKey: 'bread:2' });
    await outbox.deliver(notingSender(new Map()));
    expect([await outbox.state(garden), await outbox.state(bread)]).toEqual(['sent', 'suppressed']);
  });
});
