import type { WebhookSettings } from '../../config/schema.ts';
import { describeError } from '../../lib/errors.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { readShopify } from './shopify.ts';
import type { HeaderOf } from './signatures.ts';
import { readStandard } from './standard.ts';
import { readStripe } from './stripe.ts';
import { BrokenPayload, type HookContext, type Reading } from './told.ts';
import { readWooCommerce } from './woocommerce.ts';

type Kind = WebhookSettings['kind'];

/** What a delivery is called, and of what event it is: by its headers, or by its body. */
export function nameDelivery(kind: Kind, header: HeaderOf, body: string): { id: string; event: string } {
  const ofBody = `sha256:${sha256Hex(body)}`;
  const part = (name: string) => partOf(body, name);
  switch (kind) {
    case 'woocommerce':
      return { id: header('x-wc-webhook-delivery-id') ?? ofBody, event: header('x-wc-webhook-topic') ?? '' };
    case 'shopify':
      return { id: header('x-shopify-webhook-id') ?? ofBody, event: header('x-shopify-topic') ?? '' };
    case 'stripe':
      return { id: part('id') ?? ofBody, event: part('type') ?? '' };
    case 'standard':
    default:
      return { id: header('webhook-id') ?? ofBody, event: part('type') ?? '' };
  }
}

/** What it tells. Throws a BrokenPayload. */
export function readDelivery(kind: Kind, event: string, body: string, context: HookContext): Reading {
  const payload = parse(body);
  switch (kind) {
    case 'woocommerce':
      return readWooCommerce(event, payload, context);
    case 'shopify':
      return readShopify(event, payload, context);
    case 'stripe':
      return readStripe(payload, context);
    case 'standard':
    default:
      return readStandard(payload, context);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new BrokenPayload(`no JSON: ${describeError(error)}`);
  }
}

const MAX_NAME_LENGTH = 200;

function partOf(body: string, name: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(body) as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' ? value.slice(0, MAX_NAME_LENGTH) : undefined;
  } catch {
    return undefined;
  }
}
