import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSide, type MailSides } from '../../../src/customers/order-mail/judge-side.ts';
import { LAYOUTS } from '../../../src/customers/order-mail/layouts/all.ts';
import type { OrderNotice } from '../../../src/customers/order-mail/order-notice.ts';

const rules = {
  own: { addresses: new Set(['maryam@gmail.com']), domains: new Set(['bakery.example']) },
  shops: new Set(['orders@hosted.example']),
};

const notice = (more: Partial<OrderNotice>): OrderNotice => ({
  what: 'order',
  speaksTo: 'seller',
  reader: 'common',
  confidence: 0.9,
  orderId: '1042',
  documentId: null,
  at: null,
  money: { amountMinor: 3440, currency: 'EUR' },
  buyer: { name: 'Karim', email: 'karim@workshop.example', phone: null },
  seller: '',
  items: [],
  method: null,
  dueAt: null,
  paid: false,
  sentence: 'Total: 34.40',
  ...more,
});
const mail = (more: Partial<MailSides>): MailSides => ({
  fromAddress: 'shop@bakery.example',
  recipients: ['maryam@bakery.example'],
  proven: true,
  ...more,
});

describe('which side of a sale we are on', () => {
  it.each<[string, Partial<OrderNotice>, Partial<MailSides>, object]>([
    [
      'our shop tells us',
      {},
      {},
      { side: 'sold', vouched: true, buyer: { email: 'karim@workshop.example' } },
    ],
    ['our shop tells us from a free address', {}, { fromAddress: 'Maryam@Gmail.com' }, { side: 'sold' }],
    [
      'our shop tells the customer',
      { speaksTo: 'buyer' },
      { recipients: ['layla@garden.example'] },
      { side: 'sold', buyer: { email: 'layla@garden.example' } },
    ],
    [
      'our shop sends us what the customer got',
      { speaksTo: 'buyer' },
      {},
      { side: 'sold', buyer: { email: 'karim@workshop.example' } },
    ],
    [
      'our shop tells two customers at once',
      { speaksTo: 'buyer' },
      { recipients: ['a@garden.example', 'b@garden.example'] },
      { side: 'nobody' },
    ],
    [
      'a sender that somebody named',
      {},
      { fromAddress: 'orders@hosted.example' },
      { side: 'sold', vouched: true },
    ],
    [
      'a payment service',
      { reader: 'paypal', what: 'payment' },
      { fromAddress: 'service@intl.paypal.com' },
      { side: 'sold', vouched: true },
    ],
    [
      'a shop platform',
      { reader: 'shopify' },
      { fromAddress: 'mailer@shopify.com' },
      { side: 'sold', vouched: false },
    ],
    [
      'a shop platform, of what we bought there',
      { reader: 'shopify', speaksTo: 'buyer' },
      { fromAddress: 'mailer@shopify.com' },
      { side: 'bought' },
    ],
    ['a stranger as to a seller', {}, { fromAddress: 'orders@evil.example' }, { side: 'stranger' }],
    ['a supplier', { speaksTo: 'buyer' }, { fromAddress: 'orders@mill.example' }, { side: 'bought' }],
    [
      'a supplier of somebody else',
      { speaksTo: 'buyer' },
      { fromAddress: 'orders@mill.example', recipients: ['karim@workshop.example'] },
      { side: 'nobody' },
    ],
    ['nobody who is proven', {}, { proven: false }, { side: 'unproven' }],
    [
      'our shop, without the buyer',
      { buyer: { name: 'Karim', email: null, phone: null } },
      {},
      { side: 'nobody' },
    ],
    [
      'our shop, of a refund of a known order',
      { what: 'refund', buyer: { name: '', email: null, phone: null } },
      {},
      { side: 'sold' },
    ],
    ['no address', {}, { fromAddress: 'nobody' }, { side: 'nobody' }],
  ])('told by %s', (_who, told, sent, side) => {
    expect(judgeSide(notice(told), mail(sent), rules)).toMatchObject(side);
  });

  it('is never the seller of what a stranger says, whatever it says, to whomever', () => {
    const stranger = fc.constantFrom(
      'orders@mill.example',
      'info@workshop.example',
      'x@gmail.com',
      'a@bakery.example.evil.example',
      'b@notbakery.example',
    );
    const address = fc.constantFrom(
      'maryam@bakery.example',
      'karim@workshop.example',
      'maryam@gmail.com',
      'x@y.example',
    );
    fc.assert(
      fc.property(
        stranger,
        fc.array(address, { maxLength: 3 }),
        fc.constantFrom<OrderNotice['what']>(
          'order',
          'payment',
          'invoice',
          'refund',
          'cancellation',
          'cart',
          'shipment',
        ),
        fc.constantFrom<OrderNotice['speaksTo']>('seller', 'buyer'),
        fc.constantFrom('mark-up', ...LAYOUTS.map(({ name }) => name)),
        fc.option(address),
        (fromAddress, recipients, what, speaksTo, reader, email) => {
          const told = notice({ what, speaksTo, reader, buyer: { name: 'Karim', email, phone: null } });
          expect(judgeSide(told, mail({ fromAddress, recipients }), rules).side).not.toBe('sold');
        },
      ),
    );
  });

  it('never sells without proof', () => {
    for (const fromAddress of [
      'shop@bakery.example',
      'orders@hosted.example',
      'service@paypal.com',
      'mailer@shopify.com',
    ]) {
      for (const { name: reader } of LAYOUTS) {
        expect(judgeSide(notice({ reader }), mail({ fromAddress, proven: false }), rules).side).not.toBe(
          'sold',
        );
      }
    }
  });
});
