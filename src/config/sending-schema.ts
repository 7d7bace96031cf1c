import { z } from 'zod';
import { duration, secret, timeOfDay } from './values.ts';

export const sendingSchema = z
  .strictObject({
    quietHours: z
      .strictObject({
        from: timeOfDay().default('21:00').describe('Nothing leaves from this time ...'),
        to: timeOfDay().default('08:00').describe('... until this time.'),
      })
      .prefault({})
      .describe("Hours, in the contact's time zone where known, in which no automatic mail leaves."),
    frequencyCap: z
      .strictObject({
        count: z.int().min(1).max(1000).default(3).describe('So many marketing mails ...'),
        per: duration('7d').describe('... to one address in this time.'),
      })
      .prefault({})
      .describe('No address gets more marketing mail than this.'),
    hourlyCap: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(200)
      .describe('Mails that leave in one hour, all automations together.'),
    connections: z.int().min(1).max(50).default(4).describe('SMTP connections at the same time.'),
    dkim: z
      .strictObject({
        domain: z.string().describe('The signing domain (d=).'),
        selector: z.string().describe('The selector (s=).'),
        privateKey: secret().describe('The private key in PEM (secret; usually `file:PATH`).'),
        more: z
          .array(
            z.strictObject({
              selector: z.string().describe('Its selector.'),
              privateKey: secret().describe('Its private key in PEM (secret).'),
            }),
          )
          .max(3)
          .default([])
          .describe(
            'Further keys that sign as well: an Ed25519 one, or the new one while keys are changed (`npx wafa dkim make`).',
          ),
      })
      .optional()
      .describe('Sign outgoing mail ourselves; not needed when the provider signs.'),
  })
  .prefault({});
