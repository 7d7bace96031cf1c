import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOperation } from '../../src/operations/operations.ts';
import { peopleRulesOf } from '../../src/schedule/people-rules.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { detectSignals } from '../../src/signals/detect-signals.ts';
import { TO_THE_SELLER } from '../customers/order-mail/shop-mails.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages, type MessageRow } from '../support/message-rows.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let ids: string[];

const HELLO = 'hello@bakery.example';
const TILL = 'Till <bot@till.example>';
const sentAt = (day: number) => new Date(Date.UTC(2026, 1, day, 10));

/** The till of the bakery writes as no shop system does. */
function slip(number: number, guest: string, sum: string, more: Partial<MessageRow> = {}): MessageRow {
  return {
    from: TILL,
    to: [HELLO],
    subject: `Bon ${number}`,
    text: `Ein Gast hat bezahlt.\n\nBonnummer ... ${number}\nGast: ${guest}\n- Baklava (2 Stk.)\nSumme brutto ${sum} EUR\n`,
    authenticity: 'verified',
    authenticityReason: 'dmarc=pass for till.example',
    sentAt: sentAt(number - 1000),
    matchedAt: sentAt(28),
    ...more,
  };
}

const MAILS: MessageRow[] = [
  slip(1001, 'karim@workshop.example', '19,00'),
  slip(1002, 'layla@garden.example', '7,50'),
  slip(1003, 'karim@workshop.example', '4,00', {
    authenticity: 'unverified',
    authenticityReason: 'dmarc=none',
  }),
  slip(1004, 'reza@garden.example', '5,00', { subject: 'Tagesabschluss' }),
  slip(1005, 'reza@garden.example', '5,00', {
    text: 'Bonnummer ... 1005\nGast: reza@garden.example\nstorniert',
  }),
];

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  ids = await database.inside((tx) => insertMessages(tx, MAILS));
  await detect();
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  (await findOperation(name).perform(workspace, input, 'Maryam')) as T;

async function detect() {
  const { db, businessId, signingKey, config } = workspace;
  const now = await workspace.clock.now();
  const common = { db, businessId, signingKey, now, limit: 100, rules: peopleRulesOf(workspace) };
  return detectSignals({ ...common, patterns: config.purchaseMail, business: config.business });
}

const purchases = () =>
  database.inside((tx) =>
    tx
      .selectFrom('purchases as p')
      .innerJoin('contacts as c', 'c.id', 'p.contact_id')
      .select([
        'p.dedupe_key as key',
        'p.amount_minor as amount',
        'p.history',
        'p.items',
        'c.purchase_count as count',
      ])
      .orderBy('p.dedupe_key')
      .execute(),
  );

interface Learned {
  sender: string;
  trials: { problem: string | null; unverified: boolean; orderId: string | null; customer: string }[];
  patternId: string | null;
  history: { mails: number; purchases: number } | null;
}

const marked = {
  orderId: '1001',
  amount: '19,00',
  customer: 'karim@workshop.example',
  items: ['2 x Baklava'],
};

