import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import { newId } from '../../src/lib/ids.ts';
import { readMessages } from '../../src/messages/log/read-messages.ts';
import { detectSignals } from '../../src/signals/detect-signals.ts';
import { TO_THE_BUYER, TO_THE_SELLER } from '../customers/order-mail/shop-mails.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { memoryBlobs } from '../support/ingest-fixture.ts';
import { BAKERY, letter, plainPool, putRaw } from '../support/reading-fixture.ts';

let database: TestDatabase;
const now = new Date('2024-05-02T08:00:00Z');
const OUR_SERVER = 'mx.bakery.example';
const rules = { own: BAKERY, freeMail: new Set<string>(), erasureKey: 'a key for tests' };
let mailboxId: string;
let sentFolder: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  mailboxId = newId();
  sentFolder = newId();
  await database.inside(async (tx) => {
    await tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'main', address: 'maryam@bakery.example' })
      .execute();
    await tx
      .insertInto('folders')
      .values({
        id: sentFolder,
        mailbox_id: mailboxId,
        path: 'Sent',
        role: 'sent',
        server_count: 0,
        failure: null,
        missing_since: null,
        last_ok_sync_at: null,
      })
      .execute();
  });
});

interface Mail {
  from: string;
  to?: string;
  subject: string;
  text: string;
  html?: string;
  replyTo?: string;
  /** False: our server could not verify who sent it. */
  verified?: boolean;
  /** It lies in Sent. */
  sent?: boolean;
  arrival?: 'new' | 'history';
  date?: string;
}

let uid = 1;

async function arrive(mail: Mail): Promise<void> {
  const domain = /@([^\s>]+)/.exec(mail.from)?.[1] ?? '';
  const verdict = mail.verified === false ? 'dmarc=none' : `dmarc=pass header.from=${domain}`;
  const type = mail.html === undefined ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8';
  const raw = letter({
    from: mail.from,
    to: mail.to ?? 'maryam@bakery.example',
    subject: `=?utf-8?b?${Buffer.from(mail.subject).toString('base64')}?=`,
    date: mail.date ?? 'Wed, 1 May 2024 10:12:00 +0000',
    text: (mail.html ?? mail.text).replaceAll('\n', '\r\n'),
    headers: {
      ...(mail.sent === true ? {} : { 'Authentication-Results': `${OUR_SERVER}; ${verdict}` }),
      ...(mail.replyTo === undefined ? {} : { 'Reply-To': mail.replyTo }),
      'MIME-Version': '1.0',
      'Content-Type': type,
      'Content-Transfer-Encoding': '8bit',
    },
  });
  await database.inside(async (tx) => {
    const hash = await putRaw(tx, raw, now, {
      mailboxId,
      folderRole: mail.sent === true ? 'sent' : 'inbox',
      arrival: mail.arrival ?? 'new',
      internalDate: new Date('2024-05-01T10:12:00Z'),
    });
    if (mail.sent !== true) return;
    await sql`insert into locations (folder_id, uid_validity, uid, content_hash, internal_date, arrival)
      values (${sentFolder}, 1, ${uid++}, ${hash}, ${now}, 'new')`.execute(tx);
  });
}

/** Reads, matches and looks at what arrived; then looks at it once more, as after a crash. */
async function settle(): Promise<void> {
  const common = { db: database.db, businessId: database.businessId, now, limit: 50 };
  const reading = {
    ...common,
    pool: plainPool,
    blobs: memoryBlobs(),
    own: BAKERY,
    authservIds: new Map([['main', [OUR_SERVER]]]),
  };
  while ((await readMessages(reading)).more);
  await matchMessages({
    ...common,
    own: BAKERY,
    settings: { newPeople: 'all', freeMailDomains: [] },
    erasureKey: rules.erasureKey,
  });
  const detecting = {
    ...common,
    patterns: [],
    business: { currency: 'EUR', timeZone: 'UTC' },
    rules,
    signingKey: 'a key for tests',
  };
  await detectSignals(detecting);
  await database.inside((tx) => tx.updateTable('messages').set({ detected_at: null }).execute());
  expect(await detectSignals(detecting)).toMatchObject({ signals: 0, purchases: 0 });
}

const purchases = () =>
  database.inside((tx) =>
    tx
      .selectFrom('purchases as p')
      .innerJoin('contacts as c', 'c.id', 'p.contact_id')
      .select([
        'p.dedupe_key as key',
        'p.amount_minor as amount',
        'p.currency',
        'p.method',
        'p.items',
        'p.history',
      ])
      .select(['p.paid_minor as paid', 'c.name', 'c.kind', 'c.purchase_count as count'])
      .orderBy('p.dedupe_key')
      .execute(),
  );
