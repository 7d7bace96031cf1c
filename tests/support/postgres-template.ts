import pg from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { newId } from '../../src/lib/ids.ts';
import { withDatabase } from './database-url.ts';
import { startPostgres } from './postgres-cluster.ts';

/** A migrated database on a server, to be copied in some 50 ms. */
export interface PostgresTemplate {
  /** A superuser's URL of the server's maintenance database. */
  readonly url: string;
  /** The name of the migrated database. */
  readonly name: string;
}

/** Migrates a template on `given`, or on a throw-away cluster. `remove` takes away whatever was made. */
export async function makePostgresTemplate(
  given?: string,
): Promise<PostgresTemplate & { remove(): Promise<void> }> {
  const cluster = given === undefined ? await startPostgres() : undefined;
  const url = given ?? cluster?.url ?? '';
  const name = `wafa_template_${process.pid}_${newId().slice(-6)}`;
  await onMaintenance(url, (client) => client.query(`create database "${name}"`));
  const open = await openDatabase(
    { kind: 'postgres', url: withDatabase(url, name), connections: 2 },
    () => {},
  );
  await migrate(open.db);
  await open.close();
  return {
    url,
    name,
    async remove() {
      await onMaintenance(url, (client) => client.query(`drop database if exists "${name}" with (force)`));
      await cluster?.stop();
    },
  };
}

/** A copy with a name of its own; `drop` removes it, connections and all. */
export async function copyTemplate(
  template: PostgresTemplate,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `wafa_test_${newId().replaceAll('-', '')}`;
  await onMaintenance(template.url, async (client) => {
    // Two may copy the template at the same moment, which Postgres refuses: wait for each other.
    await client.query('select pg_advisory_lock(4242)');
    await client.query(`create database "${name}" template "${template.name}"`);
  });
  return {
    url: withDatabase(template.url, name),
    drop: () =>
      onMaintenance(template.url, async (client) => {
        await client.query(`drop database if exists "${name}" with (force)`);
      }),
  };
}

async function onMaintenance(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
