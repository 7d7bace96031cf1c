import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { operation } from './operation.ts';
import { readStatus } from './status.ts';

/** What is connected, logged, waiting and sent. */
export const status = operation('status', z.strictObject({}), async ({ db, businessId, clock, config }) => {
  const now = await clock.now();
  const configured = config.mailboxes.map(({ name }) => name);
  return { now, ...(await inBusiness(db, businessId, (tx) => readStatus(tx, now, configured))) };
});
