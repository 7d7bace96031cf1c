import { createHmac } from 'node:crypto';

/** Deliveries in the shapes that the shops document, about Karim's orders at Maryam's bakery. */

export const KARIM = 'karim@haddad-workshop.example';
export const WOO_SECRET = 'woo secret of the tests';
export const SHOPIFY_SECRET = 'shopify secret of the tests';
export const STRIPE_SECRET = 'whsec_of_the_tests';
export const STANDARD_SECRET = `whsec_${Buffer.from('standard secret of the tests').toString('base64')}`;

export const HOOKS_YAML = `
webhooks:
  - { name: shop, kind: woocommerce, secret: ${WOO_SECRET} }
  - { name: shopify, kind: shopify, secret: ${SHOPIFY_SECRET} }
  - { name: stripe, kind: stripe, secret: ${STRIPE_SECRET} }
  - { name: till, kind: standard, secret: ${STANDARD_SECRET} }
`;

export interface SignedDelivery {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export function wooDelivery(topic: string, payload: unknown, id = 'd1', secret = WOO_SECRET): SignedDelivery {
  const body = textOf(payload);
  return {
    path: '/hooks/shop',
    body,
    headers: {
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-delivery-id': id,
      'x-wc-webhook-signature': hmac(secret, body).toString('base64'),
    },
  };
}

export function shopifyDelivery(topic: string, payload: unknown, id = 'd1'): SignedDelivery {
  const body = textOf(payload);
  return {
    path: '/hooks/shopify',
    body,
    headers: {
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': id,
      'x-shopify-hmac-sha256': hmac(SHOPIFY_SECRET, body).toString('base64'),
    },
  };
}

export function stripeDelivery(payload: unknown, at: Date, secret = STRIPE_SECRET): SignedDelivery {
  const body = textOf(payload);
  const time = Math.floor(at.getTime() / 1000);
  const signature = hmac(secret, `${time}.${body}`).toString('hex');
  return {
    path: '/hooks/stripe',
    body,
    headers: { 'stripe-signature': `t=${time},v1=${'0'.repeat(64)},v1=${signature}` },
  };
}

export function standardDelivery(payload: unknown, at: Date, id = 'msg_1'): SignedDelivery {
  const body = textOf(payload);
  const time = Math.floor(at.getTime() / 1000);
  const key = Buffer.from(STANDARD_SECRET.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  return {
    path: '/hooks/till',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(time),
      'webhook-signature': `v1,b3RoZXI= v1,${signature}`,
    },
  };
}

function textOf(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

function hmac(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

/** An order of WooCommerce, paid by card. */
export function wooOrder(extra: object = {}) {
  return {
    id: 4750,
    number: '4750',
    status: 'processing',
    currency: 'EUR',
    date_created_gmt: '2026-03-10T11:00:00',
    date_modified_gmt: '2026-03-10T11:01:00',
    date_paid_gmt: '2026-03-10T11:01:00',
    total: '24.50',
    customer_id: 7,
    payment_method: 'stripe',
    payment_method_title: 'Credit card',
    billing: {
      first_name: 'Karim',
      last_name: 'Haddad',
      email: KARIM,
      phone: '0664 555 01 70',
      country: 'AT',
    },
    line_items: [{ id: 1, name: 'Rye', product_id: 3, quantity: 2, total: '20.00', sku: 'RYE' }],
    refunds: [],
    coupon_lines: [{ code: 'spring' }],
    meta_data: [{ id: 1, key: 'anything', value: 'else' }],
    ...extra,
  };
}

/** An order of Shopify. */
export function shopifyOrder(extra: object = {}) {
  return {
    id: 5940139491234,
    name: '#1001',
    order_number: 1001,
    email: KARIM,
    created_at: '2026-03-10T12:00:00+01:00',
    processed_at: '2026-03-10T12:00:00+01:00',
    updated_at: '2026-03-10T12:01:00+01:00',
    currency: 'EUR',
    total_price: '59.90',
    financial_status: 'paid',
    payment_gateway_names: ['shopify_payments'],
    customer: { id: 99, email: KARIM, first_name: 'Karim', last_name: 'Haddad', phone: '+436645550170' },
    line_items: [
      {
        id: 1,
        title: 'Walnut bread',
        name: 'Walnut bread - large',
        quantity: 2,
        price: '29.95',
        sku: 'WB-L',
      },
    ],
    discount_codes: [],
    refunds: [],
    test: false,
    ...extra,
  };
}

/** A charge of Stripe, in the event that tells of it. */
export function stripeEvent(type: string, object: object, extra: object = {}) {
  return {
    id: `evt_${type}`,
    object: 'event',
    type,
    livemode: true,
    created: 1773140400,
    data: { object, ...extra },
  };
}

export function stripeCharge(extra: object = {}) {
  return {
    id: 'ch_1',
    object: 'charge',
    created: 1773140400,
    amount: 2450,
    amount_refunded: 0,
    currency: 'eur',
    customer: 'cus_7',
    receipt_email: null,
    billing_details: { email: KARIM, name: 'Karim Haddad', phone: null },
    description: 'Rye',
    invoice: null,
    payment_intent: 'pi_1',
    payment_method_details: { type: 'card' },
    metadata: {},
    ...extra,
  };
}
