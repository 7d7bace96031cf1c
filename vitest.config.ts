import { defineConfig } from 'vitest/config';

/**
 * Four projects. `unit` needs nothing; `pglite` and `postgres` run the same `*.db.test.ts` files, one on each
 * database; `flows` drives the real daemon against Dovecot, smtp-sink and Chromium.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
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
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['tests/**/*.db.test.ts'],
          env: { TEST_DATABASE_KIND: 'postgres' },
          globalSetup: ['tests/support/postgres-setup.ts'],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'flows',
          include: ['tests/flows/**/*.test.ts'],
          globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/pglite-setup.ts'],
          testTimeout: 120_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
