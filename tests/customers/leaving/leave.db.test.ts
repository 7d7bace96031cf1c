import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { anonymise, erase, type LeaveResult } from '../../../src/operations/leave.ts';
import { peopleRulesOf } from '../../../src/schedule/people-rules.ts';
import type { Workspace } from '../../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { dumpDatabase, whereFound } from '../../support/dump-database.ts';
import {
  KARIM,
  KARIM_AT_HOME,
  LAYLA,
  type Lives,
  liveKarimsLife,
  TELLS_KARIM,
} from '../../support/karims-life.ts';
import { insertMessages } from '../../support/message-rows.ts';
import { TUESDAY_NOON, testWorkspace } from '../../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let lives: Lives;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  workspace = await testWorkspace(database);
  lives = await liveKarimsLife(workspace, database);
});
afterEach(async () => {
  await workspace.close();
  await clearBusiness(database);
});
afterAll(() => database.close());

const leave = async (how: 'erase' | 'anonymise', who: string, dryRun = false) =>
  (await { erase, anonymise }[how].perform(workspace, { who, dryRun }, 'Maryam')) as Promise<LeaveResult>;

const found = async () => whereFound(await dumpDatabase(database.db), TELLS_KARIM);

const buy = (email: string, extra: object = {}) =>
  database.inside((tx) =>
    recordPurchases(
      tx,
      [
        {
          dedupeKey: 'order:again',
          email,
          orderId: 'again',
          occurredAt: TUESDAY_NOON,
          amountMinor: 100,
          currency: 'EUR',
          method: null,
          items: [],
          source: 'csv',
          sourceRef: 'again.csv:2',
          history: false,
          ...extra,
        },
      ],
      TUESDAY_NOON,
      peopleRulesOf(workspace),
    ),
  );

