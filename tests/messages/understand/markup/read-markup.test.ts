import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../../src/messages/parse/parse.ts';
import { readMarkup } from '../../../../src/messages/understand/markup/read-markup.ts';
import { understandMessage } from '../../../../src/messages/understand/understand.ts';
import { processorMs } from '../../../support/processor-time.ts';
import { composeMail, multipart } from '../../compose-mail.ts';

const ORDER = {
  '@context': 'http://schema.org',
  '@type': 'Order',
  merchant: { '@type': 'Organization', name: 'Nan-e Maryam' },
  orderNumber: '1042',
  orderDate: '2024-05-01T10:00:00+02:00',
  orderStatus: 'http://schema.org/OrderProcessing',
  priceCurrency: 'EUR',
  price: '48.50',
  paymentMethod: { '@type': 'PaymentMethod', name: 'http://schema.org/CreditCard' },
  customer: { '@type': 'Person', name: 'Karim Haddad', email: 'karim@workshop.example' },
  acceptedOffer: [
    {
      '@type': 'Offer',
      itemOffered: { '@type': 'Product', name: 'Baklava', sku: 'BK-1' },
      price: '19.00',
      priceCurrency: 'EUR',
      eligibleQuantity: { '@type': 'QuantitativeValue', value: '2' },
    },
    { '@type': 'Offer', itemOffered: { '@type': 'Product', name: 'Barbari' }, price: 10.5 },
  ],
};
const script = (content: string) => `<html><body><script type="application/ld+json">${content}</script>`;
const jsonLd = (value: unknown) => script(JSON.stringify(value));
const orders = (html: string) => readMarkup(html)?.orders ?? [];

