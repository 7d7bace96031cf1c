import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import { erase } from '../../../src/operations/leave.ts';
import {
  type WebhookReport,
  webhooksList,
  webhooksRetry,
} from '../../../src/operations/webhook-operations.ts';
import { registerWebhooks } from '../../../src/operations/webhooks/receive.ts';
import type { Workspace } from '../../../src/schedule/workspace.ts';
import { buildWebApp } from '../../../src/web/web-app.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import {
  HOOKS_YAML,
  KARIM,
  type SignedDelivery,
  shopifyDelivery,
  shopifyOrder,
  standardDelivery,
  stripeCharge,
  stripeDelivery,
  stripeEvent,
  wooDelivery,
  wooOrder,
} from '../../support/shop-deliveries.ts';
import { testWebParts } from '../../support/web-parts.ts';
import { BAKERY_YAML, TUESDAY_NOON, testWorkspace } from '../../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: ReturnType<typeof buildWebApp>;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  workspace = await testWorkspace(database, { yaml: BAKERY_YAML + HOOKS_YAML });
  await registerWebhooks(workspace, new Date(TUESDAY_NOON.getTime() - 5 * HOUR_MS));
  app = buildWebApp(workspace, testWebParts());
});
afterEach(async () => {
  await workspace.close();
  await clearBusiness(database);
});
afterAll(() => database.close());

