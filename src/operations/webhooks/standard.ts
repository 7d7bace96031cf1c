import { z } from 'zod';
import { cartOf, feedbackOf, interactionOf, paymentOf, personOf, purchaseOf } from '../rows/read-rows.ts';
import { cart, feedback, interaction, payment, purchase } from '../rows/rows.ts';
import { NAMES_NOBODY, namesSomebody, somebody } from '../rows/shapes.ts';
import { readAs } from './shop-values.ts';
import type { HookContext, Reading } from './told.ts';

const delivery = z.looseObject({ type: z.string(), data: z.unknown() });
const person = z.strictObject(somebody).refine(namesSomebody, { error: NAMES_NOBODY });

/**
 * Reads a delivery of a program of your own (Standard Webhooks): `type` says what `data` is, which looks as in the API, and
 * has a key of its own. Throws a BrokenPayload.
 */
export function readStandard(payload: unknown, { hook, isHistory }: HookContext): Reading {
  const { type, data } = readAs(delivery, payload);
  const origin = { source: 'shop', sourceRef: hook } as const;
  switch (type) {
    case 'purchase.created':
      return { purchases: [purchaseOf(readAs(purchase, data), origin, isHistory)] };
    case 'payment.created':
      return { payments: [paymentOf(readAs(payment, data), origin)] };
    case 'interaction.created':
      return { interactions: [interactionOf(readAs(interaction, data), origin)] };
    case 'feedback.created':
      return { feedback: [feedbackOf(readAs(feedback, data), origin)] };
    case 'cart.updated':
      return { carts: [cartOf(readAs(cart, data), origin)] };
    case 'contact.created':
    case 'contact.updated':
      return { people: [{ ...personOf(readAs(person, data)), kind: 'lead' }] };
    default:
      return { passedOver: `nothing is kept of ${type}` };
  }
}
