import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImportFileOptions, importFile } from '../../../src/customers/imports/import-file.ts';
import { NO_MAPPING } from '../../../src/customers/imports/mapping.ts';
import type { TestDatabase } from '../../support/database.ts';

/** When Maryam's bakery imports its files. */
export const IMPORT_NOW = new Date('2024-06-01T08:00:00Z');

/** Imports files into Maryam's bakery; `close` removes the folder they lie in. */
export async function importFixture(database: () => TestDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'wafa-import-'));
  const importPath = (file: string, more: Partial<ImportFileOptions> = {}) =>
    importFile({
      db: database().db,
      businessId: database().businessId,
      kind: 'purchases',
      file,
      mapping: NO_MAPPING,
      currency: 'EUR',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      rules: {
        own: { addresses: new Set(), domains: new Set(['bakery.example']) },
        freeMail: new Set(),
      },
      actor: 'Maryam',
      now: IMPORT_NOW,
      ...more,
    });
  const importText = async (
    kind: ImportFileOptions['kind'],
    content: string | Buffer,
    more: Partial<ImportFileOptions> = {},
  ) => {
    const file = join(folder, `${kind}.csv`);
    await writeFile(file, content);
    return importPath(file, { kind, ...more });
  };
  return { folder, importPath, importText, close: () => rm(folder, { recursive: true }) };
}
