import { z } from 'zod';
import { duration } from './values.ts';

const count = (fallback: number) => z.int().min(1).max(1000).default(fallback);

/** When a relationship is said to be in which stage. */
export const stagesSchema = z
  .strictObject({
    awarenessMails: count(2).describe(
      'Who wrote so many mails, and was answered, knows the business: awareness. So does who bought once.',
    ),
    expansionPurchases: count(2).describe('Who bought so often is in expansion.'),
    commitmentPurchases: count(5).describe('Who bought so often ...'),
    commitmentAfter: duration('180d').describe('... over so long a time is committed.'),
    returnPurchases: count(2).describe(
      'Who comes back after all seemed over is committed again after so many purchases.',
    ),
    dissolutionProbability: z
      .number()
      .min(0.5)
      .max(0.999)
      .default(0.95)
      .describe(
        'The relationship is in dissolution when by their own rhythm they are silent with this probability ...',
      ),
    dissolutionAtLeast: duration('30d').describe('... but not before so long without a sign of life ...'),
    dissolutionFactor: z
      .number()
      .min(1.5)
      .max(20)
      .default(3)
      .describe('... and at the latest after so many times their usual gap.'),
    dissolutionAfter: duration('1y').describe(
      'Without a rhythm of their own: after so long without a sign of life.',
    ),
    complaintBefore: duration('90d').describe(
      'A complaint or bad feedback this long before their last sign of life, or after it, is the reason.',
    ),
  })
  .prefault({});
