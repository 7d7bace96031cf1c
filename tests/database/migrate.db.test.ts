import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describeSchema } from '../../src/database/describe-schema.ts';
import { migrate, requireCurrentSchema, schemaState } from '../../src/database/migrate.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { newId } from '../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { withDatabase } from '../support/database-url.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('migrate', () => {
  it('run twice does no harm', async () => {
    expect(await migrate(database.db)).toEqual([]);
    expect(await schemaState(database.db)).toBe('current');
  });

  it('brings an empty database up, from twenty callers at once, once', async () => {
    const { callers, close } = await emptyDatabase(20);
    const ran = await Promise.all(callers.map(({ db }) => migrate(db)));
    expect(ran.flat().sort()).toEqual([...new Set(ran.flat())].sort());
    expect(ran.flat().length).toBeGreaterThan(0);
    expect(await schemaState(callers[0]!.db)).toBe('current');
    await close();
  });

  it('names the command for an older schema, and refuses a newer one', async () => {
    const { callers, close } = await emptyDatabase(1);
    const { db } = callers[0]!;
    await expect(requireCurrentSchema(db)).rejects.toMatchObject({ hint: 'run: npx wafa migrate' });
    await migrate(db);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030')`.execute(
      db,
    );
    await expect(requireCurrentSchema(db)).rejects.toThrow(/newer schema/);
    await close();
  });

  it('leaves the schema that migrations/schema.sql shows', async () => {
    const kept = await readFile(new URL('../../migrations/schema.sql', import.meta.url), 'utf8');
    expect(await describeSchema(database.db)).toBe(kept);
  });
});

/** An empty database, opened by `count` callers (on PGlite they share the one process's connection). */
async function emptyDatabase(
  count: number,
): Promise<{ callers: OpenDatabase[]; close: () => Promise<void> }> {
  if (database.kind === 'pglite') {
    const open = await openDatabase({ kind: 'pglite' }, () => {});
    return { callers: Array.from({ length: count }, () => open), close: () => open.close() };
  }
  const name = `wafa_empty_${newId().replaceAll('-', '')}`;
  await sql.raw(`create database "${name}" template template0`).execute(database.db);
  const url = withDatabase(inject('postgresUrl'), name);
  const place = { kind: 'postgres' as const, url, connections: 2 };
  const callers = await Promise.all(Array.from({ length: count }, () => openDatabase(place, () => {})));
  return {
    callers,
    async close() {
      await Promise.all(callers.map((caller) => caller.close()));
      await sql.raw(`drop database "${name}" with (force)`).execute(database.db);
    },
  };
}
