import path from 'node:path';
import type { ImportFileResult } from '../customers/imports/import-file.ts';
import type { ImportKind, Mapping } from '../customers/imports/mapping.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';

export interface ImportFileOptions extends CommonOptions {
  map?: string;
  set?: string;
  mapping?: string;
  saveMapping?: string;
  layout?: Mapping['layout'];
  header?: boolean;
  dateFormat?: string;
  system?: string;
  rejected?: string;
  dryRun?: boolean;
}

/** Reads what a command was told about the columns. `--map 'date=Datum,email=Kunde'`, `--set 'currency=USD'`. */
export function mappingOf(options: ImportFileOptions): Mapping {
  const { layout, header, dateFormat, system } = options;
  return {
    ...(layout === undefined ? {} : { layout }),
    ...(header === false ? { header } : {}),
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(system === undefined ? {} : { system }),
    columns: pairs(options.map, '--map'),
    constants: pairs(options.set, '--set'),
  };
}

/** `a=b,c=d`; a comma within a value is written `\,`. */
function pairs(text: string | undefined, option: string): Record<string, string> {
  if (text === undefined) return {};
  const parts = text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ','));
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=');
      if (at < 1 || at === part.length - 1)
        throw new WafaError(`${option} does not understand "${part}"`, {
          hint: `write fields and what they are, as in ${option} 'date=Datum,email=Kunde'`,
          exitCode: ExitCode.usage,
        });
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

/** The first stretch is short, so that something is seen soon; the others open the database anew where no daemon runs. */
const FIRST_BUDGET_MS = 2000;
const BUDGET_MS = 30_000;
const MAX_SHOWN_PROBLEMS = 20;

/** Imports a file stretch by stretch, with its progress, and says what came of it. */
export async function importFileCommand(
  terminal: Terminal,
  kind: ImportKind,
  given: string,
  options: ImportFileOptions,
): Promise<void> {
  const input = {
    kind,
    file: path.resolve(given),
    mapping: mappingOf(options),
    ...(options.mapping === undefined ? {} : { mappingName: options.mapping }),
    ...(options.saveMapping === undefined ? {} : { saveMapping: options.saveMapping }),
    ...(options.rejected === undefined ? {} : { rejectedFile: path.resolve(options.rejected) }),
    dryRun: options.dryRun ?? false,
  };
  let whole: ImportFileResult | undefined;
  for (let budgetMs = FIRST_BUDGET_MS; ; budgetMs = BUDGET_MS) {
    const continues = whole && { rows: whole.rows, ...(whole.id === undefined ? {} : { id: whole.id }) };
    const result = await perform<ImportFileResult>(options, 'import-file', {
      ...input,
      budgetMs,
      ...(continues ? { continues } : {}),
    });
    whole = whole === undefined ? result : together(whole, result, input.dryRun);
    if (result.done) break;
    terminal.progress(progress(whole));
  }
  terminal.progressDone();
  const { doneBytes: _done, totalBytes: _total, done: _whole, ...shown } = whole;
  print(terminal, options, { ...shown, dryRun: input.dryRun }, () => lines(whole, kind, options));
  if (whole.bad > 0) process.exitCode = ExitCode.failed;
}

/** An import counts on by itself; a dry run is counted together here. */
function together(before: ImportFileResult, now: ImportFileResult, dryRun: boolean): ImportFileResult {
  const problems = [...before.problems, ...now.problems];
  const { beginning, preview } = before;
  if (!dryRun) return { ...now, problems, beginning, preview };
  return {
    ...now,
    problems,
    beginning,
    preview,
    recorded: before.recorded + now.recorded,
    alreadyKnown: before.alreadyKnown + now.alreadyKnown,
    created: before.created + now.created,
    changed: before.changed + now.changed,
    bad: before.bad + now.bad,
  };
}

const PERCENT = 100;

function progress({ name, rows, doneBytes, totalBytes }: ImportFileResult): string {
  const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
  return `${name}: ${Math.floor(share * PERCENT)} %, ${rows} rows`;
}

function lines(result: ImportFileResult, kind: ImportKind, options: ImportFileOptions): string[] {
  const { dryRun = false, rejected } = options;
  const shown = result.problems.slice(0, MAX_SHOWN_PROBLEMS);
  return [
    ...(dryRun ? previewLines(result) : []),
    ...(result.beginning === 'resumed'
      ? ['Went on where it was interrupted; these are the counts of the whole.']
      : []),
    ...shown.map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(result.bad > shown.length ? [`and ${result.bad - shown.length} more bad rows`] : []),
    summary(result, kind, dryRun),
    ...(result.bad > 0 && rejected !== undefined ? [`The bad rows are in ${rejected}.`] : []),
    ...(result.id === undefined || result.recorded + result.changed === 0
      ? []
      : [`Take it back with: npx wafa import undo ${result.id}`]),
  ];
}

function previewLines({ columns, preview }: ImportFileResult): string[] {
  const read = Object.entries(columns).map(([field, from]) => `${field} from ${from}`);
  return [
    ...(read.length === 0 ? [] : [`Columns: ${read.join(', ')}`]),
    ...preview.map((row) =>
      Object.entries(row)
        .map(([field, text]) => `${field}: ${text}`)
        .join(' | '),
    ),
  ];
}

function summary(result: ImportFileResult, kind: ImportKind, dryRun: boolean): string {
  const { rows, recorded, alreadyKnown, created, changed, bad } = result;
  const news = kind === 'companies' ? 'companies' : 'contacts';
  const parts = [
    `${recorded} ${dryRun ? 'would be imported' : 'imported'}`,
    `${alreadyKnown} known already`,
    ...(changed > 0 ? [`${changed} ${news} say more now`] : []),
    // A dry run forgets its own rows: who stands in several may be counted again.
    ...(created > 0 ? [`${dryRun ? 'up to ' : ''}${created} new ${news}`] : []),
    `${bad} bad`,
  ];
  return `${rows} ${rows === 1 ? 'row' : 'rows'}: ${parts.join(', ')}.`;
}
