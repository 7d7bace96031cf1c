import { z } from 'zod';
import { freeMailSet } from '../customers/match/free-mail.ts';
import { ownIdentity } from '../customers/match/own.ts';
import { importPurchases } from './import-purchases.ts';
import { operation } from './operation.ts';

/** Purchases from a CSV file on this machine. */
export const importPurchasesOperation = operation(
  'import-purchases',
  z.strictObject({ file: z.string().min(1), dryRun: z.boolean().default(false) }),
  async ({ db, businessId, config, clock }, { file, dryRun }) =>
    importPurchases({
      db,
      businessId,
      file,
      dryRun,
      currency: config.business.currency,
      timeZone: config.business.timeZone,
      rules: { own: ownIdentity(config), freeMail: freeMailSet(config.customers.freeMailDomains) },
      now: await clock.now(),
    }),
);
