import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type House, inspectHouse } from './support/architecture.ts';
import { readImports } from './support/read-imports.ts';

const ROOT = join(import.meta.dirname, '..');

/** A folder imports only from those above it in this list. */
const HOUSE: House = {
  order: [
    'lib',
    'config',
    'database',
    'businesses',
    'rendering',
    'mailbox',
    'messages',
    'customers',
    'outbox',
    'signals',
    'cases',
    'automations',
    'campaigns',
    'digest',
    'schedule',
    'operations',
    'web',
    'demo',
    'app',
    'cli',
    'main',
    'wafa',
  ],
  homes: {
    imapflow: ['mailbox'],
    'fast-xml-parser': ['mailbox'],
    'ipaddr.js': ['mailbox'],
    mailparser: ['messages'],
    'openid-client': ['mailbox'],
    nodemailer: ['outbox'],
    handlebars: ['rendering'],
    mjml: ['rendering'],
    pg: ['database'],
    '@electric-sql/pglite': ['database'],
    'node-cron': ['schedule'],
    hono: ['web'],
    '@hono/*': ['web'],
    'smtp-server': ['demo'],
    'hoodiecrow-imap': ['demo'],
    'date-holidays': ['lib'],
    diff: ['rendering'],
    htmlparser2: ['rendering'],
    'playwright-core': ['rendering'],
  },
  environmentReaders: ['config', 'main', 'wafa'],
  consoleWriters: ['lib/terminal.ts'],
  outside: {
    database: ['migrations'],
    schedule: ['templates'],
    automations: ['config'],
    // The segments that come with Wafa.
    customers: ['config'],
    // Its version.
    cli: ['package.json'],
    wafa: ['node_modules'],
  },
};

/** The oldest versions of these that may be used: older ones have known holes. */
const FLOORS = { imapflow: '2.10.0', mailparser: '3.14.2', nodemailer: '10.6.0', handlebars: '4.7.10' };

describe('the house', () => {
  const sources = readSources(join(ROOT, 'src'));
  const inspection = inspectHouse(sources, HOUSE);

  it('keeps its order, its libraries at home, and has no cycle', () => {
    expect(inspection.problems).toEqual([]);
  });

  it('was really read', () => {
    expect(inspection.files).toBeGreaterThan(20);
    expect(inspection.imports).toBeGreaterThan(inspection.files);
  });
});