describe('JSON-LD in a mail', () => {
  it('tells of an order: number, date, seller, buyer, items, total, method', () => {
    expect(orders(jsonLd(ORDER))).toEqual([
      {
        kind: 'order',
        type: 'Order',
        number: '1042',
        ofOrder: '',
        status: 'OrderProcessing',
        date: '2024-05-01T10:00:00+02:00',
        dueDate: '',
        price: '48.50',
        currency: 'EUR',
        method: 'CreditCard',
        seller: { name: 'Nan-e Maryam', email: '' },
        buyer: { name: 'Karim Haddad', email: 'karim@workshop.example' },
        items: [
          { name: 'Baklava', quantity: '2', price: '19.00', currency: 'EUR', sku: 'BK-1' },
          { name: 'Barbari', quantity: '', price: '10.5', currency: '', sku: '' },
        ],
      },
    ]);
  });

  it.each([
    ['in a list', [ORDER]],
    ['in a graph', { '@context': 'https://schema.org', '@graph': [{ '@type': 'Organization' }, ORDER] }],
    [
      'inside a message',
      { '@type': 'EmailMessage', about: { ...ORDER, '@type': ['Thing', 'schema:Order'] } },
    ],
    ['with the whole address as its type', { ...ORDER, '@type': 'https://schema.org/Order' }],
  ])('finds an order %s', (_where, block) => {
    expect(orders(jsonLd(block))).toMatchObject([{ number: '1042', price: '48.50' }]);
  });

  it('follows what is only named by its id', () => {
    const block = {
      '@graph': [
        { '@type': 'Order', orderNumber: 7, customer: { '@id': '#karim' } },
        { '@id': '#karim', '@type': 'Person', name: 'Karim', email: 'mailto:karim@workshop.example' },
      ],
    };
    expect(orders(jsonLd(block))).toMatchObject([
      { number: '7', buyer: { name: 'Karim', email: 'karim@workshop.example' } },
    ]);
  });

  it('reads invoices with what is due and when, parcels and reservations', () => {
    const block = [
      {
        '@type': 'Invoice',
        confirmationNumber: 'R-3105',
        paymentDueDate: '2024-06-30',
        totalPaymentDue: { '@type': 'PriceSpecification', price: 120, priceCurrency: 'EUR' },
        paymentStatus: 'http://schema.org/PaymentDue',
        referencesOrder: [{ '@type': 'Order', orderNumber: '1042' }],
        provider: { name: 'Bakery' },
      },
      {
        '@type': 'ParcelDelivery',
        trackingNumber: 'AT1',
        partOfOrder: { '@type': 'Order', orderNumber: '1042', merchant: { name: 'Bakery' } },
        itemShipped: { '@type': 'Product', name: 'Baklava' },
      },
      {
        '@type': 'EventReservation',
        reservationNumber: 'E-1',
        underName: { name: 'Karim' },
        reservationFor: { '@type': 'Event', name: 'Baking course' },
        price: '35',
        priceCurrency: 'EUR',
      },
    ];
    expect(orders(jsonLd(block))).toMatchObject([
      {
        kind: 'invoice',
        number: 'R-3105',
        ofOrder: '1042',
        price: '120',
        currency: 'EUR',
        dueDate: '2024-06-30',
        status: 'PaymentDue',
      },
      { kind: 'parcel', number: 'AT1', ofOrder: '1042', items: [{ name: 'Baklava' }] },
      { kind: 'reservation', number: 'E-1', price: '35', items: [{ name: 'Baking course' }] },
    ]);
  });

  it.each([
    ['escaped as text', JSON.stringify(ORDER).replaceAll('"', '&quot;')],
    ['in a comment', `<!-- ${JSON.stringify(ORDER)} -->`],
    ['with a comma too many', `${JSON.stringify(ORDER).slice(0, -1)},}`],
    ['with a line end in a string', JSON.stringify(ORDER).replace('Nan-e', 'Nan-e\n')],
  ])('reads JSON %s', (_how, text) => {
    expect(readMarkup(script(text))).toMatchObject({ orders: [{ number: '1042' }], broken: 0 });
  });

  it('counts what it cannot read, and reads the rest', () => {
    const html = script('{"@type": "Order", ') + jsonLd(ORDER) + script('"Order"');
    expect(readMarkup(html)).toMatchObject({ orders: [{ number: '1042' }], broken: 2 });
  });

  it('takes an order once that is marked up in both ways', () => {
    const html = `${jsonLd(ORDER)}<div itemscope itemtype="http://schema.org/Order"><meta itemprop="orderNumber" content="1042">`;
    expect(orders(html)).toHaveLength(1);
  });
});

describe('microdata in a mail', () => {
  it('tells of the same, values in attributes or as text, names in any case', () => {
    const html = `<div itemscope itemtype="http://schema.org/Order">
      <div itemprop="merchant" itemscope itemtype="http://schema.org/Organization"><meta itemprop="name" content="Nan &amp; Co"/></div>
      <p>Order <b itemprop="ordernumber">1042 <i>A</i></b>, <time itemprop="orderDate" datetime="2024-05-01">May</time></p>
      <link itemprop="orderStatus" href="http://schema.org/OrderCancelled"/>
      <meta itemprop="priceCurrency" content="EUR"><meta itemprop="price" content="48.50">
      <div itemprop="acceptedOffer" itemscope itemtype="http://schema.org/Offer">
        <div itemprop="itemOffered" itemscope itemtype="http://schema.org/Product"><span itemprop="name">Baklava</span></div>
        <div itemprop="eligibleQuantity" itemscope><meta itemprop="value" content="2"></div>
      </div>
      <div itemprop="acceptedOffer" itemscope><div itemprop="itemOffered" itemscope><meta itemprop="name" content="Tea"></div></div>
    </div>`;
    expect(orders(html)).toMatchObject([
      {
        number: '1042 A',
        status: 'OrderCancelled',
        date: '2024-05-01',
        price: '48.50',
        seller: { name: 'Nan & Co' },
        items: [{ name: 'Baklava', quantity: '2' }, { name: 'Tea' }],
      },
    ]);
  });
});

