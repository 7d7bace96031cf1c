import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db, Tx } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import { cancelEmail } from '../../src/outbox/approve.ts';
import { openFence } from '../../src/outbox/fence.ts';
import type { MailSender, Transmission } from '../../src/outbox/mail-sender.ts';
import { pauseSending, resumeSending } from '../../src/outbox/pause.ts';
import { reapOutbox } from '../../src/outbox/reap.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { NOON, type Outbox, openOutbox, senderTo } from './outbox-fixture.ts';

let database: TestDatabase;
let outbox: Outbox;
let server: ScriptedSmtp;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  outbox = await openOutbox(database);
  server = await startScriptedSmtp();
});
afterEach(() => server.stop());

/** A sender that does something when all but the last byte is on its way, before the fence is asked. */
function justBeforeTheFence(inner: MailSender, act: () => Promise<unknown>): MailSender {
  return {
    async open() {
      const session = await inner.open();
      return {
        isUsable: () => session.isUsable(),
        close: () => session.close(),
        transmit: (transmission: Transmission) =>
          session.transmit({
            ...transmission,
            fence: async () => {
              await act();
              return transmission.fence();
            },
          }),
      };
    },
  };
}

/** A database whose connection is lost at the COMMIT of the transaction that makes a mail `transmitting`. */
function losingTheFence(db: Db, when: 'before the commit' | 'after the commit'): Db {
  return new Proxy(db, {
    get(target, property, receiver) {
      if (property !== 'transaction') return Reflect.get(target, property, receiver) as unknown;
      return () => ({
        async execute<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
          let isFence = false;
          const result = await target.transaction().execute(async (tx) => {
            const done = await work(tx);
            const { rows } = await sql`select 1 from outgoing_emails where state = 'transmitting'`.execute(
              tx,
            );
            isFence = rows.length > 0;
            if (isFence && when === 'before the commit') throw new Error('connection lost');
            return done;
          });
          if (isFence) throw new Error('connection lost');
          return result;
        },
      });
    },
  });
}

/** Her letters go to zahra@customers.example, but she writes from home, too. */
async function zahraWithTwoAddresses(): Promise<string> {
  const id = newId();
  await database.inside(async (tx) => {
    await tx.insertInto('contacts').values({ id, kind: 'customer', name: 'Zahra', source: 'mail' }).execute();
    for (const address of ['zahra@customers.example', 'zahra@home.example']) {
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: address, address, contact_id: id })
        .execute();
    }
  });
  return id;
}

