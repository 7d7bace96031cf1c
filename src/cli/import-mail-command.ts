import path from 'node:path';
import type { Command } from 'commander';
import { formatDuration } from '../lib/duration.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { CountPlace } from '../messages/import/count-archive.ts';
import type { ImportProgress } from '../messages/import/import-progress.ts';
import type { ListedImport } from '../messages/import/list-imports.ts';
import type { ImportMailCount, ImportMailResult } from '../operations/import-mail.ts';
import { type CommonOptions, performSomewhere, print } from './perform.ts';
import { minute } from './table.ts';

type ImportMailOptions = CommonOptions & { mailbox?: string; dryRun?: boolean };

/** `import mail`: mail that lies in files. */
export function addImportMailCommand(imports: Command, terminal: Terminal): void {
  imports
    .command('mail <path>')
    .description('mail from an mbox, a Maildir, .eml files or a Google Takeout .zip or .tgz, as history')
    .option('--mailbox <name>', 'whose mail it is, where several mailboxes are connected')
    .option('--dry-run', 'count what would happen, change nothing')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nHistory triggers no mail. Mail that Wafa has already, from the mailbox or another archive, is known by its content\nand logged once; spam, trash and drafts are left out as they are over IMAP. The archive is only read. An import that\nwas interrupted goes on where it was when the same command is given again.\n\nExamples:\n  npx wafa import mail takeout-20261122.zip --dry-run\n  npx wafa import mail ~/Mail/archive.mbox --mailbox info',
    )
    .action(async (given: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ImportMailOptions>();
      const startedAt = performance.now();
      const run = options.dryRun ? countAll : importAll;
      const summary = await run(terminal, options, path.resolve(given));
      terminal.progressDone();
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      print(terminal, options, { ...summary, seconds }, () => lines(summary, seconds));
    });
}

/** An archive as a line of `import list`. */
export function archiveLine({ name, mailbox, startedAt, finishedAt, ...counts }: ListedImport): string[] {
  const { seen, stored, known, leftOut } = counts;
  return [
    minute(startedAt),
    name,
    `for ${mailbox}`,
    finishedAt ? 'whole' : 'NOT FINISHED: give the same command again',
    `${seen} mails: ${stored} imported, ${known} known already, ${leftOut} left out`,
  ];
}

interface Summary extends ImportProgress {
  name: string;
  mailbox: string;
  dryRun: boolean;
  totalBytes: number;
  id?: string;
  beginning?: ImportMailResult['beginning'];
  /** Nothing reads the mail into the log at the moment. */
  alone: boolean;
}

/** The first stretches are short, so that something is seen soon. */
const FIRST_BUDGET_MS = 1000;
const USUAL_BUDGET_MS = 15_000;
const MAX_BUDGET_MS = 60_000;
/** Where no daemon runs, each stretch opens the database anew: it then works so many times that. */
const WORK_PER_OPENING = 5;

/** How long the next stretch is to work, after one that was to work `budgetMs` and took `tookMs` in all. */
function nextBudget(budgetMs: number, tookMs: number): number {
  const opening = Math.round(Math.max(0, tookMs - budgetMs));
  const usual = Math.min(USUAL_BUDGET_MS, budgetMs * 2);
  return Math.min(MAX_BUDGET_MS, Math.max(usual, opening * WORK_PER_OPENING));
}

async function importAll(terminal: Terminal, options: ImportMailOptions, file: string): Promise<Summary> {
  const asked = { file, ...(options.mailbox === undefined ? {} : { mailbox: options.mailbox }) };
  const show = progressLine(terminal);
  let first: ImportMailResult | undefined;
  for (let budgetMs = FIRST_BUDGET_MS; ; ) {
    const askedAt = performance.now();
    const again = first === undefined ? {} : { id: first.id };
    const answer = await performSomewhere(options, 'import-mail', { ...asked, ...again, budgetMs });
    const result = answer.result as ImportMailResult;
    budgetMs = nextBudget(budgetMs, performance.now() - askedAt);
    first ??= result;
    show(result);
    const { done, ...rest } = result;
    if (done) return { ...rest, beginning: first.beginning, dryRun: false, alone: answer.alone };
  }
}

async function countAll(terminal: Terminal, options: ImportMailOptions, file: string): Promise<Summary> {
  const asked = { file, ...(options.mailbox === undefined ? {} : { mailbox: options.mailbox }) };
  const show = progressLine(terminal);
  const sum: ImportProgress = { seen: 0, stored: 0, known: 0, leftOut: {}, doneBytes: 0 };
  let from: CountPlace | undefined;
  for (let budgetMs = FIRST_BUDGET_MS; ; ) {
    const askedAt = performance.now();
    const place = from === undefined ? {} : { from };
    const answer = await performSomewhere(options, 'import-mail-count', { ...asked, ...place, budgetMs });
    const { counted, next, ...about } = answer.result as ImportMailCount;
    budgetMs = nextBudget(budgetMs, performance.now() - askedAt);
    sum.seen += counted.seen;
    sum.stored += counted.stored;
    sum.known += counted.known;
    sum.doneBytes = counted.doneBytes;
    for (const [reason, count] of Object.entries(counted.leftOut))
      sum.leftOut[reason] = (sum.leftOut[reason] ?? 0) + count;
    show({ ...about, ...sum });
    if (next === undefined) return { ...about, ...sum, dryRun: true, alone: answer.alone };
    from = next;
  }
}

const PERCENT = 100;

function progressLine(
  terminal: Terminal,
): (now: Pick<Summary, 'name' | 'totalBytes'> & ImportProgress) => void {
  const startedAt = performance.now();
  let before: number | undefined;
  return ({ name, totalBytes, doneBytes, seen }) => {
    before ??= seen;
    const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
    const seconds = (performance.now() - startedAt) / 1000;
    const pace = seen > before && seconds > 0 ? `, ${Math.round((seen - before) / seconds)} a second` : '';
    terminal.progress(`${name}: ${Math.floor(share * PERCENT)} %, ${seen} mails${pace}`);
  };
}

function lines(summary: Summary, seconds: number): string[] {
  const { name, mailbox, seen, stored, known, leftOut, dryRun, beginning, alone } = summary;
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  const left = reasons.length === 0 ? '0 left out' : `left out: ${reasons.join(', ')}`;
  const stores = dryRun ? 'would be imported' : 'imported';
  return [
    ...(beginning === 'resumed'
      ? ['Went on where it was interrupted; these are the counts of the whole.']
      : []),
    `${name} for ${mailbox}: ${seen} ${seen === 1 ? 'mail' : 'mails'} in ${formatDuration(seconds * 1000)}: ${stored} ${stores}, ${known} known already, ${left}.`,
    ...(!dryRun && alone && stored > 0 ? ['They are read into the log when `npx wafa start` runs.'] : []),
  ];
}
