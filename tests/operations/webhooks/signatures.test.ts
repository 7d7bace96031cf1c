import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../src/operations/webhooks/signatures.ts';
import {
  SHOPIFY_SECRET,
  type SignedDelivery,
  STANDARD_SECRET,
  STRIPE_SECRET,
  shopifyDelivery,
  standardDelivery,
  stripeDelivery,
  WOO_SECRET,
  wooDelivery,
} from '../../support/shop-deliveries.ts';

/** Base64 after `whsec_`, and a text like any other. */
const ANOTHER_SECRET = 'whsec_YW5vdGhlciBzZWNyZXQ=';
const NOON = new Date('2026-03-10T12:00:00Z');
const PAYLOAD = { hello: 'نان', text: 'walnut bread' };

const KINDS = [
  { kind: 'woocommerce', secret: WOO_SECRET, make: () => wooDelivery('order.created', PAYLOAD) },
  { kind: 'shopify', secret: SHOPIFY_SECRET, make: () => shopifyDelivery('orders/create', PAYLOAD) },
  { kind: 'stripe', secret: STRIPE_SECRET, make: () => stripeDelivery(PAYLOAD, NOON) },
  { kind: 'standard', secret: STANDARD_SECRET, make: () => standardDelivery(PAYLOAD, NOON) },
] as const;

function judge(
  webhook: { kind: (typeof KINDS)[number]['kind']; secret: string },
  { headers, body }: Pick<SignedDelivery, 'headers'> & { body: string | Buffer },
  now = NOON,
) {
  return refusalOf(webhook, (name) => headers[name], Buffer.from(body), now);
}

describe.each(KINDS)('a delivery of $kind', ({ kind, secret, make }) => {
  it('is believed when it was signed with the secret', () => {
    expect(judge({ kind, secret }, make())).toBeUndefined();
  });

  it('is not believed when anything else was signed', () => {
    const { body, headers } = make();
    expect(judge({ kind, secret: ANOTHER_SECRET }, make())).toMatch(/another secret/);
    expect(judge({ kind, secret }, { body: `${body} `, headers })).toMatch(/another secret/);
    expect(judge({ kind, secret }, { body, headers: {} })).toBe('not signed');
  });

  it('is not believed whatever else stands in its headers', () => {
    const { body, headers } = make();
    const name = Object.keys(headers).find((one) => one.includes('sign') || one.includes('hmac')) ?? '';
    fc.assert(
      fc.property(fc.string(), (forged) => {
        expect(judge({ kind, secret }, { body, headers: { ...headers, [name]: forged } })).toBeDefined();
      }),
    );
  });
});

describe.each(KINDS.filter(({ kind }) => kind === 'stripe' || kind === 'standard'))(
  'the time of a delivery of $kind',
  ({ kind, secret, make }) => {
    it('must be near, so that one that was overheard is of no use later', () => {
      const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);
      expect(judge({ kind, secret }, make(), minutes(4))).toBeUndefined();
      expect(judge({ kind, secret }, make(), minutes(6))).toMatch(/another time/);
      expect(judge({ kind, secret }, make(), minutes(-6))).toMatch(/another time/);
    });
  },
);
