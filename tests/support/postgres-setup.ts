import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { withDatabase } from './database-url.ts';
import { startPostgres } from './postgres-cluster.ts';

/**
 * One throw-away cluster for the run (or TEST_DATABASE_URL), with one migrated template database that each test file
 * copies in some 50 ms.
 */
export default async function setup(project: TestProject) {
  const given = process.env.TEST_DATABASE_URL;
  const cluster = given === undefined ? await startPostgres() : undefined;
  const url = given ?? cluster?.url ?? '';
  const template = `wafa_template_${process.pid}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database "${template}"`);
  const open = await openDatabase(
    { kind: 'postgres', url: withDatabase(url, template), connections: 2 },
    () => {},
  );
  await migrate(open.db);
  await open.close();
  project.provide('postgresUrl', url);
  project.provide('postgresTemplate', template);
  return async () => {
    await client.query(`drop database if exists "${template}" with (force)`);
    await client.end();
    await cluster?.stop();
  };
}
