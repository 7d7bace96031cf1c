import { z } from 'zod';
import { secret } from './values.ts';

const WEBHOOK_KINDS = ['woocommerce', 'shopify', 'stripe', 'standard'] as const;

const webhook = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' })
    .describe('The end of its address: /hooks/NAME.'),
  kind: z
    .enum(WEBHOOK_KINDS)
    .describe('Who sends it; `standard` for a program of your own (Standard Webhooks).'),
  secret: secret().describe('The secret that the sender signs with (secret).'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'not a currency; write an ISO 4217 code such as EUR' })
    .optional()
    .describe('Of amounts that name none; the currency of the business by default.'),
});

/** Each with a name of its own. */
export const webhooksSchema = z
  .array(webhook)
  .default([])
  .superRefine((webhooks, context) => {
    for (const [index, { name }] of webhooks.entries()) {
      if (webhooks.slice(0, index).every((one) => one.name !== name)) continue;
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `"${name}" is the name of another webhook; give each its own`,
      });
    }
  });