const kinds = async () => {
  const rows = await database.inside((tx) =>
    tx.selectFrom('signals').select(['kind']).orderBy('kind').execute(),
  );
  return rows.map(({ kind }) => kind);
};
const sellerMail = (title: string) => {
  const found = TO_THE_SELLER.find((mail) => mail.title === title);
  if (!found) throw new Error(`there is no mail ${title}`);
  return found;
};

const jsonLd = (order: object) =>
  `<html><body><script type="application/ld+json">${JSON.stringify({ '@context': 'http://schema.org', ...order })}</script><p>Thank you for your order.</p></body></html>`;
const MARKED_ORDER = {
  '@type': 'Order',
  merchant: { '@type': 'Organization', name: "Maryam's Bakery" },
  orderNumber: '1042',
  price: '34.40',
  priceCurrency: 'EUR',
  acceptedOffer: [
    {
      '@type': 'Offer',
      itemOffered: { '@type': 'Product', name: 'Pistachio Baklava', sku: 'BK-1' },
      price: '9.50',
      priceCurrency: 'EUR',
      eligibleQuantity: { value: 2 },
    },
    {
      '@type': 'Offer',
      itemOffered: { '@type': 'Product', name: 'Barbari' },
      price: 3.5,
      priceCurrency: 'EUR',
      eligibleQuantity: { value: 3 },
    },
  ],
};
const WOO = sellerMail('WooCommerce, HTML');
const woo: Mail = {
  from: 'Shop <wordpress@bakery.example>',
  subject: WOO.subject,
  text: WOO.text,
  replyTo: WOO.replyTo ?? '',
};

describe('the mail of our own shop', () => {
  it('becomes a purchase with items, of a new customer, once for all its mails', async () => {
    await arrive(woo);
    await arrive({
      from: 'shop@bakery.example',
      to: 'karim@workshop.example',
      subject: 'Your order',
      text: '',
      html: jsonLd(MARKED_ORDER),
      sent: true,
    });
    await settle();
    expect(await purchases()).toMatchObject([
      {
        key: 'order:1042',
        amount: 3440,
        currency: 'EUR',
        method: 'Direct bank transfer',
        items: [
          { name: 'Pistachio Baklava', quantity: 2, amountMinor: 1900 },
          { name: 'Barbari', quantity: 3, amountMinor: 1050 },
        ],
        name: 'Karim Haddad',
        kind: 'customer',
        count: 1,
      },
    ]);
    const items = await database.inside((tx) =>
      tx
        .selectFrom('purchase_items as i')
        .innerJoin('products as p', 'p.id', 'i.product_id')
        .select(['p.name', 'i.quantity'])
        .orderBy('i.position')
        .execute(),
    );
    expect(items).toEqual([
      { name: 'Pistachio Baklava', quantity: 2 },
      { name: 'Barbari', quantity: 3 },
    ]);
    expect(await kinds()).toEqual(['purchase']);
  });

  it('is one purchase with the row of a file, and adds what the file did not know', async () => {
    await database.inside((tx) =>
      recordPurchases(
        tx,
        [
          {
            dedupeKey: 'order:1042',
            email: 'karim@workshop.example',
            orderId: '1042',
            occurredAt: new Date('2024-05-01T00:00:00Z'),
            amountMinor: 3440,
            currency: 'EUR',
            method: null,
            items: [],
            source: 'csv',
            sourceRef: 'orders.csv:2',
            history: true,
          },
        ],
        now,
        rules,
      ),
    );
    await arrive(woo);
    await settle();
    expect(await purchases()).toMatchObject([
      {
        key: 'order:1042',
        count: 1,
        method: 'Direct bank transfer',
        items: [{ quantity: 2 }, { quantity: 3 }],
      },
    ]);
  });

  it('keeps two shops apart that count alike', async () => {
    await arrive(woo);
    await settle();
    const shopify = sellerMail('Shopify, to the staff');
    await arrive({
      from: 'mailer@shopify.com',
      subject: shopify.subject.replace('1046', '1042').replace('Karim Haddad', 'Layla Nasser'),
      text: shopify.text
        .replaceAll('Karim Haddad', 'Layla Nasser')
        .replaceAll('1046', '1042')
        .replace('€34.40', '€12.00'),
      replyTo: 'layla@garden.example',
    });
    await settle();
    expect(await purchases()).toMatchObject([
      { key: 'order:1042', name: 'Karim Haddad' },
      { key: 'order:1042@shopify.com', name: 'Layla Nasser', amount: 1200, history: true },
    ]);
    // Anybody can open a shop there, and have its orders told to us.
    expect(await kinds()).toContain('shop-found');
  });

  it('takes the copy that a customer got, by whom it went to', async () => {
    await arrive({
      from: 'shop@bakery.example',
      to: 'Layla Nasser <layla@garden.example>',
      subject: 'Your order',
      text: '',
      html: jsonLd({ ...MARKED_ORDER, orderNumber: '7' }),
      sent: true,
    });
    await settle();
    expect(await purchases()).toMatchObject([
      {
        key: 'order:7',
        items: [{ name: 'Pistachio Baklava', amountMinor: 1900, sku: 'BK-1' }, { amountMinor: 1050 }],
      },
    ]);
  });

  it('marks what history tells, so that it triggers nothing', async () => {
    await arrive({ ...woo, arrival: 'history' });
    await settle();
    expect(await purchases()).toMatchObject([{ history: true }]);
  });

  it('reads every order of a digest', async () => {
    const { subject, text } = sellerMail('a digest of a day');
    await arrive({ from: 'shop@bakery.example', subject, text });
    await settle();
    expect(await purchases()).toMatchObject([
      { key: 'order:2001', name: 'Karim Haddad' },
      { key: 'order:2002', name: 'Layla Nasser' },
    ]);
  });
});