describe('erase', () => {
  it('leaves nothing of a person in any column of any table', async () => {
    const places = new Set((await found()).map((line) => line.split(':')[0]));
    // The search would not be worth much if it found him in few places.
    expect(places.size).toBeGreaterThan(40);

    const result = await leave('erase', KARIM);

    // Only the cousin is left, whose address ends like his.
    expect(await found()).toEqual([expect.stringContaining('abu-')]);
    expect(result).toMatchObject({
      contact: true,
      rows: {
        contact_addresses: 2,
        purchases: 1,
        payments: 1,
        carts: 1,
        feedback: 1,
        interactions: 1,
        notes: 1,
      },
      mail: { alone: 1, shared: 2 },
      outbox: { cancelled: 1, removed: 2 },
    });
  });

  it('leaves to others what is theirs', async () => {
    await leave('erase', KARIM_AT_HOME);
    await database.inside(async (tx) => {
      const [contacts, purchases, shared, gossip] = await Promise.all([
        tx.selectFrom('contacts').select('id').execute(),
        tx.selectFrom('purchases').select('contact_id').execute(),
        tx
          .selectFrom('messages')
          .select(['id', 'text', 'contact_id'])
          .where('id', 'in', lives.shared)
          .orderBy('sent_at')
          .execute(),
        tx.selectFrom('messages').selectAll().where('id', '=', lives.gossip).executeTakeFirstOrThrow(),
      ]);
      expect(contacts).toEqual([{ id: lives.layla }]);
      expect(purchases).toEqual([{ contact_id: lives.layla }]);
      expect(shared).toMatchObject([
        { text: 'Dear Maryam, Layla and I want a cake.\n\n[erased]\n[erased]\n[erased]', contact_id: null },
        { contact_id: lives.layla },
      ]);
      expect(shared[1]?.text).toContain('dear Layla, it is in the oven');
      expect(gossip.contact_id).toBe(lives.layla);
      expect(gossip.text).toContain('was happy too, write to him: [erased]. His cousin');
    });
  });

  it('says in a dry run exactly what would go, and changes nothing', async () => {
    const before = await dumpDatabase(database.db);
    const promised = await leave('erase', KARIM, true);
    expect(await dumpDatabase(database.db)).toEqual(before);
    const { dryRun, ...done } = await leave('erase', KARIM);
    expect(dryRun).toBe(false);
    expect(promised).toEqual({ ...done, dryRun: true });
  });

  it('writes down who did it, and not to whom', async () => {
    await leave('erase', KARIM);
    const log = await database.inside((tx) =>
      tx.selectFrom('audit_log').selectAll().where('action', '=', 'contact erased').execute(),
    );
    expect(log).toMatchObject([{ actor: 'Maryam', detail: { mail: { alone: 1, shared: 2 } } }]);
    expect(JSON.stringify(log)).not.toMatch(TELLS_KARIM);
  });

  it('keeps a hash that nobody can try addresses against without the key', async () => {
    await leave('erase', KARIM);
    const rows = await database.inside((tx) => tx.selectFrom('erasures').selectAll().execute());
    expect(rows).toHaveLength(4);
    expect(rows.every(({ hash, reason }) => hash.length === 32 && reason === 'erased')).toBe(true);
  });

  it('is not undone by a file, an id of a shop or a phone, and every attempt is counted', async () => {
    await leave('erase', KARIM);
    const attempts = [
      [KARIM.toUpperCase(), {}],
      ['k.haddad+shop@nameh.example', {}],
      [undefined, { externalId: { system: 'shop', id: 'haddad-7' } }],
      [undefined, { phone: '+436645550170' }],
    ] as const;
    for (const [email, extra] of attempts)
      expect(await buy(email as string, extra)).toMatchObject({ recorded: 0, erased: 1, created: 0 });
    expect(await buy(LAYLA)).toMatchObject({ recorded: 1, erased: 0 });
    const rows = await database.inside((tx) => tx.selectFrom('erasures').selectAll().execute());
    expect(rows.map((row) => row.blocked_count)).toEqual([1, 1, 1, 1]);
    expect(await found()).toHaveLength(1);
  });

  it('refuses to go on without the key rather than let somebody back in', async () => {
    await leave('erase', KARIM);
    const { erasureKey: _key, ...rules } = peopleRulesOf(workspace);
    const careless = database.inside((tx) =>
      recordPurchases(tx, [], TUESDAY_NOON, rules).then(() =>
        recordPurchases(
          tx,
          [
            {
              dedupeKey: 'x',
              email: KARIM,
              orderId: null,
              occurredAt: TUESDAY_NOON,
              amountMinor: 1,
              currency: 'EUR',
              method: null,
              items: [],
              source: 'csv',
              sourceRef: '',
              history: true,
            },
          ],
          TUESDAY_NOON,
          rules,
        ),
      ),
    );
    await expect(careless).rejects.toThrow(/nobody gave the key/);
  });

  it('leaves a name alone in the texts of others when others are called so, too', async () => {
    await database.inside((tx) =>
      insertMessages(tx, [
        { from: 'Karim Haddad <another.karim@elsewhere.example>', text: 'I am Karim Haddad from elsewhere.' },
      ]),
    );
    await leave('erase', KARIM);
    const texts = await database.inside((tx) => tx.selectFrom('messages').select('text').execute());
    expect(texts).toContainEqual({ text: 'I am Karim Haddad from elsewhere.' });
    expect(JSON.stringify(texts)).not.toContain(`<${KARIM}>`);
  });

  it('waits while a mail to the person is being handed over', async () => {
    await database.inside((tx) =>
      tx
        .updateTable('outgoing_emails')
        .set({ state: 'transmitting' })
        .where('state', '=', 'queued')
        .execute(),
    );
    await expect(leave('erase', KARIM)).rejects.toThrow(/being handed over/);
    expect((await found()).length).toBeGreaterThan(40);
  });

  it('knows only addresses and ids, never a name that two people may have', async () => {
    await expect(leave('erase', 'Karim Haddad')).rejects.toThrow(/no contact Karim Haddad/);
    expect(await leave('erase', lives.karim)).toMatchObject({ contact: true });
    expect(await leave('erase', 'stranger@nowhere.example')).toMatchObject({ contact: false, mentions: 0 });
  });
});

