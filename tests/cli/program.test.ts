import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { revive } from '../../src/cli/revive.ts';
import { minute, shortId, table } from '../../src/cli/table.ts';
import { ExitCode } from '../../src/lib/errors.ts';
import type { Terminal } from '../../src/lib/terminal.ts';

/** Keeps what would be printed. */
function recordingTerminal(): Terminal & { lines: string[] } {
  const lines: string[] = [];
  const line = (text = '') => void lines.push(text);
  return { lines, line, error: line, progress: line, progressDone: () => {} };
}

const run = (...args: string[]) => buildProgram(recordingTerminal()).parseAsync(['node', 'wafa', ...args]);

describe('the command line', () => {
  it('has a description for every command, and for every one below it', () => {
    const commands = buildProgram(recordingTerminal()).commands.flatMap((command) => [
      command,
      ...command.commands,
    ]);
    expect(commands.map((command) => command.name())).toEqual(
      expect.arrayContaining([
        'init',
        'start',
        'demo',
        'migrate',
        'status',
        'purchases',
        'outbox',
        'digest',
        'evaluate',
        'backup',
      ]),
    );
    expect(
      commands.filter((command) => command.description() === '').map((command) => command.name()),
    ).toEqual([]);
  });

  it.each([
    ['an unknown command', ['stauts']],
    ['an unknown option', ['status', '--jsno']],
    ['a missing argument', ['backup']],
    ['a mail and all at once', ['outbox', 'approve', 'abcdef123456', '--all']],
  ])('answers %s with exit code 2 and a sentence', async (_, args) => {
    await expect(run(...args)).rejects.toMatchObject({ name: 'WafaError', exitCode: ExitCode.usage });
  });

  it('points to init when there is no configuration', async () => {
    await expect(run('status', '--config', '/nowhere/wafa.yaml')).rejects.toMatchObject({
      exitCode: ExitCode.configuration,
      hint: expect.stringContaining('wafa init') as string,
    });
  });
});

describe('what it prints', () => {
  it('lines columns up by what is seen, in every script', () => {
    expect(
      table([
        ['مریم', 'fa', 'x'],
        ['Karim', 'en', 'y'],
      ]),
    ).toEqual(['مریم   fa  x', 'Karim  en  y']);
  });

  it('shortens ids to their end, where they differ', () => {
    expect(shortId('01a20410-fd06-77b9-9734-30ede724974e')).toBe('30ede724974e');
  });

  it('gives dates their type back', () => {
    const at = new Date('2026-03-10T12:00:00.000Z');
    expect(revive({ day: '2026-03-10' })).toEqual({ day: '2026-03-10' });
    expect(revive([{ at: at.toISOString() }])).toEqual([{ at }]);
    expect(minute(at)).toBe('2026-03-10 12:00');
    expect(minute(null)).toBe('-');
  });
});
