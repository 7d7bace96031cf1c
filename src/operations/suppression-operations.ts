import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { countSuppressions, listSuppressions } from '../outbox/list-suppressions.ts';
import { suppressionRows } from '../outbox/refusals.ts';
import { suppress, unsuppress } from '../outbox/suppress.ts';
import { readAddress } from './consent-operations.ts';
import { operation } from './operation.ts';

const MAX_LINES = 10_000;
/** Addresses that are suppressed in one transaction: the fence waits for each. */
const MAX_IMPORT = 500;
const scope = z.enum(['all', 'marketing']);

/** Addresses that must not be mailed, each with the reason, the source and the evidence. */
export const suppressionsList = operation(
  'suppressions-list',
  z.strictObject({
    search: z.string().min(1).max(254).optional(),
    scope: z.enum(['all', 'marketing', 'snooze', 'purpose']).optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId }, filter) =>
    inBusiness(db, businessId, async (tx) => ({
      ...(await countSuppressions(tx)),
      suppressions: await listSuppressions(tx, filter),
    })),
);

/** A person says that nothing, or no marketing, may go to an address. */
export const suppressionAdd = operation(
  'suppression-add',
  z.strictObject({
    address: z.string().min(3).max(254),
    scope: scope.default('all'),
    reason: z.string().trim().min(1).max(200).default('a person said so'),
  }),
  async ({ db, businessId }, given, actor) => {
    const canonical = readAddress(given.address);
    const added = await inBusiness(db, businessId, (tx) =>
      suppress(tx, { canonical, scope: given.scope, reason: given.reason, source: actor }),
    );
    return { address: canonical, added };
  },
);

/** A person takes it back; all of it unless told. */
export const suppressionRemove = operation(
  'suppression-remove',
  z.strictObject({ address: z.string().min(3).max(254), scope: z.string().min(1).optional() }),
  async ({ db, businessId }, given, actor) => {
    const canonical = readAddress(given.address);
    return inBusiness(db, businessId, async (tx) => {
      const rows = await suppressionRows(tx, [canonical]);
      const wanted = rows.filter((row) => given.scope === undefined || row.scope === given.scope);
      for (const row of wanted) await unsuppress(tx, canonical, row.scope, actor);
      return { address: canonical, removed: wanted.map((row) => row.scope) };
    });
  },
);

/** A list from another system: nothing is ever sent to who asked somebody else for silence. */
export const suppressionsImport = operation(
  'suppressions-import',
  z.strictObject({
    name: z.string().min(1).max(255),
    scope: scope.default('all'),
    rows: z
      .array(z.strictObject({ address: z.string().max(1000), reason: z.string().max(200).optional() }))
      .max(MAX_IMPORT),
  }),
  ({ db, businessId }, given) =>
    inBusiness(db, businessId, async (tx) => {
      const result = { added: 0, known: 0, refused: [] as string[] };
      for (const { address, reason } of given.rows) {
        const canonical = canonicalAddress(/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address);
        if (canonical === undefined) {
          result.refused.push(address.slice(0, 100));
          continue;
        }
        const added = await suppress(tx, {
          canonical,
          scope: given.scope,
          reason: reason ?? 'imported',
          source: 'import',
          evidence: { file: given.name },
        });
        if (added) result.added++;
        else result.known++;
      }
      return result;
    }),
);