describe('money, and what is taken back', () => {
  const paypal = sellerMail('PayPal, money came');
  const money: Mail = { from: 'service@intl.paypal.com', subject: paypal.subject, text: paypal.text };

  it.each([
    ['before', [money, woo]],
    ['after', [woo, money]],
  ])('settles an order when PayPal tells of it %s', async (_when, mails) => {
    for (const mail of mails) {
      await arrive(mail);
      await settle();
    }
    expect(await purchases()).toMatchObject([
      {
        key: 'order:1042',
        amount: 3440,
        paid: 3440,
        count: 1,
        items: [{ name: 'Pistachio Baklava' }, { name: 'Barbari' }],
      },
    ]);
  });

  it('is a return when an order is refunded or cancelled; the order stays', async () => {
    await arrive(woo);
    await arrive(money);
    await settle();
    const refund = TO_THE_BUYER.find(({ title }) => title === 'WooCommerce, refunded');
    await arrive({
      from: 'shop@bakery.example',
      to: 'karim@workshop.example',
      subject: refund?.subject ?? '',
      text: refund?.text ?? '',
      sent: true,
    });
    const cancelled = sellerMail('WooCommerce, cancelled');
    await arrive({ from: 'wordpress@bakery.example', subject: cancelled.subject, text: cancelled.text });
    await settle();
    expect(await purchases()).toMatchObject([{ key: 'order:1042', amount: 3440, paid: 2440 }]);
    const feedback = await database.inside((tx) =>
      tx
        .selectFrom('feedback')
        .select(['kind', 'amount_minor as amount', 'cause'])
        .orderBy('amount_minor')
        .execute(),
    );
    expect(feedback).toEqual([
      { kind: 'return', amount: 1000, cause: null },
      { kind: 'return', amount: 3440, cause: 'cancelled' },
    ]);
  });

  it('lets a refund wait for its order: a history is read from its end', async () => {
    const refund = TO_THE_BUYER.find(({ title }) => title === 'WooCommerce, refunded');
    const copy = { from: 'shop@bakery.example', to: 'karim@workshop.example', sent: true } as const;
    await arrive({ ...copy, subject: refund?.subject ?? '', text: refund?.text ?? '', arrival: 'history' });
    await settle();
    expect(await kinds()).toEqual(['return-without-order']);
    await arrive({ ...woo, arrival: 'history' });
    await settle();
    expect(await kinds()).toEqual(['purchase']);
    const feedback = await database.inside((tx) =>
      tx.selectFrom('feedback').select(['kind', 'amount_minor as amount']).execute(),
    );
    expect(feedback).toEqual([{ kind: 'return', amount: 1000 }]);
  });

  it('notices that an order is on its way, to its buyer', async () => {
    await arrive(woo);
    await settle();
    const parcel = {
      '@type': 'ParcelDelivery',
      trackingNumber: 'AT1',
      partOfOrder: { '@type': 'Order', orderNumber: '1042' },
    };
    await arrive({
      from: 'shop@bakery.example',
      to: 'karim@workshop.example',
      subject: 'Your order is on its way',
      text: '',
      html: jsonLd(parcel),
      sent: true,
    });
    await settle();
    const [shipment] = await database.inside((tx) =>
      tx
        .selectFrom('signals as s')
        .innerJoin('contacts as c', 'c.id', 's.contact_id')
        .select(['c.name', 's.evidence'])
        .where('s.kind', '=', 'shipment')
        .execute(),
    );
    expect(shipment).toMatchObject({
      name: 'Karim Haddad',
      evidence: { orderId: '1042', trackingNumber: 'AT1' },
    });
  });

  it('keeps a cart that was left, until its order comes', async () => {
    const cart = sellerMail('an abandoned checkout');
    await arrive({ from: 'shop@bakery.example', subject: cart.subject, text: cart.text });
    await settle();
    const carts = () =>
      database.inside((tx) => tx.selectFrom('carts').select(['state', 'amount_minor as amount']).execute());
    expect(await carts()).toEqual([{ state: 'open', amount: 1900 }]);
    await arrive({ ...woo, date: 'Wed, 1 May 2024 18:00:00 +0000' });
    await settle();
    expect(await carts()).toEqual([{ state: 'converted', amount: 1900 }]);
  });
});