describe('orders learn', () => {
  it('shows what would be read, and why not the rest, and saves nothing unless told', async () => {
    const learned = await ask<Learned>('orders-learn', { message: ids[0]?.slice(-12), ...marked });
    expect(learned).toMatchObject({ sender: 'bot@till.example', patternId: null, history: null });
    expect(learned.trials.map(({ orderId, problem, unverified }) => [orderId, problem, unverified])).toEqual([
      [null, 'no amount behind "summe brutto"', false],
      [null, 'its subject is another', false],
      ['1003', null, true],
      ['1002', null, false],
      ['1001', null, false],
    ]);
    expect(await purchases()).toEqual([]);
    expect(await ask('orders-patterns', {})).toEqual([]);
  });

  it('says what does not stand in the mail', async () => {
    await expect(ask('orders-learn', { message: ids[0], ...marked, orderId: '77' })).rejects.toThrow(
      'the order number 77 does not',
    );
    await expect(ask('orders-learn', { message: 'ffffffffffff', ...marked })).rejects.toThrow(
      'there is no message',
    );
  });

  it('reads the history of the sender with what was saved: nothing is new, nothing unverified is bought', async () => {
    const learned = await ask<Learned>('orders-learn', { message: ids[0], ...marked, save: true });
    expect(learned.history).toMatchObject({ mails: 5, purchases: 2 });
    expect(await purchases()).toMatchObject([
      { key: 'order:1001', amount: 1900, history: true, count: 1, items: [{ name: 'Baklava', quantity: 2 }] },
      { key: 'order:1002', amount: 750, history: true, count: 1 },
    ]);
  });

  it('reads new mail live, once', async () => {
    await database.inside((tx) => insertMessages(tx, [slip(1006, 'layla@garden.example', '12,00')]));
    expect(await detect()).toMatchObject({ purchases: 1 });
    expect((await purchases()).at(-1)).toMatchObject({
      key: 'order:1006',
      amount: 1200,
      history: false,
      count: 2,
    });
  });

  it('is tested again, listed and forgotten; what it read may be taken back', async () => {
    const [pattern, ...others] = await ask<{ id: string; actor: string }[]>('orders-patterns', {});
    expect(others).toEqual([]);
    expect(pattern).toMatchObject({ actor: 'Maryam', sender: 'bot@till.example' });
    const tested = await ask<Learned>('orders-test', { id: pattern?.id.slice(-8), last: 2 });
    expect(tested.trials.map(({ orderId }) => orderId)).toEqual(['1006', null]);
    expect(await ask('orders-forget', { id: pattern?.id, takeBack: true })).toMatchObject({ takenBack: 3 });
    expect(await purchases()).toEqual([]);
    expect(await ask('orders-patterns', {})).toEqual([]);
    const audited = await database.inside((tx) =>
      tx
        .selectFrom('audit_log')
        .select(['actor', 'action', 'subject'])
        .where('action', 'like', 'order pattern%')
        .orderBy('id')
        .execute(),
    );
    expect(audited).toEqual([
      { actor: 'Maryam', action: 'order pattern saved', subject: 'bot@till.example' },
      { actor: 'Maryam', action: 'order pattern forgotten', subject: 'bot@till.example' },
    ]);
    const counters = await database.inside((tx) =>
      tx.selectFrom('contacts').select(['purchase_count as count', 'last_purchase_at as last']).execute(),
    );
    expect(counters).toEqual([
      { count: 0, last: null },
      { count: 0, last: null },
    ]);
    await expect(ask('orders-forget', { id: pattern?.id })).rejects.toThrow('there is no pattern');
  });
});

describe('orders trust', () => {
  it('takes a sender for our shop, with what it sent before', async () => {
    const woo = TO_THE_SELLER[0];
    const mail: MessageRow = {
      from: 'orders@hosted.example',
      to: [HELLO],
      subject: woo?.subject ?? '',
      text: woo?.text ?? '',
      replyTo: 'Karim Haddad <karim@workshop.example>',
      authenticity: 'verified',
      authenticityReason: 'dmarc=pass',
      matchedAt: sentAt(28),
    };
    await database.inside((tx) => insertMessages(tx, [mail]));
    await detect();
    const kinds = await database.inside((tx) =>
      tx.selectFrom('signals').select('kind').where('kind', '=', 'shop-found').execute(),
    );
    expect(kinds).toHaveLength(1);
    expect(await ask('orders-trust', { address: 'orders@hosted.example' })).toMatchObject({
      sender: 'orders@hosted.example',
      history: { mails: 1, purchases: 1 },
    });
    expect(await purchases()).toMatchObject([{ key: 'order:1042', amount: 3440, history: true }]);
    // Said twice, it is one pattern; looked for once more, nothing is new.
    await ask('orders-trust', { address: 'orders@hosted.example' });
    expect(await ask('orders-patterns', {})).toHaveLength(1);
    expect(await ask('orders-find', {})).toMatchObject({ purchases: 0 });
  });
});