describe('the inspection', () => {
  it('finds nothing to say about a good house', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'an import upwards',
      { 'lib/ids.ts': `import { parse } from '../messages/parse.ts';` },
      /lib may not import messages/,
    ],
    [
      'a type import upwards',
      { 'lib/ids.ts': `import type { A } from '../messages/parse.ts';` },
      /lib may not import/,
    ],
    [
      'a dynamic import upwards',
      { 'lib/ids.ts': `await import('../messages/parse.ts');` },
      /lib may not import/,
    ],
    ['a re-export upwards', { 'lib/ids.ts': `export * from '../messages/parse.ts';` }, /lib may not import/],
    [
      'a worker upwards',
      { 'lib/ids.ts': `new URL('../messages/parse.ts', import.meta.url)` },
      /lib may not import/,
    ],
    [
      'a type query upwards',
      { 'lib/ids.ts': `type A = typeof import('../messages/parse.ts');` },
      /lib may not import/,
    ],
    [
      'an import of several lines',
      { 'lib/ids.ts': `import {\n  a,\n  b,\n} from '../messages/parse.ts';` },
      /ids.ts:1: lib may not/,
    ],
    ['an unknown folder', { 'helpers/misc.ts': 'export {};' }, /"helpers" is not a layer/],
    ['an unknown file at the top', { 'misc.ts': 'export {};' }, /"misc" is not a layer/],
    [
      'a file that is not there',
      { 'lib/ids.ts': `import './gone.ts';` },
      /src\/lib\/gone.ts, which does not exist/,
    ],
    [
      'a library away from home',
      { 'messages/fetch.ts': `import { ImapFlow } from 'imapflow';` },
      /imapflow lives in mailbox/,
    ],
    [
      'a part of a library',
      { 'lib/ids.ts': `import x from 'nodemailer/lib/smtp-connection';` },
      /nodemailer lives in outbox/,
    ],
    ['a library of a scope', { 'lib/ids.ts': `import { serve } from '@hono/node-server';` }, /lives in web/],
    [
      'a cycle inside a folder',
      { 'lib/ids.ts': `import './clock.ts';`, 'lib/clock.ts': `import './ids.ts';` },
      /cycle: src\/lib\/ids.ts → src\/lib\/clock.ts → src\/lib\/ids.ts/,
    ],
    [
      'a cycle of types across folders',
      {
        'lib/ids.ts': `import type { P } from '../messages/parse.ts';`,
        'messages/parse.ts': `import '../lib/ids.ts';`,
      },
      /cycle: src/,
    ],
    ['a way out of src', { 'lib/ids.ts': `import '../../tests/support/dovecot.ts';` }, /reaches out of src/],
    [
      'a reader of the environment',
      { 'lib/ids.ts': 'const home = process.env.HOME;' },
      /ids.ts:1: only config\/ reads/,
    ],
    ['a writer to the console', { 'lib/ids.ts': '\nconsole.log(1);' }, /ids.ts:2: only lib\/terminal.ts/],
  ])('finds %s', (_name, files, expected) => {
    expect(problemsOf(files).join('\n')).toMatch(expected);
  });

  it.each<[string, Record<string, string>]>([
    [
      'a comment',
      { 'lib/ids.ts': `/** See import('../messages/parse.ts'), process.env. */\n// console.log` },
    ],
    ['a string with a comment mark', { 'lib/ids.ts': `const a = 'https://x.example'; import './clock.ts'` }],
    [
      'a cycle of types in one folder',
      { 'lib/ids.ts': `import type { C } from './clock.ts';`, 'lib/clock.ts': `import './ids.ts';` },
    ],
    ['a file that is no code', { 'lib/ids.ts': `new URL('./words.txt', import.meta.url)` }],
    [
      'migrations for the database',
      { 'database/migrate.ts': `new URL('../../migrations', import.meta.url)` },
    ],
    ['the environment in config', { 'config/overrides.ts': 'export const e = process.env;' }],
  ])('does not mind %s', (_name, files) => {
    expect(problemsOf(files)).toEqual([]);
  });

  it('does not pass over a tree in which it read nothing', () => {
    expect(inspectHouse(new Map([['lib/ids.ts', 'export {};']]), HOUSE).problems).toEqual([
      'no import was read at all',
    ]);
  });

  it('reads after regular expressions with quotes in them', () => {
    const source = `const quote = /['"]/;\nawait import('./a.ts'); // it's\nimport b from "./b.ts";`;
    expect(readImports(source).map((found) => found.specifier)).toEqual(['./a.ts', './b.ts']);
  });
});

describe('the libraries that read hostile input', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

  it.each(Object.entries(FLOORS))('%s is pinned at %s or later', (library, floor) => {
    const version = dependencyOf(manifest, library);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(isAtLeast(version, floor)).toBe(true);
  });

  it('compares versions as numbers', () => {
    expect(isAtLeast('10.10.0', '10.9.9')).toBe(true);
    expect(isAtLeast('4.7.9', '4.7.10')).toBe(false);
    expect(isAtLeast('3.0.0', '2.99.1')).toBe(true);
  });
});

/** A small good house, with some files replaced. */
function problemsOf(changes: Record<string, string>): readonly string[] {
  const good = {
    'lib/ids.ts': `import { randomUUID } from 'node:crypto';`,
    'lib/clock.ts': 'export {};',
    'database/migrate.ts': `import pg from 'pg';`,
    'messages/parse.ts': `import { simpleParser } from 'mailparser';\nimport '../lib/ids.ts';`,
    'app.ts': `import './messages/parse.ts';`,
  };
  return inspectHouse(new Map(Object.entries({ ...good, ...changes })), HOUSE).problems;
}

function readSources(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[jt]sx?$/.test(name),
  );
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function dependencyOf(manifest: unknown, library: string): string {
  const { dependencies } = manifest as { dependencies: Record<string, string> };
  return dependencies[library] ?? '';
}

function isAtLeast(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('.').map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