async function send({ path, headers, body }: SignedDelivery): Promise<{ status: number; body: unknown }> {
  // Through a proxy, from somewhere: only the signature counts.
  const response = await app.request(`http://shop.example${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
    body,
  });
  return { status: response.status, body: await response.json() };
}

const purchases = () =>
  database.inside((tx) => tx.selectFrom('purchases').selectAll().orderBy('occurred_at').execute());
const deliveries = () => database.inside((tx) => tx.selectFrom('webhook_deliveries').selectAll().execute());
const carts = () => database.inside((tx) => tx.selectFrom('carts').selectAll().execute());
const feedback = () => database.inside((tx) => tx.selectFrom('feedback').selectAll().execute());
const payments = () => database.inside((tx) => tx.selectFrom('payments').selectAll().execute());
const purchaseSignals = () =>
  database.inside((tx) =>
    tx.selectFrom('signals').select('history').where('kind', '=', 'purchase').execute(),
  );

const done = (counts: object) => ({ status: 200, body: { state: 'done', counts } });
const passedOver = { status: 200, body: { state: 'passed over' } };

describe('an order of WooCommerce', () => {
  it('becomes a purchase that is paid, of a customer with a phone', async () => {
    expect(await send(wooDelivery('order.created', wooOrder()))).toMatchObject(done({ purchases: 1 }));
    expect(await purchases()).toMatchObject([
      {
        order_id: '4750',
        dedupe_key: 'order:4750',
        amount_minor: 2450,
        currency: 'EUR',
        paid_minor: 2450,
        history: false,
        method: 'Credit card',
        promotion: 'spring',
        source: 'shop',
        source_ref: 'shop:4750',
        items: [{ name: 'Rye', quantity: 2, amountMinor: 2000, sku: 'RYE' }],
      },
    ]);
    const [contact, phone] = await database.inside((tx) =>
      Promise.all([
        tx.selectFrom('contacts').selectAll().executeTakeFirstOrThrow(),
        tx.selectFrom('details').select(['value', 'source']).where('field', '=', 'phone').executeTakeFirst(),
      ]),
    );
    expect(contact).toMatchObject({ name: 'Karim Haddad', kind: 'customer', purchase_count: 1 });
    expect(phone).toEqual({ value: '+436645550170', source: 'shop' });
    expect(await purchaseSignals()).toEqual([{ history: false }]);
  });

  it('is one purchase, however often it is told, and paid once', async () => {
    await send(wooDelivery('order.created', wooOrder({ status: 'on-hold', date_paid_gmt: null })));
    expect(await payments()).toEqual([]);
    expect(
      await send(wooDelivery('order.created', wooOrder({ status: 'on-hold', date_paid_gmt: null }))),
    ).toEqual({ status: 200, body: { state: 'known' } });
    expect(await send(wooDelivery('order.updated', wooOrder(), 'd2'))).toMatchObject(done({ payments: 1 }));
    await send(wooDelivery('order.updated', wooOrder({ status: 'completed' }), 'd3'));
    expect(await purchases()).toMatchObject([{ paid_minor: 2450 }]);
    expect(await payments()).toHaveLength(1);
    expect(await deliveries()).toHaveLength(3);
  });

  it('is a cart before it is ordered, and the cart becomes the purchase', async () => {
    expect(await send(wooDelivery('order.created', wooOrder({ status: 'pending' })))).toMatchObject(
      done({ carts: 1 }),
    );
    expect(await carts()).toMatchObject([{ state: 'open', amount_minor: 2450 }]);
    await send(wooDelivery('order.updated', wooOrder(), 'd2'));
    expect(await carts()).toMatchObject([{ state: 'converted' }]);
  });

  it('may be given back, in part or by cancelling it', async () => {
    await send(wooDelivery('order.created', wooOrder()));
    const refunds = [{ id: 81, reason: 'too dark', total: '-10.00' }];
    expect(await send(wooDelivery('order.updated', wooOrder({ refunds }), 'd2'))).toMatchObject(
      done({ returns: 1 }),
    );
    await send(wooDelivery('order.updated', wooOrder({ refunds, status: 'refunded' }), 'd3'));
    expect(await feedback()).toMatchObject([{ kind: 'return', amount_minor: 1000, text: 'too dark' }]);
    expect(await send(wooDelivery('order.updated', wooOrder({ status: 'cancelled' }), 'd4'))).toMatchObject(
      done({ returns: 1 }),
    );
  });

  it('is history when it is older than the webhook, and triggers nothing', async () => {
    await send(wooDelivery('order.created', wooOrder({ date_created_gmt: '2026-03-10T06:00:00' })));
    await send(wooDelivery('order.created', wooOrder({ id: 4751, number: '4751' }), 'd2'));
    expect(await purchaseSignals()).toEqual(expect.arrayContaining([{ history: true }, { history: false }]));
  });

  it.each([
    ['JPY', '1500', 1500],
    ['KWD', '12.345', 12345],
  ])('has an amount in %s', async (currency, total, amount) => {
    await send(wooDelivery('order.created', wooOrder({ currency, total, line_items: [] })));
    expect(await purchases()).toMatchObject([{ amount_minor: amount, currency }]);
  });

  it('names nobody, or is not of interest: counted and passed over', async () => {
    expect(await send(wooDelivery('order.created', wooOrder({ customer_id: 0, billing: {} })))).toMatchObject(
      passedOver,
    );
    expect(await send(wooDelivery('order.created', wooOrder({ status: 'failed' }), 'd2'))).toMatchObject(
      passedOver,
    );
    expect(await send(wooDelivery('product.updated', { id: 1 }, 'd3'))).toMatchObject(passedOver);
    expect(await purchases()).toEqual([]);
  });

  it('makes contacts of customers', async () => {
    const customer = {
      id: 7,
      email: KARIM,
      first_name: 'Karim',
      last_name: 'Haddad',
      billing: { phone: '' },
    };
    expect(await send(wooDelivery('customer.created', customer))).toMatchObject(done({ contacts: 1 }));
  });
});

describe('a delivery', () => {
  it('is refused when it is not signed rightly, and leaves nothing behind', async () => {
    const delivery = wooDelivery('order.created', wooOrder(), 'd1', 'another secret');
    expect(await send(delivery)).toMatchObject({ status: 401 });
    expect(await send({ ...delivery, path: '/hooks/nothing' })).toMatchObject({ status: 404 });
    expect(await deliveries()).toEqual([]);
    expect((await app.request('http://shop.example/hooks/shop')).status).toBe(405);
  });

  it('that only asks whether anybody is there is answered', async () => {
    expect(await send({ path: '/hooks/shop', headers: {}, body: 'webhook_id=3' })).toMatchObject({
      status: 200,
    });
  });

  it('that cannot be used is kept with its reason, counted, and tried again', async () => {
    const broken = [
      wooDelivery('order.created', '{"id": 1', 'd1'),
      wooDelivery('order.created', wooOrder({ total: 'free' }), 'd2'),
      wooDelivery('order.created', wooOrder({ currency: 'euros' }), 'd3'),
      wooDelivery('order.created', [], 'd4'),
    ];
    for (const delivery of broken)
      expect(await send(delivery)).toMatchObject({ status: 200, body: { state: 'failed' } });
    const [report] = (await webhooksList.perform(workspace, {}, 'Maryam')) as WebhookReport[];
    expect(report).toMatchObject({ name: 'shop', failed: 4, done: 0 });
    expect(report?.failures.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^no JSON/),
        '"free" is no amount',
        '"euros" is no currency',
      ]),
    );
    const kept = await deliveries();
    expect(kept.map(({ payload }) => payload)).toContain('{"id": 1');
    await database.inside((tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({ payload: JSON.stringify(wooOrder()) })
        .where('delivery_id', '=', 'd1')
        .execute(),
    );
    expect(await webhooksRetry.perform(workspace, { name: 'shop' }, 'Maryam')).toMatchObject({
      done: 1,
      failed: 3,
    });
    expect(await purchases()).toHaveLength(1);
  });

  it('does not bring back who was erased', async () => {
    await send(wooDelivery('order.created', wooOrder()));
    await erase.perform(workspace, { who: KARIM }, 'Maryam');
    expect(
      await send(wooDelivery('order.updated', wooOrder({ id: 4752, number: '4752' }), 'd2')),
    ).toMatchObject(done({ erased: 2 }));
    expect(await purchases()).toEqual([]);
  });

  it('that comes many times at once is taken once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(wooDelivery('order.created', wooOrder()))),
    );
    const states = answers.map(({ body }) => (body as { state: string }).state).toSorted();
    expect(states).toEqual(['done', 'known', 'known', 'known', 'known', 'known']);
  });
});

describe('Shopify', () => {
  it('tells of orders, refunds, checkouts and customers', async () => {
    expect(
      await send(
        shopifyDelivery(
          'checkouts/create',
          {
            token: 'c1',
            email: KARIM,
            created_at: '2026-03-10T11:30:00+01:00',
            currency: 'EUR',
            total_price: '59.90',
            abandoned_checkout_url: 'https://shop.example/c1',
            line_items: [{ title: 'Walnut bread', quantity: 2, price: '29.95' }],
          },
          'd0',
        ),
      ),
    ).toMatchObject(done({ carts: 1 }));
    expect(await send(shopifyDelivery('orders/create', shopifyOrder()))).toMatchObject(
      done({ purchases: 1 }),
    );
    expect(await purchases()).toMatchObject([
      {
        order_id: '1001',
        amount_minor: 5990,
        paid_minor: 5990,
        items: [{ name: 'Walnut bread - large', quantity: 2, amountMinor: 5990 }],
      },
    ]);
    expect(await carts()).toMatchObject([{ state: 'converted', url: 'https://shop.example/c1' }]);
    const refund = {
      id: 509,
      order_id: 5940139491234,
      created_at: '2026-03-10T12:50:00+01:00',
      note: 'stale',
      transactions: [
        { id: 1, amount: '29.95', kind: 'refund', status: 'success', currency: 'EUR' },
        { id: 2, amount: '29.95', kind: 'refund', status: 'failure' },
      ],
    };
    expect(await send(shopifyDelivery('refunds/create', refund, 'd2'))).toMatchObject(done({ returns: 1 }));
    await send(
      shopifyDelivery(
        'orders/updated',
        shopifyOrder({ refunds: [refund], financial_status: 'partially_refunded' }),
        'd3',
      ),
    );
    expect(await feedback()).toMatchObject([{ kind: 'return', amount_minor: 2995, text: 'stale' }]);
    expect(
      await send(shopifyDelivery('refunds/create', { ...refund, id: 510, order_id: 1 }, 'd4')),
    ).toMatchObject(done({ returnsOfUnknownPurchases: 1 }));
    expect(
      await send(
        shopifyDelivery(
          'customers/create',
          { id: 100, email: 'layla@barid.example', first_name: 'Layla' },
          'd5',
        ),
      ),
    ).toMatchObject(done({ contacts: 1 }));
  });

  it('cancels, tests, and lets carts of nobody lie', async () => {
    await send(shopifyDelivery('orders/create', shopifyOrder()));
    expect(
      await send(
        shopifyDelivery(
          'orders/cancelled',
          shopifyOrder({ cancelled_at: '2026-03-10T12:40:00+01:00', cancel_reason: 'customer' }),
          'd2',
        ),
      ),
    ).toMatchObject(done({ returns: 1 }));
    expect(await feedback()).toMatchObject([{ cause: 'cancelled: customer', amount_minor: 5990 }]);
    expect(
      await send(shopifyDelivery('orders/create', shopifyOrder({ id: 2, name: '#1002', test: true }), 'd3')),
    ).toMatchObject(passedOver);
    expect(await send(shopifyDelivery('carts/create', { token: 'x', line_items: [] }, 'd4'))).toMatchObject(
      passedOver,
    );
  });
});

describe('Stripe', () => {
  const tell = (type: string, object: object, extra: object = {}, id = type) =>
    send(stripeDelivery({ ...stripeEvent(type, object, extra), id: `evt_${id}` }, TUESDAY_NOON));

  it('tells of one payment twice, as a charge and as a session, and it is one purchase', async () => {
    const session = {
      id: 'cs_1',
      created: 1773140380,
      amount_total: 2450,
      currency: 'eur',
      payment_status: 'paid',
      payment_intent: 'pi_1',
      customer: 'cus_7',
      customer_details: { email: KARIM, name: 'Karim Haddad' },
    };
    expect(await tell('charge.succeeded', stripeCharge())).toMatchObject(done({ purchases: 1 }));
    expect(await tell('checkout.session.completed', session)).toMatchObject({
      status: 200,
      body: { state: 'done' },
    });
    expect(await purchases()).toMatchObject([
      { amount_minor: 2450, currency: 'EUR', paid_minor: 2450, dedupe_key: 'stripe:pi_1' },
    ]);
  });

  it('pays the order of a shop, which tells of the purchase', async () => {
    await send(wooDelivery('order.created', wooOrder({ status: 'on-hold', date_paid_gmt: null })));
    expect(await tell('charge.succeeded', stripeCharge({ metadata: { order_id: '4750' } }))).toMatchObject(
      done({ payments: 1 }),
    );
    await send(wooDelivery('order.updated', wooOrder(), 'd2'));
    expect(await purchases()).toMatchObject([{ paid_minor: 2450 }]);
    expect(
      await tell(
        'charge.succeeded',
        stripeCharge({ id: 'ch_2', payment_intent: 'pi_2', metadata: { order_id: '9' } }),
        {},
        'other',
      ),
    ).toMatchObject(done({ paymentsOfUnknownPurchases: 1 }));
  });

  it('tells of orders itself where no shop does', async () => {
    workspace.config.webhooks = workspace.config.webhooks.filter(({ kind }) => kind === 'stripe');
    await tell('charge.succeeded', stripeCharge({ metadata: { order_id: '77' } }));
    expect(await purchases()).toMatchObject([
      { order_id: '77', dedupe_key: 'stripe:pi_1', paid_minor: 2450 },
    ]);
  });

  it('gives back, each time what was given back then', async () => {
    await tell('charge.succeeded', stripeCharge());
    await tell(
      'charge.refunded',
      stripeCharge({ amount_refunded: 1000 }),
      { previous_attributes: { amount_refunded: 0 } },
      'r1',
    );
    await tell(
      'charge.refunded',
      stripeCharge({ amount_refunded: 2450 }),
      { previous_attributes: { amount_refunded: 1000 } },
      'r2',
    );
    expect(new Set((await feedback()).map((row) => row.amount_minor))).toEqual(new Set([1000, 1450]));
  });

  it('bills: an invoice is due, and then paid', async () => {
    const invoice = {
      id: 'in_1',
      number: 'MB-0042',
      created: 1773140380,
      due_date: 1773140380 + (14 * DAY_MS) / 1000,
      total: 5000,
      currency: 'kwd',
      customer: 'cus_7',
      customer_email: KARIM,
      customer_name: 'Karim Haddad',
      lines: { data: [{ description: 'Oak table', quantity: 1, amount: 5000 }] },
    };
    await tell('invoice.finalized', invoice);
    expect(await purchases()).toMatchObject([
      { order_id: 'MB-0042', amount_minor: 5000, currency: 'KWD', paid_minor: 0, paid_at: null },
    ]);
    expect(
      await tell('invoice.paid', { ...invoice, status_transitions: { paid_at: 1773140390 } }),
    ).toMatchObject(done({ payments: 1 }));
    expect(await purchases()).toMatchObject([{ paid_minor: 5000, paid_at: new Date(1773140390_000) }]);
  });

  it('leaves test mode and what nobody asked for alone', async () => {
    expect(
      await send(
        stripeDelivery({ ...stripeEvent('charge.succeeded', stripeCharge()), livemode: false }, TUESDAY_NOON),
      ),
    ).toMatchObject(passedOver);
    expect(await tell('payout.paid', { id: 'po_1' })).toMatchObject(passedOver);
    expect(
      await tell('checkout.session.expired', {
        id: 'cs_2',
        created: 1773140380,
        amount_total: 900,
        currency: 'eur',
        customer_email: KARIM,
        after_expiration: { recovery: { url: 'https://buy.example/r' } },
      }),
    ).toMatchObject(done({ carts: 1 }));
  });
});

describe('a program of your own', () => {
  it('tells in the words of the API', async () => {
    const purchase = {
      email: KARIM,
      occurredAt: '2026-03-10T11:00:00Z',
      amountMinor: 1250,
      currency: 'EUR',
      key: 'bon-17',
    };
    expect(
      await send(standardDelivery({ type: 'purchase.created', data: purchase }, TUESDAY_NOON)),
    ).toMatchObject(done({ purchases: 1 }));
    expect(
      await send(standardDelivery({ type: 'purchase.created', data: purchase }, TUESDAY_NOON, 'msg_2')),
    ).toMatchObject(done({}));
    const call = { email: KARIM, channel: 'phone', direction: 'incoming', at: '2026-03-10T10:00:00Z' };
    expect(
      await send(standardDelivery({ type: 'interaction.created', data: call }, TUESDAY_NOON, 'msg_3')),
    ).toMatchObject(done({ interactions: 1 }));
    expect(
      await send(standardDelivery({ type: 'contact.created', data: {} }, TUESDAY_NOON, 'msg_4')),
    ).toMatchObject({ status: 200, body: { state: 'failed' } });
    expect(await purchases()).toHaveLength(1);
  });
});