describe('hostile mark-up', () => {
  it.each([
    ['ten megabytes of JSON', script(`{"@type":"Order","x":"${'y'.repeat(10_000_000)}"}`)],
    ['deep lists', script('['.repeat(140_000) + ']'.repeat(140_000))],
    ['deep things', script(`${'{"@graph":'.repeat(25_000)}1${'}'.repeat(25_000)}`)],
    ['many beginnings', `<script type="application/ld+json">`.repeat(60_000)],
    [
      'many orders',
      jsonLd(Array.from({ length: 10_000 }, (_, at) => ({ '@type': 'Order', orderNumber: at }))),
    ],
    ['nested items', '<div itemscope itemprop=a itemtype="http://schema.org/Order">'.repeat(30_000)],
    ['tags that do not end', `schema.org itemscope${'<a '.repeat(600_000)}`],
    ['quotes that do not end', `schema.org itemscope${'<a itemprop a ="'.repeat(100_000)}`],
    ['closed and never opened', `schema.org<b itemscope>${'</b>'.repeat(500_000)}`],
    ['a prototype', script('{"@type":"Order","__proto__":{"orderNumber":"1"},"constructor":{"a":1}}')],
  ])('is read or left, quickly: %s', (_what, html) => {
    const before = processorMs();
    const found = readMarkup(html);
    expect(processorMs() - before).toBeLessThan(2000);
    expect((found?.orders ?? []).length).toBeLessThanOrEqual(50);
    expect(({} as Record<string, unknown>)['orderNumber']).toBeUndefined();
  });

  it('never throws, whatever stands in it', () => {
    const piece = fc.constantFrom(
      '<script type="application/ld+json">',
      '</script>',
      '{',
      '}',
      '[',
      ']',
      '"@type":"Order"',
      '"@graph":',
      ',',
      ':',
      '"orderNumber":"1"',
      'null',
      '<div itemscope itemtype="http://schema.org/Order">',
      '<meta itemprop="price" content="1">',
      '</div>',
      '<b itemprop=name>',
      '"',
      "'",
      '&quot;',
      '&#0;',
      '&#x110000;',
      '\u0000',
      '\ud800',
      'schema.org',
      '<!--',
      '-->',
      '۱۲',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const found = readMarkup(pieces.join(''));
        expect(JSON.parse(JSON.stringify(found ?? null))).toEqual(found ?? null);
      }),
      { numRuns: 500 },
    );
  });

  it('takes any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() =>
          readMarkup(jsonLd({ '@type': 'Order', orderNumber: value, acceptedOffer: value, customer: value })),
        ).not.toThrow();
      }),
    );
  });
});

describe('mark-up beside a text', () => {
  const mail = (html: string, encoding: string) =>
    composeMail(
      {
        From: 'shop@shop.example',
        'Content-Type': 'multipart/alternative; boundary=b',
        'MIME-Version': '1.0',
      },
      multipart('b', [
        'Content-Type: text/plain\n\nYour order',
        `Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n${html}`,
      ]),
    );
  const understood = async (raw: Buffer) =>
    understandMessage(await parseMessage(raw, { withHtml: false })).markup?.orders[0]?.number;

  it.each([
    ['as it is', '8bit', (html: string) => html],
    [
      'in base64',
      'base64',
      (html: string) =>
        (
          Buffer.from(html)
            .toString('base64')
            .match(/.{1,76}/g) ?? []
        ).join('\n'),
    ],
    [
      'in quoted-printable, its lines broken anywhere',
      'quoted-printable',
      (html: string) => (html.replaceAll('=', '=3D').match(/(?:=3D|[^=]){1,60}/g) ?? []).join('=\n'),
    ],
  ])('is found %s, without being asked for the HTML', async (_how, encoding, encode) => {
    expect(await understood(mail(encode(jsonLd(ORDER)), encoding))).toBe('1042');
  });

  it('leaves HTML without mark-up unread', async () => {
    const parsed = await parseMessage(mail('<p>Your order</p>', '8bit'), { withHtml: false });
    expect(parsed.html).toBeNull();
    expect(understandMessage(parsed).markup).toBeNull();
  });
});
