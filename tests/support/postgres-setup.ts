import type { TestProject } from 'vitest/node';
import { makePostgresTemplate } from './postgres-template.ts';

/**
 * One throw-away cluster for the run (or TEST_DATABASE_URL), with one migrated template database that each test file
 * copies in some 50 ms.
 */
export default async function setup(project: TestProject) {
  const template = await makePostgresTemplate(process.env.TEST_DATABASE_URL);
  project.provide('postgresUrl', template.url);
  project.provide('postgresTemplate', template.name);
  return () => template.remove();
}
