import path from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ImportPurchasesResult } from '../operations/import-purchases.ts';
import { addImportListCommand, addImportMailCommand } from './import-mail-command.ts';
import { type CommonOptions, perform, print } from './perform.ts';

/** `import`: mail that lies in files, and sales that are not in the mailbox. */
export function addImportCommands(program: Command, terminal: Terminal): void {
  const imports = program.command('import').description('bring in what is kept elsewhere');
  addImportMailCommand(imports, terminal);
  addImportListCommand(imports, terminal);

  imports
    .command('purchases <file>')
    .description('purchases from a CSV: date, customer e-mail, items, amount, currency, method, order id')
    .option('--dry-run', 'say what would happen, change nothing')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nColumns are found by their names in English, Arabic or Persian. Run again it imports nothing twice; a bad row is\nreported with its line and the rest goes in (exit code 1 when there was one). Rows older than two days are history\nand trigger no mail.\n\nExample:\n  npx wafa import purchases sales-2026.csv --dry-run',
    )
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { dryRun?: boolean }>();
      const input = { file: path.resolve(file), dryRun: options.dryRun ?? false };
      const result = await perform<ImportPurchasesResult>(options, 'import-purchases', input);
      print(terminal, options, result, ({ rows, imported, alreadyKnown, bad, badCount }) => [
        ...bad.map(({ line, reason }) => `line ${line}: ${reason}`),
        ...(badCount > bad.length ? [`and ${badCount - bad.length} more bad rows`] : []),
        `${rows} ${rows === 1 ? 'row' : 'rows'}: ${imported} ${input.dryRun ? 'would be imported' : 'imported'}, ${alreadyKnown} known already, ${badCount} bad.`,
      ]);
      if (result.badCount > 0) process.exitCode = ExitCode.failed;
    });
}
