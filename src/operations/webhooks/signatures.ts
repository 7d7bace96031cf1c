import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookSettings } from '../../config/schema.ts';

/** A header of the request, by its name in lower case. */
export type HeaderOf = (name: string) => string | undefined;

/** How old a signature with a time may be, and how far ahead. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a delivery was signed with the secret, over the body as it came, compared in constant time. Answers undefined, or
 * why it is not believed. WooCommerce and Shopify: base64 of HMAC-SHA-256 of the body. Stripe: hex of `TIME.BODY`, and Standard
 * Webhooks: base64 of `ID.TIME.BODY`, both with a time that must be near `now`, so that one that was overheard is of no use
 * later.
 */
export function refusalOf(
  { kind, secret }: Pick<WebhookSettings, 'kind' | 'secret'>,
  header: HeaderOf,
  body: Buffer,
  now: Date,
): string | undefined {
  switch (kind) {
    case 'woocommerce':
      return signedBody(secret, header('x-wc-webhook-signature'), body);
    case 'shopify':
      return signedBody(secret, header('x-shopify-hmac-sha256'), body);
    case 'stripe':
      return signedByStripe(secret, header('stripe-signature'), body, now);
    case 'standard':
    default:
      return signedByStandard(secret, header, body, now);
  }
}

function signedBody(secret: string, signature: string | undefined, body: Buffer): string | undefined {
  if (signature === undefined) return 'not signed';
  return isSame(Buffer.from(signature, 'base64'), hmac(secret, body))
    ? undefined
    : 'signed with another secret';
}

/** `t=1772794800,v1=5257...,v1=...`: several while a secret is being replaced. */
function signedByStripe(
  secret: string,
  given: string | undefined,
  body: Buffer,
  now: Date,
): string | undefined {
  const parts = (given ?? '').split(',').map((part) => part.trim().split('=', 2));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []));
  if (signatures.length === 0) return 'not signed';
  const expected = hmac(secret, Buffer.concat([Buffer.from(`${time}.`), body]));
  if (!signatures.some((one) => isSame(Buffer.from(one, 'hex'), expected)))
    return 'signed with another secret';
  return isNear(time, now) ? undefined : 'signed at another time';
}

/** `v1,BASE64 v1,BASE64`, over the id, the time and the body; the secret is base64 after `whsec_`. */
function signedByStandard(secret: string, header: HeaderOf, body: Buffer, now: Date): string | undefined {
  const [id, time] = [header('webhook-id'), header('webhook-timestamp')];
  const signatures = (header('webhook-signature') ?? '')
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
  if (id === undefined || time === undefined || signatures.length === 0) return 'not signed';
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const expected = hmac(key, Buffer.concat([Buffer.from(`${id}.${time}.`), body]));
  if (!signatures.some((one) => isSame(Buffer.from(one, 'base64'), expected)))
    return 'signed with another secret';
  return isNear(time, now) ? undefined : 'signed at another time';
}

function hmac(secret: string | Buffer, signed: Buffer): Buffer {
  return createHmac('sha256', secret).update(signed).digest();
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `seconds` since 1970. */
function isNear(seconds: string, now: Date): boolean {
  return /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1000 - now.getTime()) <= TOLERANCE_MS;
}