describe('who was erased', () => {
  const NEXT_WEEK = new Date(TUESDAY_NOON.getTime() + 7 * DAY_MS);
  const match = async (row: object) => {
    await database.inside((tx) =>
      insertMessages(tx, [
        {
          from: `Karim Haddad <${KARIM}>`,
          subject: 'Hello again',
          text: 'Bread?',
          authenticity: 'verified',
          ...row,
        },
      ]),
    );
    const { own, erasureKey } = peopleRulesOf(workspace);
    await matchMessages({
      ...workspace,
      settings: workspace.config.customers,
      own,
      erasureKey,
      now: NEXT_WEEK,
      limit: 100,
    });
    return database.inside((tx) =>
      tx.selectFrom('contact_addresses').select('canonical').where('canonical', '=', KARIM).execute(),
    );
  };

  it('does not come back by old mail, by mail to them, or by mail that is not believed', async () => {
    await leave('erase', KARIM);
    const old = new Date(TUESDAY_NOON.getTime() - DAY_MS);
    expect(await match({ arrival: 'history', sentAt: old })).toEqual([]);
    expect(await match({ arrival: 'new', sentAt: old })).toEqual([]);
    // The mail itself is no longer there either.
    expect(await found()).toEqual([expect.stringContaining('abu-')]);
    expect(await match({ sentAt: NEXT_WEEK, authenticity: 'unverified', authenticityReason: 'no' })).toEqual(
      [],
    );
    expect(
      await match({
        sentAt: NEXT_WEEK,
        direction: 'outgoing',
        from: 'hello@bakery.example',
        to: [`Karim <${KARIM}>`],
      }),
    ).toEqual([]);
  });

  it('begins anew by writing, without newsletters', async () => {
    await leave('erase', KARIM);
    expect(await match({ sentAt: NEXT_WEEK })).toEqual([{ canonical: KARIM }]);
    await database.inside(async (tx) => {
      expect(await tx.selectFrom('suppressions').select(['canonical', 'scope']).execute()).toEqual([
        { canonical: KARIM, scope: 'marketing' },
      ]);
      // His other address, phone and number at the shop stay kept out.
      expect(await tx.selectFrom('erasures').selectAll().execute()).toHaveLength(3);
    });
    expect(await buy(KARIM)).toMatchObject({ recorded: 1, erased: 0 });
  });
});

describe('anonymise', () => {
  it('leaves nothing that names the person, and everything that is counted', async () => {
    const before = await counted();
    await leave('anonymise', KARIM);
    expect(await found()).toEqual([expect.stringContaining('abu-')]);
    expect(await counted()).toEqual(before);
    const contact = await database.inside((tx) =>
      tx.selectFrom('contacts').selectAll().where('id', '=', lives.karim).executeTakeFirstOrThrow(),
    );
    expect(contact).toMatchObject({ name: 'Anonymous', purchase_count: 1, anonymised_at: TUESDAY_NOON });
    expect(await buy(KARIM)).toMatchObject({ recorded: 0, erased: 1 });
    const compared = await database.inside((tx) =>
      tx.selectFrom('contacts_to_compare').selectAll().where('contact_id', '=', lives.karim).execute(),
    );
    expect(compared).toEqual([]);
  });

  it('takes away who they might have been, with the reasons, which name them', async () => {
    const { karim, layla } = lives;
    const [first, second] = karim < layla ? [karim, layla] : [layla, karim];
    const all = () => database.inside((tx) => tx.selectFrom('merge_suggestions').select('reasons').execute());
    await database.inside((tx) =>
      tx
        .insertInto('merge_suggestions')
        .values({
          first_id: first,
          second_id: second,
          score: 0.95,
          reasons: JSON.stringify([{ kind: 'word', bits: 5, detail: 'Karim' }]),
          state: 'open',
          at: TUESDAY_NOON,
        })
        .execute(),
    );
    expect(await all()).not.toEqual([]);
    await leave('anonymise', KARIM);
    expect(await all()).toEqual([]);
  });

  it('cannot be done to somebody who is no contact', async () => {
    await expect(leave('anonymise', 'stranger@nowhere.example')).rejects.toThrow(/no contact/);
  });

  const counted = () =>
    database.inside(async (tx) => {
      const counts: Record<string, unknown> = {};
      for (const table of [
        'contacts',
        'purchases',
        'purchase_items',
        'payments',
        'feedback',
        'interactions',
        'messages',
      ] as const) {
        const row = await tx
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        counts[table] = row.count;
      }
      counts['money'] = await tx
        .selectFrom('purchases')
        .select(['amount_minor', 'occurred_at', 'items'])
        .orderBy('id')
        .execute();
      return counts;
    });
});