describe('mail that makes no purchase', () => {
  it('of a supplier who confirms what we ordered: whoever we buy from is no customer', async () => {
    await arrive({
      from: 'orders@mill.example',
      subject: 'Order confirmation',
      text: '',
      html: jsonLd({ ...MARKED_ORDER, customer: { name: 'Karim', email: 'karim@workshop.example' } }),
    });
    const woocommerce = TO_THE_BUYER[0];
    await arrive({
      from: 'shop@oven.example',
      subject: woocommerce?.subject ?? '',
      text: woocommerce?.text ?? '',
    });
    await settle();
    expect(await purchases()).toEqual([]);
    expect(new Set(await kinds())).toEqual(new Set(['bought', 'reply']));
  });

  it('that nobody could verify, though it says to be of our shop', async () => {
    await arrive({ ...woo, verified: false });
    await settle();
    expect(await purchases()).toEqual([]);
    expect(await kinds()).toContain('purchase-unverified');
  });

  it('of a stranger who writes like a shop of ours, once for all of it', async () => {
    await arrive({ ...woo, from: 'orders@evil.example' });
    await arrive({ ...woo, from: 'orders@evil.example', subject: WOO.subject.replace('1042', '1099') });
    await settle();
    expect(await purchases()).toEqual([]);
    expect((await kinds()).filter((kind) => kind === 'shop-found')).toHaveLength(1);
  });

  it('that a customer writes by hand', async () => {
    await arrive({
      from: 'Karim <karim@workshop.example>',
      subject: 'New order',
      text: 'Dear Maryam,\n\nplease:\n2 x Baklava\n\nKarim',
    });
    await settle();
    expect(await purchases()).toEqual([]);
    expect(await kinds()).toEqual(['reply']);
  });

  it('on to which we were only put as a blind copy', async () => {
    const confirmed = TO_THE_BUYER.find(({ title }) => title === 'Shopify');
    await arrive({
      from: 'store+1@shopifyemail.com',
      to: 'karim@workshop.example',
      subject: confirmed?.subject ?? '',
      text: confirmed?.text ?? '',
    });
    await settle();
    expect(await purchases()).toEqual([]);
    expect(await kinds()).not.toContain('bought');
  });

  it('that was forwarded, or answers', async () => {
    await arrive({
      ...woo,
      from: 'maryam@bakery.example',
      subject: `Fwd: ${WOO.subject}`,
      text: `---------- Forwarded message ---------\nFrom: Shop\n\n${WOO.text}`,
    });
    await arrive({
      ...woo,
      from: 'maryam@bakery.example',
      subject: WOO.subject,
      text: `See below\n\n-----Original Message-----\n${WOO.text}`,
    });
    await arrive({ ...woo, from: 'staff@bakery.example', subject: `Re: ${WOO.subject}` });
    await settle();
    expect(await purchases()).toEqual([]);
    expect((await kinds()).filter((kind) => kind === 'purchase-unverified')).toHaveLength(2);
  });

  it('that we wrote ourselves in such words', async () => {
    await arrive({
      from: 'maryam@bakery.example',
      to: 'karim@workshop.example',
      subject: 'Order confirmation',
      text: 'Thank you for your order, Karim!\n\nOrder number: 12\nTotal: €20.00\n',
      sent: true,
    });
    await settle();
    expect(await purchases()).toEqual([]);
  });
});
