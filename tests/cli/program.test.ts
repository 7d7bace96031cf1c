import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { collectingTerminal } from '../support/collecting-terminal.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LAUNCHER = path.join(ROOT, 'src/wafa.js');

/** A folder without a configuration: what a newcomer has. */
const EMPTY = mkdtempSync(path.join(tmpdir(), 'wafa-cli-'));

interface Ended {
  code: number;
  out: string;
  err: string;
}

function wafa(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [LAUNCHER, ...args], { cwd: EMPTY }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

describe('the program', () => {
  const program = buildProgram(collectingTerminal());

  it('has no command that the documentation does not name', () => {
    const documented = readFileSync(path.join(ROOT, 'docs/command-line.md'), 'utf8').split('\n');
    const missing = leavesOf(program).filter((name) => {
      const [first = '', last = first] = name.split(' ');
      // `contacts list`, `show WHO`, `lapsed`: the group stands once a row.
      return !documented.some((line) => line.startsWith(`| \`${first}`) && line.includes(last));
    });
    expect(missing).toEqual([]);
  });

  it('describes every command and every option', () => {
    const commands = [...everyCommand(program)];
    expect(commands.filter((command) => command.description() === '')).toEqual([]);
    expect(commands.flatMap(({ options }) => options).filter(({ description }) => !description)).toEqual([]);
  });

  it('offers --json wherever a program would read the answer', () => {
    const without = leavesOf(program).filter(
      (name) => !commandAt(program, name).options.some(({ long }) => long === '--json'),
    );
    expect(without).toEqual(['init', 'start', 'demo', 'templates preview']);
  });
});

describe('the process', () => {
  it.each([
    ['an unknown command', ['statu'], 2, /unknown command 'statu' \(Did you mean status\?\)/],
    [
      'an unknown command of a group',
      ['outbox', 'aprove', 'x'],
      2,
      /aprove, x\.\n\s+if the first was meant as a command/,
    ],
    ['an unknown option', ['status', '--josn'], 2, /unknown option '--josn' \(Did you mean --json\?\)/],
    ['a missing argument', ['import', 'purchases'], 2, /missing required argument 'file'/],
    ['a group without its command', ['import'], 2, /purchases \[options\] <file>/],
    ['a mail and all at once', ['outbox', 'approve', 'abcdef123456', '--all'], 2, /name one mail, or --all/],
    [
      'a mode that is none',
      ['automations', 'mode', 'thank-you', 'on'],
      2,
      /off, dry-run, draft, approve, live/,
    ],
    ['a state that is none', ['outbox', 'list', '--state', 'lost'], 2, /awaiting-approval, queued/],
    ['a number that is none', ['contacts', 'list', '--limit', 'ten'], 2, /whole number/],
    ['no configuration', ['status'], 3, /there is no configuration file .*\n\s+run `npx wafa init`/],
    ['a mailbox for no configuration', ['connect', 'a@b.example'], 3, /there is no configuration file/],
    [
      'an address that is none',
      ['connect', 'bakery.example'],
      2,
      /is not an e-mail address\n\s+write name@domain/,
    ],
    ['no terminal to ask on', ['init'], 2, /--address is missing/],
    ['a template that is none', ['templates', 'preview', 'thanks'], 2, /there is no mail "thanks"/],
    ['a folder without labelled mail', ['evaluate', '.'], 2, /no labelled mail/],
  ])(
    'answers %s in words, with its exit code and nothing on standard output',
    async (_what, args, code, words) => {
      const ended = await wafa(...args);
      expect(ended.err).toMatch(words);
      expect(ended).toMatchObject({ code, out: '' });
      expect(ended.err).not.toMatch(/\n\s+at /);
    },
  );

  it('answers a broken configuration with the line of each mistake', async () => {
    const file = path.join(EMPTY, 'broken.yaml');
    writeFileSync(file, 'business: { name: Bakery, currency: euro }\nmailboxes: []\nweb: { port: 99999 }\n');
    const { code, err } = await wafa('status', '--config', file);
    expect(code).toBe(3);
    expect(err).toContain(`${file}:1: business.currency`);
    expect(err).toContain(`${file}:3: web.port: must be at most 65535`);
  });

  it('says which version it is, and helps with exit code 0', async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await wafa('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
    const help = await wafa('outbox', 'approve', '--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('wafa outbox approve --all');
  });
});

function* everyCommand(command: Command): Generator<Command> {
  for (const child of command.commands) {
    yield child;
    yield* everyCommand(child);
  }
}

/** `outbox approve`, `status`: what can be run. */
function leavesOf(command: Command, before = ''): string[] {
  return command.commands.flatMap((child) => {
    const name = `${before}${child.name()}`;
    return child.commands.length > 0 ? leavesOf(child, `${name} `) : [name];
  });
}

function commandAt(program: Command, name: string): Command {
  let command = program;
  for (const word of name.split(' ')) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (!child) throw new Error(`there is no command ${name}`);
    command = child;
  }
  return command;
}
