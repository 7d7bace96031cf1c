import type { Command } from 'commander';
import type { ListedFileImport } from '../customers/imports/list-imports.ts';
import type { UndoneImport } from '../customers/imports/undo-import.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ListedImport } from '../messages/import/list-imports.ts';
import { archiveLine } from './import-mail-command.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `import list`: which archives of mail and which files were brought in. */
export function addImportListCommand(imports: Command, terminal: Terminal): void {
  imports
    .command('list')
    .description('the archives and files that were brought in, the last one first')
    .option('--json', 'one JSON object: mail, files')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const listed = {
        mail: revive(await perform<ListedImport[]>(options, 'import-list', {})),
        files: revive(await perform<ListedFileImport[]>(options, 'import-files-list', {})),
      };
      print(terminal, options, listed, ({ mail, files }) => [
        ...(mail.length + files.length === 0 ? ['Nothing was brought in yet.'] : []),
        ...table(mail.map(archiveLine)),
        ...table(files.map(fileLine)),
      ]);
    });
}

function fileLine({ startedAt, kind, name, id, finishedAt, undoneAt, undoneBy, counts }: ListedFileImport) {
  const { rows = 0, recorded = 0, changed = 0, alreadyKnown = 0, bad = 0 } = counts;
  const state = undoneAt
    ? `taken back ${minute(undoneAt)} by ${undoneBy ?? ''}`
    : finishedAt
      ? 'whole'
      : 'NOT FINISHED: give the same command again';
  const numbers = [
    `${rows} rows: ${recorded} imported`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${alreadyKnown} known already, ${bad} bad`,
  ];
  return [minute(startedAt), kind, name, state, numbers.join(', '), id];
}

/** `import undo`: takes the import of a file back. */
export function addImportUndoCommand(imports: Command, terminal: Terminal): void {
  imports
    .command('undo <id>')
    .description('take the import of a file back: what it created goes, what it changed comes back')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nWhat something else has come to depend on stays, and is said: a contact who wrote since, a purchase that was paid\nsince. Ids are in npx wafa import list. An archive of mail is not taken back so.',
    )
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const undone = await perform<UndoneImport>(options, 'import-undo', { id });
      print(terminal, options, undone, undoLines);
    });
}

function undoLines({ name, removed, restored, kept }: UndoneImport): string[] {
  const gone = Object.entries(removed).map(([what, count]) => `${count} ${what}`);
  const parts = [
    gone.length === 0 ? 'nothing to remove' : `removed ${gone.join(', ')}`,
    ...(restored > 0 ? [`${restored} values are as they were before`] : []),
  ];
  return [
    `${name}: ${parts.join('; ')}.`,
    ...kept.map(({ what, count, because }) => `Kept ${count} ${what}: ${because}.`),
  ];
}
