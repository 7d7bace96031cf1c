import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abandonCarts, type NewCart, recordCarts } from '../../../src/customers/feedback/record-carts.ts';
import {
  type NewFeedback,
  recordFeedback,
  resolveFeedback,
} from '../../../src/customers/feedback/record-feedback.ts';
import { recordInteractions } from '../../../src/customers/feedback/record-interactions.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const rules = {
  own: { addresses: new Set<string>(), domains: new Set(['bakery.example']) },
  freeMail: new Set<string>(),
};
const day = (text: string) => new Date(`2024-05-${text}T10:00:00Z`);
const karim = { email: 'karim@workshop.example', name: 'Karim Haddad' };
const origin = { source: 'csv', sourceRef: 'calls.csv:2' };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const buy = (id: string, occurredAt: Date) =>
  database.inside((tx) =>
    recordPurchases(
      tx,
      [
        {
          ...karim,
          dedupeKey: `order:${id}`,
          orderId: id,
          occurredAt,
          amountMinor: 1000,
          currency: 'EUR',
          method: null,
          items: [{ name: 'Baklava', quantity: 1 }],
          source: 'csv',
          sourceRef: 'orders.csv:2',
          history: true,
        },
      ],
      now,
    ),
  );
const contact = () =>
  database.inside((tx) => tx.selectFrom('contacts').selectAll().executeTakeFirstOrThrow());

describe('recordFeedback', () => {
  const complaint: NewFeedback = {
    ...karim,
    ...origin,
    kind: 'complaint',
    dedupeKey: 'complaint:1',
    at: day('20'),
    text: 'The baklava was stale.',
    product: 'BAKLAVA',
    purchaseKey: 'order:1042',
  };
  const record = (...feedback: NewFeedback[]) =>
    database.inside((tx) => recordFeedback(tx, feedback, now, rules));
  const rows = () => database.inside((tx) => tx.selectFrom('feedback').selectAll().execute());

  it('keeps a complaint with its purchase and its product, once, and sends nothing', async () => {
    await buy('1042', day('19'));
    expect(await record(complaint, complaint)).toEqual({
      recorded: 1,
      alreadyKnown: 1,
      refused: 0,
      refusals: [],
      created: 0,
    });
    expect(await record({ ...complaint, text: 'other' })).toMatchObject({ recorded: 0, alreadyKnown: 1 });
    const line = await database.inside((tx) =>
      tx.selectFrom('purchase_items').selectAll().executeTakeFirstOrThrow(),
    );
    expect(await rows()).toMatchObject([
      { text: 'The baklava was stale.', product_id: line.product_id, purchase_id: line.purchase_id },
    ]);
    const signals = await database.inside((tx) => tx.selectFrom('signals').select('kind').execute());
    expect(signals).toEqual([]);
  });

  it('makes who returns something a customer, and who answers a survey a lead', async () => {
    await record({ ...complaint, kind: 'return', amountMinor: 500, currency: 'EUR' });
    expect(await contact()).toMatchObject({ kind: 'customer', last_activity_at: day('20') });
    await record({
      ...origin,
      email: 'sara@hotel.example',
      kind: 'survey',
      dedupeKey: 's',
      at: day('21'),
      score: 8,
      scoreOf: 10,
    });
    const kinds = await database.inside((tx) =>
      tx.selectFrom('contacts').select('kind').orderBy('kind').execute(),
    );
    expect(kinds).toEqual([{ kind: 'customer' }, { kind: 'lead' }]);
  });

  it('keeps what was done about it', async () => {
    await record(complaint);
    const resolved = { dedupeKey: 'complaint:1', done: 'sent a new box', satisfied: true, at: day('22') };
    expect(await database.inside((tx) => resolveFeedback(tx, resolved, now))).toBe(true);
    expect(await rows()).toMatchObject([{ done: 'sent a new box', satisfied: true, resolved_at: day('22') }]);
    expect(await database.inside((tx) => resolveFeedback(tx, { ...resolved, dedupeKey: 'other' }, now))).toBe(
      false,
    );
  });
});

