import { type Command, Option } from 'commander';
import { type ImportKind, LAYOUTS } from '../customers/imports/mapping.ts';
import type { ListedMapping } from '../customers/imports/saved-mappings.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type ImportFileOptions, importFileCommand } from './import-file-command.ts';
import { addImportListCommand, addImportUndoCommand } from './import-list-command.ts';
import { addImportMailCommand } from './import-mail-command.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `import`: mail that lies in files, and what is kept in other systems. */
export function addImportCommands(program: Command, terminal: Terminal): void {
  const imports = program.command('import').description('bring in what is kept elsewhere');
  addImportMailCommand(imports, terminal);
  addImportListCommand(imports, terminal);
  addImportUndoCommand(imports, terminal);
  addFileCommand(imports, terminal, 'contacts', {
    about:
      'contacts: address, name, phones, company, language, birthday, tags, notes and more; known people get what is new',
    example: "npx wafa import contacts people.csv --map 'name=Display name' --set 'kind=customer'",
  });
  addFileCommand(imports, terminal, 'companies', {
    about: 'companies: name, domains, phone, postal address, site, note',
    example: 'npx wafa import companies firms.csv --dry-run',
  });
  addFileCommand(imports, terminal, 'interactions', {
    about: 'calls, meetings, texts, social and web contacts: date, who, channel, direction, minutes, summary',
    example: "npx wafa import interactions calls.csv --set 'channel=phone'",
  });
  addFileCommand(imports, terminal, 'feedback', {
    about: 'complaints, returns, support calls, survey answers, reviews, lost business',
    example: "npx wafa import feedback answers.csv --set 'kind=survey,score-of=10'",
  });
  addFileCommand(imports, terminal, 'purchases', {
    about: 'purchases: date, customer, items, amount, currency, method, order id, terms, paid',
    example: 'npx wafa import purchases sales-2026.csv --dry-run',
  });

  imports
    .command('vcard <file>')
    .description('contacts from an address book: vCard 2.1, 3 or 4, one card or many')
    .option('--set <pairs>', "what is the same for everybody in it: 'kind=customer,tags=fair 2026'")
    .option('--dry-run', 'show the first cards as they are understood and what would happen; change nothing')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nKnown people get what is new; what a person said of them stays. Pictures are left out. Take it back with\nnpx wafa import undo.\n\nExample:\n  npx wafa import vcard contacts.vcf --dry-run',
    )
    .action(async (file: string, _options, command: Command) => {
      await importFileCommand(terminal, 'vcard', file, command.optsWithGlobals<ImportFileOptions>());
    });

  imports
    .command('mappings')
    .description('column mappings that were saved, and those that are shipped')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const listed = revive(await perform<ListedMapping[]>(options, 'import-mappings', {}));
      print(terminal, options, listed, (rows) => table(rows.map(mappingLine)));
    });
}

function mappingLine({ kind, name, about, savedAt, mapping }: ListedMapping): string[] {
  const columns = Object.entries({ ...mapping.columns, ...mapping.constants }).map(
    ([field, from]) => `${field}=${from}`,
  );
  return [kind, name, savedAt ? `saved ${minute(savedAt)}` : 'shipped', about ?? columns.join(', ')];
}

const HOW = `
Columns are found by their names in English, Arabic or Persian, or named with --map; the encoding, the separator, the
digits and the calendar are found too. Run again it imports nothing twice; a bad row is reported with its line and the
rest goes in (exit code 1 when there was one). History triggers no mail. docs/importing.md has more.`;

function addFileCommand(
  imports: Command,
  terminal: Terminal,
  kind: ImportKind,
  { about, example }: { about: string; example: string },
): void {
  imports
    .command(`${kind} <file>`)
    .description(about)
    .option(
      '--map <pairs>',
      "which column is which: 'date=Datum,email=Kunde'; a number where there is no header",
    )
    .option('--set <pairs>', "what is the same in every row: 'currency=USD'")
    .option('--mapping <name>', 'a saved mapping (npx wafa import mappings)')
    .option('--save-mapping <name>', 'keep this mapping under a name')
    .addOption(
      new Option(
        '--layout <layout>',
        'how lines are cut: by commas and the like, spaces, or positions',
      ).choices(LAYOUTS),
    )
    .option('--no-header', 'the first line is a row already')
    .option('--date-format <format>', 'YYYYMMDD, MM/DD/YYYY and the like')
    .option('--system <name>', 'whose customer numbers these are, so that they are found again')
    .option('--rejected <file>', 'keep the bad rows in a file, each with its reason')
    .option('--dry-run', 'show the first rows as they are understood and what would happen; change nothing')
    .option('--json', 'one JSON object')
    .addHelpText('after', `${HOW}\n\nExample:\n  ${example}`)
    .action(async (file: string, _options, command: Command) => {
      await importFileCommand(terminal, kind, file, command.optsWithGlobals<ImportFileOptions>());
    });
}