describe('the fence', () => {
  it.each(['before the commit', 'after the commit'] as const)(
    'sends nothing when the database is lost %s (O17), and the mail stays provably unsent',
    async (when) => {
      const leila = await outbox.enqueue('leila');
      await outbox.deliver(senderTo(server), { db: losingTheFence(database.db, when), limit: 1 });
      expect(server.received()).toEqual([]);
      expect(await outbox.state(leila)).toBe('queued');
      await outbox.deliver(senderTo(server));
      expect(await outbox.state(leila)).toBe('sent');
      expect(server.accepted()).toHaveLength(1);
    },
  );

  it('sees an unsubscribe that came while the mail was claimed (O20)', async () => {
    const zahra = await outbox.enqueue('zahra', { class: 'marketing' });
    const unsubscribing = justBeforeTheFence(senderTo(server), () =>
      database.inside((tx) =>
        suppress(tx, {
          canonical: 'zahra@customers.example',
          scope: 'marketing',
          reason: 'unsubscribed',
          source: 'one-click',
        }),
      ),
    );
    await outbox.deliver(unsubscribing);
    expect(await outbox.state(zahra)).toBe('suppressed');
    expect(server.received()).toEqual([]);
    expect(await outbox.history(zahra)).not.toContain('transmitting');
  });

  it('sees an unsubscribe at another address of the same person, in time and at the last moment', async () => {
    const contactId = await zahraWithTwoAddresses();
    const unsubscribe = () =>
      database.inside((tx) =>
        suppress(tx, {
          canonical: 'zahra@home.example',
          scope: 'marketing',
          reason: 'unsubscribed',
          source: 'reply',
        }),
      );
    const claimed = await outbox.enqueue('zahra', { class: 'marketing', contactId });
    const waiting = await outbox.enqueue('zahra', {
      idemKey: 'bakery:reactivation:zahra',
      class: 'marketing',
      mode: 'approve',
      contactId,
    });
    const thanks = await outbox.enqueue('zahra', { contactId });
    await outbox.deliver(justBeforeTheFence(senderTo(server), unsubscribe), { limit: 1 });
    expect(server.received()).toEqual([]);
    expect(await outbox.state(claimed)).toBe('suppressed');
    expect(await outbox.state(waiting)).toBe('suppressed');
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(thanks)).toBe('sent');
  });

  it('and the claim refuse what was written in spite of it', async () => {
    const contactId = await zahraWithTwoAddresses();
    const letter = await outbox.enqueue('zahra', { class: 'marketing', contactId });
    await database.inside((tx) =>
      tx
        .insertInto('suppressions')
        .values({
          canonical: 'zahra@home.example',
          scope: 'marketing',
          reason: 'unsubscribed',
          source: 'reply',
        })
        .execute(),
    );
    await outbox.deliver(senderTo(server));
    expect(await outbox.row(letter)).toMatchObject({ state: 'suppressed', state_reason: 'unsubscribed' });
    await database.inside((tx) =>
      sql`update outgoing_emails set state = 'claimed', lease_token = ${letter}::uuid,
        lease_until = clock_timestamp() + interval '1 minute'`.execute(tx),
    );
    const { db, businessId } = database;
    const fence = openFence(db, businessId, { transmittingMs: 1000, timeoutMs: 5000, now: () => NOON });
    expect(await fence({ emailId: letter, leaseToken: letter })).toBe(false);
  });

  it('lets a transactional mail pass an unsubscribe from marketing', async () => {
    const zahra = await outbox.enqueue('zahra');
    await database.inside((tx) =>
      suppress(tx, {
        canonical: 'zahra@customers.example',
        scope: 'marketing',
        reason: 'unsubscribed',
        source: 'reply',
      }),
    );
    await outbox.deliver(senderTo(server));
    expect(await outbox.state(zahra)).toBe('sent');
  });

  it('sees a pause, a cancellation, and a lease that is over', async () => {
    const acts: [string, (id: string) => Promise<unknown>, string][] = [
      ['omar', () => database.inside((tx) => pauseSending(tx, 'wrong price', 'Maryam')), 'queued'],
      [
        'nasrin',
        (id) =>
          database.inside((tx) => cancelEmail(tx, id, { actor: 'Maryam', reason: 'she called', now: NOON })),
        'cancelled',
      ],
      [
        'hassan',
        (id) =>
          database.inside((tx) =>
            sql`update outgoing_emails set lease_until = now() - interval '1 second' where id = ${id}`.execute(
              tx,
            ),
          ),
        'queued',
      ],
    ];
    for (const [who, act, expected] of acts) {
      const id = await outbox.enqueue(who);
      await outbox.deliver(
        justBeforeTheFence(senderTo(server), () => act(id)),
        { limit: 1 },
      );
      expect([who, await outbox.state(id)]).toEqual([who, expected]);
      expect(server.received()).toEqual([]);
      await database.inside((tx) => resumeSending(tx, 'Maryam', NOON));
      await database.inside((tx) =>
        cancelEmail(tx, id, { actor: 'Maryam', reason: 'next customer', now: NOON }),
      );
    }
  });

  it('keeps a suspended worker from sending what another has sent meanwhile', async () => {
    const karim = await outbox.enqueue('karim');
    const other = senderTo(server);
    const asleep = justBeforeTheFence(senderTo(server), async () => {
      await database.inside((tx) =>
        sql`update outgoing_emails set lease_until = now() - interval '1 second' where id = ${karim}`.execute(
          tx,
        ),
      );
      await reapOutbox({ db: database.db, businessId: database.businessId, now: NOON });
      await outbox.deliver(other);
    });
    await outbox.deliver(asleep, { limit: 1 });
    expect(await outbox.state(karim)).toBe('sent');
    expect(server.accepted()).toHaveLength(1);
  });
});

describe('the reaper', () => {
  const reap = () => reapOutbox({ db: database.db, businessId: database.businessId, now: NOON });
  const force = (id: string, state: string, overdue: string) =>
    database.inside((tx) =>
      sql`update outgoing_emails set state = ${state}, lease_token = gen_random_uuid(),
        lease_until = now() - ${overdue}::interval where id = ${id}`.execute(tx),
    );

  it('gives back what had not passed the fence', async () => {
    const leila = await outbox.enqueue('leila');
    await force(leila, 'claimed', '1 second');
    expect(await reap()).toEqual({ requeued: 1, uncertain: 0 });
    expect(await outbox.state(leila)).toBe('queued');
  });

  it('calls uncertain what had passed it, after a grace', async () => {
    const leila = await outbox.enqueue('leila');
    await force(leila, 'transmitting', '10 seconds');
    expect(await reap()).toEqual({ requeued: 0, uncertain: 0 });
    await force(leila, 'transmitting', '2 minutes');
    expect(await reap()).toEqual({ requeued: 0, uncertain: 1 });
    expect(await outbox.state(leila)).toBe('uncertain');
    await outbox.deliver(senderTo(server));
    expect(server.received()).toEqual([]);
  });
});