describe('recordInteractions', () => {
  const call = {
    ...karim,
    ...origin,
    channel: 'phone' as const,
    direction: 'incoming' as const,
    dedupeKey: 'call:1',
    at: day('25'),
    minutes: 4.5,
    summary: 'asked for a price',
  };
  const record = (...calls: Parameters<typeof recordInteractions>[1]) =>
    database.inside((tx) => recordInteractions(tx, calls, now, rules));

  it('makes a caller a lead, ends a silence by what they did, and not by what we did', async () => {
    await buy('1', day('01'));
    await database.inside((tx) =>
      tx
        .updateTable('contacts')
        .set({ silent_since: day('10') })
        .execute(),
    );
    await record({ ...call, direction: 'outgoing', dedupeKey: 'call:0' });
    expect(await contact()).toMatchObject({ silent_since: day('10'), last_activity_at: day('01') });
    expect(await record(call)).toEqual({
      recorded: 1,
      alreadyKnown: 0,
      refused: 0,
      refusals: [],
      created: 0,
    });
    expect(await contact()).toMatchObject({
      silent_since: null,
      last_activity_at: day('25'),
      scores_due_at: now,
    });
  });

  it('finds a caller by phone where one contact has it, and keeps a new one with it', async () => {
    const { email: _email, ...byPhone } = { ...call, phone: '+4930123456', name: 'Sara' };
    expect(await record(byPhone)).toMatchObject({ recorded: 1, created: 1 });
    expect(await record({ ...byPhone, dedupeKey: 'call:2' })).toMatchObject({ recorded: 1, created: 0 });
    expect(await contact()).toMatchObject({ name: 'Sara', kind: 'lead' });
  });

  it('refuses our own people and nobody', async () => {
    const { email: _email, name: _name, ...nobody } = call;
    const own = { ...call, dedupeKey: 'own', email: 'reza@bakery.example' };
    expect(await record(nobody, own)).toMatchObject({ recorded: 0, refused: 2 });
  });
});

describe('recordCarts', () => {
  const cart: NewCart = {
    ...karim,
    ...origin,
    dedupeKey: 'cart:7',
    items: [{ name: 'Baklava', quantity: 2 }],
    amountMinor: 2000,
    currency: 'EUR',
    url: 'https://bakery.example/cart/7',
    openedAt: day('20'),
    changedAt: day('20'),
  };
  const record = (...carts: NewCart[]) => database.inside((tx) => recordCarts(tx, carts, now, rules));
  const carts = () =>
    database.inside((tx) =>
      tx.selectFrom('carts').select(['state', 'amount_minor', 'closed_at', 'changed_at']).execute(),
    );
  const abandon = (at: Date) =>
    database.inside((tx) => abandonCarts(tx, { afterMs: 4 * HOUR_MS, now: at, limit: 10 }));

  it('is brought up to date by later deliveries only', async () => {
    expect(await record(cart)).toEqual({ opened: 1, changed: 0, unchanged: 0, refused: 0 });
    expect(await record({ ...cart, amountMinor: 1 })).toMatchObject({ unchanged: 1 });
    const later = { ...cart, amountMinor: 3000, changedAt: day('21') };
    expect(await record({ ...cart, amountMinor: 2 }, later)).toMatchObject({ changed: 1, unchanged: 1 });
    expect(await carts()).toMatchObject([{ state: 'open', amount_minor: 3000 }]);
  });

  it('is abandoned after a while, and open again when it changes', async () => {
    await record(cart);
    expect(await abandon(new Date(day('20').getTime() + 3 * HOUR_MS))).toBe(0);
    expect(await abandon(day('21'))).toBe(1);
    expect(await carts()).toMatchObject([{ state: 'abandoned', closed_at: day('21') }]);
    await record({ ...cart, changedAt: day('22') });
    expect(await carts()).toMatchObject([{ state: 'open', closed_at: null }]);
  });

  it('is converted by the purchase after it, in whichever order both become known', async () => {
    await record(cart);
    await buy('1', new Date(day('20').getTime() - DAY_MS));
    expect(await carts()).toMatchObject([{ state: 'open' }]);
    await buy('2', day('21'));
    expect(await carts()).toMatchObject([{ state: 'converted', closed_at: day('21') }]);
    expect(await record({ ...cart, changedAt: day('23') })).toMatchObject({ unchanged: 1 });
    await record({ ...cart, dedupeKey: 'cart:8' });
    expect(await carts()).toMatchObject([{ state: 'converted' }, { state: 'converted' }]);
  });
});
