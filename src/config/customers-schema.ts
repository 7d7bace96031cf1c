import { z } from 'zod';
import { stagesSchema } from './scores-schema.ts';
import { address, duration, regularExpression } from './values.ts';

export const customersSchema = z
  .strictObject({
    newPeople: z
      .enum(['all', 'answered', 'none'])
      .default('all')
      .describe('Who becomes a lead: everyone who writes, only those somebody answered, or nobody.'),
    inactiveAfter: duration('120d').describe(
      'A customer with no purchase and no mail for this long is inactive ...',
    ),
    usualGapFactor: z
      .number()
      .min(1.1)
      .max(20)
      .default(2)
      .describe('... or for so many times their own usual gap, where there are three gaps or more.'),
    cartAbandonedAfter: duration('4h').describe(
      'A cart of a shop that nobody has touched for this long is abandoned.',
    ),
    freeMailDomains: z
      .array(z.string())
      .default([])
      .describe('Further domains that are free-mail providers, not companies.'),
    stages: stagesSchema.describe('When a relationship is said to be in which stage.'),
  })
  .prefault({});

export const purchasePatternSchema = z.strictObject({
  name: z.string().min(1).describe('A short name for status and evidence.'),
  from: address().describe('The sender of the order confirmation; the mail must be authenticated.'),
  subject: regularExpression().describe(
    'Regular expression on the subject; named groups `orderId`, `amount` and so on may stand here.',
  ),
  body: z
    .array(regularExpression())
    .default([])
    .describe(
      'Regular expressions on the text, with the named groups orderId, amount, currency, customerEmail, customerName, method, date.',
    ),
  item: regularExpression()
    .optional()
    .describe('Matched repeatedly on the text, with the named groups `name` and `quantity`.'),
});
