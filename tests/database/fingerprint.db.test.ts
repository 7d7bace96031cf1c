import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseFingerprint } from '../../src/database/fingerprint.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = temporaryFolder('fingerprint');
  writeFileSync(path.join(folder, 'PG_VERSION'), '18');
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

it('stays the same from look to look, and is another when a backup was put over the original', async () => {
  const look = () => databaseFingerprint(database, folder);
  const before = await look();
  expect(await look()).toBe(before);
  if (database.kind === 'pglite') {
    // As tar unpacks.
    rmSync(path.join(folder, 'PG_VERSION'));
    writeFileSync(path.join(folder, 'PG_VERSION'), '18');
  } else {
    // As pg_restore --clean does.
    await sql`alter table outgoing_emails rename to former_outgoing_emails`.execute(database.db);
    await sql`create table outgoing_emails (like former_outgoing_emails)`.execute(database.db);
  }
  expect(await look()).not.toBe(before);
});
