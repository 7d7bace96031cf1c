import { z } from 'zod';
import { duration } from './values.ts';

const inLanguages = z.strictObject({
  en: z.string().min(1).describe('In English.'),
  ar: z.string().min(1).describe('In Arabic.'),
  fa: z.string().min(1).describe('In Persian.'),
});

/** Points for purchases, levels, and friends who bring friends. Without `points` there is no programme. */
export const loyaltySchema = z
  .strictObject({
    points: z
      .record(
        z.string().regex(/^[A-Z]{3}$/, { error: 'is no currency; write for example EUR' }),
        z.number().positive().max(1_000_000),
      )
      .default({})
      .describe('Points for one whole unit of a currency, such as `EUR: 1`; for each currency you sell in.'),
    expireAfter: duration('2y').describe('Points of a purchase are gone after this.'),
    tiers: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(/^[a-z][a-z0-9-]{0,39}$/)
            .describe('A short name.'),
          from: z.int().min(1).max(1_000_000_000).describe('Points that lead to it.'),
          title: inLanguages.describe('What customers read.'),
        }),
      )
      .max(10)
      .default([])
      .describe('Levels of the programme, the lowest first.'),
    friendPoints: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('Points for each friend who came with the customer\u2019s code and bought.'),
  })
  .superRefine(({ tiers }, context) => {
    for (const [index, tier] of tiers.entries()) {
      const before = tiers[index - 1];
      if (before && before.from >= tier.from)
        context.addIssue({
          code: 'custom',
          path: ['tiers', index, 'from'],
          message: `must be more than ${before.from}, which ${before.name} needs`,
        });
    }
  })
  .prefault({});
