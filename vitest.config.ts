import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

/** One file more than there are processors, for many wait; each that runs on PGlite takes some 300 MB. */
const WORKERS = Math.min(8, availableParallelism() + 1);

/**
 * Four projects. `unit` needs nothing; `pglite` and `postgres` run the same `*.db.test.ts` files, one on each
 * database; `flows` drives the real daemon against Dovecot, smtp-sink and Chromium.
 *
 * A process runs one file after the other with the modules that it has (`isolate`): what a module keeps is a cache, as in
 * a daemon that runs for months, and a new process for each file, with PGlite compiled anew, costs more than most tests.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    isolate: false,
    restoreMocks: true,
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.db.test.ts', 'tests/flows/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pglite',
          include: ['tests/**/*.db.test.ts'],
          env: { TEST_DATABASE_KIND: 'pglite' },
          globalSetup: ['tests/support/pglite-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['tests/**/*.db.test.ts'],
          env: { TEST_DATABASE_KIND: 'postgres' },
          globalSetup: ['tests/support/postgres-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'flows',
          include: ['tests/flows/**/*.test.ts'],
          globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/pglite-setup.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
