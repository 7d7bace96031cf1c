import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import {
  deleteQuarantined,
  findQuarantined,
  listQuarantine,
  reprocessQuarantined,
  showQuarantined,
  viewQuarantined,
} from '../messages/log/quarantine.ts';
import { operation } from './operation.ts';

const MAX_LINES = 500;

/** Mail that could not be read, kept as it came. */
export const quarantineList = operation('quarantine-list', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, (tx) => listQuarantine(tx, MAX_LINES)),
);

/** What is known of one mail: why it could not be read, where it lies, how it begins. */
export const quarantineShow = operation(
  'quarantine-show',
  z.strictObject({ hash: z.string() }),
  async ({ db, businessId, config }, { hash }) => {
    const blobs = openBlobStore(config.database.folder);
    const detail = await inBusiness(db, businessId, async (tx) =>
      viewQuarantined(tx, await wholeHash(tx, hash), blobs),
    );
    if (!detail) throw noSuchMail(hash);
    return detail;
  },
);

/** Writes the raw mail into a file. */
export const quarantineSave = operation(
  'quarantine-save',
  z.strictObject({ hash: z.string(), to: z.string() }),
  async ({ db, businessId, config }, { hash, to }) => {
    const blobs = openBlobStore(config.database.folder);
    const bytes = await inBusiness(db, businessId, async (tx) =>
      showQuarantined(tx, await wholeHash(tx, hash), blobs),
    );
    if (!bytes) throw noSuchMail(hash);
    const file = path.resolve(to);
    try {
      await writeFile(file, bytes, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      throw new WafaError(codeOf(cause) === 'EEXIST' ? `${file} exists already` : `cannot write ${file}`, {
        hint: 'name a new file, in a folder that is there',
        exitCode: ExitCode.usage,
        cause,
      });
    }
    return { file, bytes: bytes.length };
  },
);

/** Lets one mail, or all, be read again. */
export const quarantineRetry = operation(
  'quarantine-retry',
  z.union([z.strictObject({ hash: z.string() }), z.strictObject({ all: z.literal(true) })]),
  async ({ db, businessId, clock }, input, actor) => {
    const now = await clock.now();
    const retried = await inBusiness(db, businessId, async (tx) => {
      const which = 'hash' in input ? { contentHash: await wholeHash(tx, input.hash) } : {};
      return reprocessQuarantined(tx, { ...which, actor, now });
    });
    if (retried === 0 && 'hash' in input) throw noSuchMail(input.hash);
    return { retried };
  },
);

/** Deletes one mail for good. */
export const quarantineDelete = operation(
  'quarantine-delete',
  z.strictObject({ hash: z.string() }),
  async ({ db, businessId, clock, config }, { hash }, actor) => {
    const now = await clock.now();
    const { deleted, file } = await inBusiness(db, businessId, async (tx) =>
      deleteQuarantined(tx, { contentHash: await wholeHash(tx, hash), actor, now }),
    );
    if (!deleted) throw noSuchMail(hash);
    if (file !== null) await openBlobStore(config.database.folder).remove(file);
    return { deleted: 1 };
  },
);

/** The hash that begins like this. */
async function wholeHash(tx: Tx, beginning: string): Promise<string> {
  const [found, another] = await findQuarantined(tx, beginning);
  if (found === undefined) throw noSuchMail(beginning);
  if (another === undefined) return found;
  throw new WafaError(`several quarantined mails begin with ${beginning}`, {
    hint: 'give more of its digits',
    exitCode: ExitCode.usage,
  });
}

function noSuchMail(hash: string): WafaError {
  return new WafaError(`there is no quarantined mail ${hash}`, {
    hint: 'npx wafa quarantine list shows them',
    exitCode: ExitCode.usage,
  });
}
