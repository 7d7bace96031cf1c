import path from 'node:path';
import type { Command } from 'commander';
import type { ExportedContact } from '../customers/leaving/export-contact.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ExportAllResult } from '../operations/export.ts';
import { type CommonOptions, perform, print } from './perform.ts';

interface ExportOptions extends CommonOptions {
  all?: boolean;
  out: string;
}

/** Between two lines of progress. */
const STRETCH_MS = 5000;

/** `export`: one person for themselves, or everything for another system. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command('export [who]')
    .description('write all that is known of one person (GDPR), or with --all everything, for another system')
    .option('--all', 'everything of the business: JSON Lines of every table, CSV, and the mail as it came')
    .requiredOption('--out <place>', 'a new folder; for one person also a new file that ends in .zip')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa export karim@workshop.example --out karim.zip\n  npx wafa export --all --out leaving-2026',
    )
    .action(async (who: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const to = path.resolve(options.out);
      if ((who === undefined) !== (options.all ?? false)) {
        throw new WafaError(who === undefined ? 'whom?' : 'one person, or --all?', {
          hint: 'name one person by an address, or say --all',
          exitCode: ExitCode.usage,
        });
      }
      if (who === undefined) await exportEverything(terminal, options, to);
      else await exportOne(terminal, options, { who, to });
    });
}

async function exportOne(
  terminal: Terminal,
  options: ExportOptions,
  input: { who: string; to: string },
): Promise<void> {
  const result = await perform<ExportedContact & { to: string }>(options, 'export-contact', input);
  print(terminal, options, result, ({ rows, mails, originals, to }) => [
    `${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows, ${mails} mails (${originals} as they came): ${to}`,
  ]);
}

async function exportEverything(terminal: Terminal, options: ExportOptions, to: string): Promise<void> {
  const ask = (place?: ExportAllResult['place']) =>
    perform<ExportAllResult>(options, 'export-all', {
      to,
      budgetMs: STRETCH_MS,
      ...(place === undefined ? {} : { place }),
    });
  let result = await ask();
  while (result.place !== undefined) {
    if (!options.json) terminal.line(`${total(result)} rows and mails so far ...`);
    result = await ask(result.place);
  }
  print(terminal, options, { to: result.to, written: result.written }, () => [
    `${total(result)} rows and mails: ${result.to}. manifest.json there says what is what.`,
  ]);
}

function total({ written }: ExportAllResult): number {
  return Object.values(written).reduce((sum, count) => sum + count, 0);
}
