import { customersSchema } from '../../../src/config/customers-schema.ts';
import type { ScoreSettings } from '../../../src/customers/scores/compute-scores.ts';

const { stages, inactiveAfter, usualGapFactor } = customersSchema.parse({});

/** What scoring takes from a configuration that says nothing. */
export const SCORE_SETTINGS: ScoreSettings = {
  customers: { stages, inactiveAfter, usualGapFactor },
  currency: 'USD',
  timeZone: 'UTC',
};
