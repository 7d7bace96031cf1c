import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKeys } from '../businesses/api-keys.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';

const name = z.string().trim().min(1).max(100);

/** A new key of the API, shown this once. */
export const apiKeyCreate = operation(
  'api-key-create',
  z.strictObject({ name }),
  async ({ db, businessId, clock }, given, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, (tx) => createApiKey(tx, { ...given, actor, now }));
  },
);

export const apiKeysList = operation('api-keys-list', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, listApiKeys),
);

export const apiKeyRevoke = operation(
  'api-key-revoke',
  z.strictObject({ which: name }),
  async ({ db, businessId, clock }, { which }, actor) => {
    const now = await clock.now();
    const revoked = await inBusiness(db, businessId, (tx) => revokeApiKeys(tx, which, { actor, now }));
    if (revoked > 0) return { revoked };
    throw new WafaError(`there is no key ${which} that works`, {
      hint: 'npx wafa api-keys list shows names and ids',
      exitCode: ExitCode.usage,
    });
  },
);
