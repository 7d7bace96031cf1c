import { z } from 'zod';
import { importFile } from '../customers/imports/import-file.ts';
import { listFileImports } from '../customers/imports/list-imports.ts';
import {
  IMPORT_KINDS,
  type Mapping,
  mappingSchema,
  NO_MAPPING,
  overlay,
} from '../customers/imports/mapping.ts';
import { findMapping, listMappings, saveMapping } from '../customers/imports/saved-mappings.ts';
import { undoImport } from '../customers/imports/undo-import.ts';
import { inBusiness } from '../database/in-business.ts';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

const importInput = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  /** Path on this machine. */
  file: z.string().min(1),
  /** The name of a saved mapping, and what counts before it. */
  mappingName: z.string().min(1).max(60).optional(),
  mapping: mappingSchema.default(NO_MAPPING),
  /** Keeps the mapping under this name once the file was understood. */
  saveMapping: z.string().min(1).max(60).optional(),
  dryRun: z.boolean().default(false),
  rejectedFile: z.string().min(1).optional(),
  /** Goes on with what a stretch before left. */
  continues: z.strictObject({ id: z.uuid().optional(), rows: z.int().min(0) }).optional(),
  budgetMs: z.int().min(1).max(600_000).optional(),
});

/** A file of contacts, companies, purchases, interactions or feedback on this machine, or a stretch of it. */
export const importFileOperation = operation('import-file', importInput, async (workspace, input, actor) => {
  const { db, businessId, config, clock } = workspace;
  const { mappingName, mapping: given, saveMapping: name, ...options } = input;
  const mapping = overlay(await namedMapping(workspace, input.kind, mappingName), given);
  const now = await clock.now();
  const result = await importFile({
    ...options,
    db,
    businessId,
    mapping,
    currency: config.business.currency,
    country: config.business.country,
    timeZone: config.business.timeZone,
    rules: peopleRulesOf(workspace),
    actor,
    now,
  });
  if (name !== undefined && input.continues === undefined)
    await inBusiness(db, businessId, (tx) => saveMapping(tx, input.kind, name, mapping, now));
  return result;
});

async function namedMapping(
  { db, businessId }: Workspace,
  kind: (typeof IMPORT_KINDS)[number],
  name: string | undefined,
): Promise<Mapping> {
  if (name === undefined) return NO_MAPPING;
  return inBusiness(db, businessId, (tx) => findMapping(tx, kind, name));
}

/** Mappings that were saved, and those that are shipped. */
export const importMappings = operation('import-mappings', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, listMappings),
);

const LISTED = 100;

/** The files that were brought in, the last one first. */
export const importFilesList = operation('import-files-list', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, (tx) => listFileImports(tx, LISTED)),
);

/** Takes the import of a file back as a whole. */
export const importUndo = operation(
  'import-undo',
  z.strictObject({ id: z.uuid() }),
  async ({ db, businessId, clock }, { id }, actor) =>
    undoImport({ db, businessId, id, actor, now: await clock.now() }),
);
