import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NewPayment, recordPayments } from '../../../src/customers/purchases/record-payments.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const day = (text: string) => new Date(`2024-05-${text}T10:00:00Z`);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await database.inside((tx) =>
    recordPurchases(
      tx,
      [
        {
          dedupeKey: 'order:1042',
          email: 'karim@workshop.example',
          orderId: '1042',
          occurredAt: day('01'),
          amountMinor: 1000,
          currency: 'EUR',
          method: null,
          items: [],
          creditDays: 14,
          source: 'csv',
          sourceRef: 'orders.csv:2',
          history: true,
        },
      ],
      now,
    ),
  );
});

const payment = (key: string, amountMinor: number, more: Partial<NewPayment> = {}): NewPayment => ({
  dedupeKey: key,
  purchaseKey: 'order:1042',
  at: day('10'),
  amountMinor,
  currency: 'EUR',
  method: 'transfer',
  source: 'csv',
  sourceRef: 'bank.csv:2',
  ...more,
});
const pay = (...payments: NewPayment[]) => database.inside((tx) => recordPayments(tx, payments, now));
const purchase = () =>
  database.inside((tx) =>
    tx.selectFrom('purchases').select(['paid_minor', 'paid_at']).executeTakeFirstOrThrow(),
  );

describe('recordPayments', () => {
  it('settles a purchase with the payment that reaches its amount, whichever comes first', async () => {
    expect(await pay(payment('b', 700, { at: day('20') }))).toMatchObject({ recorded: 1 });
    expect(await purchase()).toEqual({ paid_minor: 700, paid_at: null });
    await pay(payment('a', 300, { at: day('12') }));
    expect(await purchase()).toEqual({ paid_minor: 1000, paid_at: day('20') });
  });

  it('keeps what was paid too much, and a refund makes it unpaid again', async () => {
    await pay(payment('a', 1200));
    expect(await purchase()).toEqual({ paid_minor: 1200, paid_at: day('10') });
    await pay(payment('refund', -500, { at: day('15') }));
    expect(await purchase()).toEqual({ paid_minor: 700, paid_at: null });
  });

  it('counts each payment once, within a batch and later', async () => {
    expect(await pay(payment('a', 400), payment('a', 400))).toMatchObject({ recorded: 1, alreadyKnown: 1 });
    expect(await pay(payment('a', 400))).toMatchObject({ recorded: 0, alreadyKnown: 1 });
    expect(await purchase()).toMatchObject({ paid_minor: 400 });
  });

  it('says which payments have no purchase yet, or are in another currency, and takes them later', async () => {
    const early = payment('early', 500, { purchaseKey: 'order:2000' });
    const dollars = payment('dollars', 500, { currency: 'USD' });
    expect(await pay(early, dollars)).toEqual({
      recorded: 0,
      alreadyKnown: 0,
      unknownPurchase: [early],
      otherCurrency: [dollars],
    });
    expect(await purchase()).toEqual({ paid_minor: 0, paid_at: null });
  });

  it('makes the scores of the payer due', async () => {
    await database.inside((tx) => tx.updateTable('contacts').set({ scores_due_at: null }).execute());
    await pay(payment('a', 1));
    expect(
      await database.inside((tx) => tx.selectFrom('contacts').select('scores_due_at').execute()),
    ).toEqual([{ scores_due_at: now }]);
  });
});
