import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { postgresBusiness, type TestDatabase, withBakery } from './postgres-business.ts';

export { clearBusiness, createBusiness, type TestDatabase } from './postgres-business.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A dumped, migrated PGlite data folder. */
    pgliteDump: string;
    /** A superuser's URL of the throw-away cluster's maintenance database. */
    postgresUrl: string;
    /** The name of the migrated template database there. */
    postgresTemplate: string;
  }
}

/** Opens a fresh database; close it in `afterAll`. `kind` only where a flow needs a particular one. */
export async function testDatabase(kind = process.env.TEST_DATABASE_KIND): Promise<TestDatabase> {
  if (kind !== 'pglite' && kind !== 'postgres')
    throw new Error('run database tests through the vitest projects');
  if (kind === 'postgres')
    return postgresBusiness({ url: inject('postgresUrl'), name: inject('postgresTemplate') });
  const dump = await readFile(inject('pgliteDump'));
  const open = await openDatabase({ kind: 'pglite', loadDataDir: new Blob([dump]) }, failLoudly);
  return withBakery(open, 'pglite');
}

function failLoudly(error: Error): void {
  throw error;
}
