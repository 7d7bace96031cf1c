import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

interface Listed {
  bySource: Record<string, number>;
  erased: number;
  suppressions: {
    canonical: string;
    scope: string;
    reason: string;
    source: string;
    until: Date | null;
    exceptPurposes: string[];
    at: Date;
  }[];
}

interface Imported {
  added: number;
  known: number;
  refused: string[];
}

const SCOPE = ['all', 'marketing'] as const;
/** Rows that are sent in one go. */
const BATCH = 500;
const MAX_FILE_BYTES = 100_000_000;

/** `suppressions`: addresses that must not be mailed, and why. */
export function addSuppressionCommands(program: Command, terminal: Terminal): void {
  const suppressions = program
    .command('suppressions')
    .description('addresses that must not be mailed: why, since when, and who said so')
    .addHelpText(
      'after',
      `
Examples:
  npx wafa suppressions --search workshop.example
  npx wafa suppressions add karim@workshop.example --reason "asked on the phone"
  npx wafa suppressions import old-system.csv --scope marketing`,
    );

  suppressions
    .command('list', { isDefault: true })
    .description('the latest first')
    .option('--search <text>', 'a part of the address')
    .addOption(new Option('--scope <scope>', 'only these').choices(['all', 'marketing', 'snooze', 'purpose']))
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const { search, scope, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { search?: string; scope?: string; limit: number }
      >();
      const input = {
        limit,
        ...(search === undefined ? {} : { search }),
        ...(scope === undefined ? {} : { scope }),
      };
      print(terminal, options, revive(await perform<Listed>(options, 'suppressions-list', input)), listLines);
    });

  suppressions
    .command('add <address>')
    .description('nothing goes there any more, from this second on')
    .option('--reason <text>', 'why')
    .addOption(new Option('--scope <scope>', 'nothing at all, or no marketing').choices(SCOPE).default('all'))
    .option('--json', 'one JSON object')
    .action(async (address: string, _options, command: Command) => {
      const { reason, scope, ...options } = command.optsWithGlobals<
        CommonOptions & { reason?: string; scope: string }
      >();
      const input = { address, scope, ...(reason === undefined ? {} : { reason }) };
      const done = await perform<{ address: string; added: boolean }>(options, 'suppression-add', input);
      print(terminal, options, done, (result) => [
        `${result.address} is suppressed${result.added ? '' : ', as it was before'}.`,
      ]);
    });

  suppressions
    .command('remove <address>')
    .description('it may be mailed again')
    .option('--scope <scope>', 'only this one: all, marketing, snooze, purpose:...')
    .option('--json', 'one JSON object')
    .action(async (address: string, _options, command: Command) => {
      const { scope, ...options } = command.optsWithGlobals<CommonOptions & { scope?: string }>();
      const input = { address, ...(scope === undefined ? {} : { scope }) };
      const done = await perform<{ address: string; removed: string[] }>(
        options,
        'suppression-remove',
        input,
      );
      print(terminal, options, done, ({ address: canonical, removed }) => [
        removed.length === 0
          ? `${canonical} was not suppressed.`
          : `${canonical} may be mailed again: ${removed.join(', ')}.`,
      ]);
    });

  suppressions
    .command('import <file>')
    .description('a list of addresses from another system: CSV, with or without a header')
    .addOption(new Option('--scope <scope>', 'nothing at all, or no marketing').choices(SCOPE).default('all'))
    .option('--json', 'one JSON object')
    .action(async (file: string, _options, command: Command) => {
      const { scope, ...options } = command.optsWithGlobals<CommonOptions & { scope: string }>();
      const rows = await readRows(await readList(file));
      const total: Imported = { added: 0, known: 0, refused: [] };
      for (let at = 0; at < rows.length; at += BATCH) {
        const input = { name: path.basename(file), scope, rows: rows.slice(at, at + BATCH) };
        const done = await perform<Imported>(options, 'suppressions-import', input);
        total.added += done.added;
        total.known += done.known;
        total.refused.push(...done.refused);
      }
      print(terminal, options, total, ({ added, known, refused }) => [
        `${added} added, ${known} known, ${refused.length} not understood.`,
        ...refused.slice(0, 10).map((row) => `  ${row}`),
      ]);
    });
}

function listLines({ suppressions, bySource, erased }: Listed): string[] {
  const lines = table(
    suppressions.map(({ at, canonical, scope, reason, source, until, exceptPurposes }) => [
      minute(at),
      canonical,
      scope,
      reason,
      source,
      until ? `until ${minute(until)}` : exceptPurposes.length > 0 ? `but ${exceptPurposes.join(', ')}` : '',
    ]),
  );
  const sums = Object.entries(bySource).map(([source, many]) => `${source} ${many}`);
  return [
    ...(lines.length === 0 ? ['No address is suppressed.'] : [...lines, '', sums.join(', ')]),
    ...(erased > 0
      ? [`Besides, ${erased} erased names, addresses and numbers are known by a hash alone.`]
      : []),
  ];
}

async function readList(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= MAX_FILE_BYTES) return bytes.toString('utf8');
  } catch (error) {
    throw new WafaError(`cannot read ${file}`, { exitCode: ExitCode.usage, cause: error });
  }
  throw new WafaError(`${file} is larger than ${MAX_FILE_BYTES} bytes`, { exitCode: ExitCode.usage });
}

/** The first cell of each row that looks like an address; a column called reason says why. */
async function readRows(text: string): Promise<{ address: string; reason?: string }[]> {
  // Loaded only here: every command would wait for it.
  const { parse } = await import('csv-parse/sync');
  const rows: string[][] = parse(text, {
    bom: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    trim: true,
  });
  const [header = []] = rows;
  const reasonAt = header.findIndex((cell) => /^reason$/i.test(cell));
  return rows.flatMap((row) => {
    const address = row.find((cell) => cell.includes('@'));
    if (address === undefined) return row === header ? [] : [{ address: row.join(',').slice(0, 200) }];
    const reason = reasonAt < 0 ? '' : (row[reasonAt] ?? '').slice(0, 200);
    return [reason === '' ? { address } : { address, reason }];
  });
}
