import { z } from 'zod';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import { importPurchases } from './import-purchases.ts';
import { operation } from './operation.ts';

/** Purchases from a CSV file on this machine. */
export const importPurchasesOperation = operation(
  'import-purchases',
  z.strictObject({ file: z.string().min(1), dryRun: z.boolean().default(false) }),
  async (workspace, { file, dryRun }) => {
    const { db, businessId, config, clock } = workspace;
    return importPurchases({
      db,
      businessId,
      file,
      dryRun,
      currency: config.business.currency,
      timeZone: config.business.timeZone,
      rules: peopleRulesOf(workspace),
      now: await clock.now(),
    });
  },
);
