import { describe, expect, it } from 'vitest';
import { combineNotices } from '../../../src/customers/order-mail/combine-notices.ts';
import { markupNotices } from '../../../src/customers/order-mail/markup-notices.ts';
import { readOrderMail } from '../../../src/customers/order-mail/read-order-mail.ts';
import type { OrderMarkup } from '../../../src/messages/understand/markup/order-markup.ts';
import { TO_THE_SELLER } from './shop-mails.ts';

const NOBODY = { name: '', email: '' };
const order = (more: Partial<OrderMarkup>): OrderMarkup => ({
  kind: 'order',
  type: 'Order',
  number: '1042',
  ofOrder: '',
  status: '',
  date: '',
  dueDate: '',
  price: '34.40',
  currency: 'EUR',
  method: '',
  seller: NOBODY,
  buyer: NOBODY,
  items: [],
  ...more,
});
const sentAt = new Date('2024-05-01T10:12:00Z');
const context = { currency: 'EUR', timeZone: 'Europe/Vienna' };
const read = (more: Partial<OrderMarkup>) => markupNotices([order(more)], { sentAt }, context)[0];

describe('what mark-up tells of', () => {
  it.each<[Partial<OrderMarkup>, object]>([
    [
      {},
      { what: 'order', orderId: '1042', money: { amountMinor: 3440, currency: 'EUR' }, speaksTo: 'buyer' },
    ],
    [
      { number: '#۱۰۴۲', price: '۱۲۰٬۰۰۰', currency: 'IRT' },
      { orderId: '1042', money: { amountMinor: 120_000, currency: 'IRT' } },
    ],
    [{ status: 'OrderCancelled' }, { what: 'cancellation' }],
    [{ status: 'OrderReturned' }, { what: 'refund' }],
    [{ status: 'ReservationCancelled', kind: 'reservation' }, { what: 'cancellation' }],
    [
      { status: 'PaymentComplete', kind: 'invoice', number: 'R-1', ofOrder: '1042' },
      { what: 'invoice', orderId: '1042', documentId: 'R-1', paid: true },
    ],
    [
      { kind: 'invoice', number: 'R-1', dueDate: '2024-06-30' },
      { orderId: null, dueAt: new Date('2024-06-29T22:00:00Z'), paid: false },
    ],
    [
      { kind: 'parcel', number: 'AT1', ofOrder: '1042', price: '' },
      { what: 'shipment', orderId: '1042', money: null },
    ],
    [{ date: '2024-05-01T10:00:00+02:00' }, { at: new Date('2024-05-01T08:00:00Z') }],
    [{ date: '2099-01-01' }, { at: null }],
    [{ date: 'yesterday' }, { at: null }],
    [{ price: 'free' }, { money: null }],
    [{ number: '' }, { orderId: null }],
    [{ buyer: { name: 'Karim', email: 'not an address' } }, { buyer: { name: 'Karim', email: null } }],
  ])('%j', (given, notice) => {
    expect(read(given)).toMatchObject(notice);
  });

  it('adds up the items where no price of the whole is given, each as often as it was bought', () => {
    const items = [
      { name: 'Baklava', quantity: '2', price: '9.50', currency: 'EUR', sku: 'BK-1' },
      { name: 'Tea', quantity: '', price: '3.00', currency: '', sku: '' },
    ];
    expect(read({ price: '', items })).toMatchObject({
      money: { amountMinor: 2200, currency: 'EUR' },
      confidence: 0.85,
      items: [
        { name: 'Baklava', quantity: 2, amountMinor: 1900, sku: 'BK-1' },
        { name: 'Tea', quantity: 1, amountMinor: 300 },
      ],
    });
    expect(
      read({
        price: '',
        items: [...items, { name: 'Gift', quantity: '1', price: '', currency: '', sku: '' }],
      })?.money,
    ).toBeNull();
  });
});

describe('mark-up and words of one mail', () => {
  const woo = TO_THE_SELLER[0];
  const mail = {
    subject: woo?.subject ?? '',
    text: woo?.text ?? '',
    fromAddress: 'shop@bakery.example',
    replyTo: null,
    sentAt,
  };
  const words = readOrderMail(mail, {
    ...context,
    isNobody: (address) => address.endsWith('@bakery.example'),
  });

  it('are one notice: whom it speaks to by the words, the values by the mark-up', () => {
    const marked = markupNotices([order({ price: '34.41', method: 'VISA' })], { sentAt }, context);
    expect(combineNotices(marked, words)).toMatchObject([
      {
        speaksTo: 'seller',
        reader: 'woocommerce',
        confidence: 0.98,
        money: { amountMinor: 3441 },
        buyer: { email: 'karim@workshop.example' },
        method: 'Direct bank transfer',
        items: [{ quantity: 2 }, { quantity: 3 }],
      },
    ]);
  });

  it('are two where they are of two orders', () => {
    const marked = markupNotices([order({ number: '1' }), order({ number: '2' })], { sentAt }, context);
    expect(combineNotices(marked, words).map(({ orderId }) => orderId)).toEqual(['1042', '1', '2']);
  });
});
