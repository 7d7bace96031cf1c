import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { collectingTerminal } from '../support/collecting-terminal.ts';

const SRC = path.join(import.meta.dirname, '../../src');
/** What people read of these is written here, as it works from a checkout: `npx wafa`, not `wafa`. */
const FOLDERS = ['automations', 'cli', 'config', 'database', 'operations', 'outbox', 'rendering', 'schedule'];

it('names commands as they can be typed', () => {
  const commands = buildProgram(collectingTerminal()).commands.map((command) => command.name());
  expect(commands).toContain('outbox');
  const bare = new RegExp(String.raw`(?<!npx |[\w/-])wafa (?:${commands.join('|')})\b(?! \$\{)`);
  expect(bare.test('run: wafa migrate')).toBe(true);
  expect(bare.test('run: npx wafa migrate')).toBe(false);
  const wrong = [...FOLDERS, 'web'].flatMap((folder) =>
    readdirSync(path.join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const lines = readFileSync(path.join(SRC, folder, name), 'utf8').split('\n');
        return lines
          .filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line) && bare.test(line))
          .map((line) => `src/${folder}/${name}: ${line.trim()}`);
      }),
  );
  expect(wrong).toEqual([]);
});
