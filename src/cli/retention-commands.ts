import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OpenedContact, RetentionFigure } from '../customers/retention/open-figure.ts';
import type { Acquisition } from '../customers/retention/project-customers.ts';
import type { RetentionReport } from '../customers/retention/retention-report.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { Reader } from '../rendering/speaker.ts';
import { retentionText } from '../web/views/retention-text.ts';
import { inLanguage } from './contact-commands.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { dayCell, readerFor } from './reader.ts';
import { retentionLines } from './retention-lines.ts';
import { revive } from './revive.ts';
import { table } from './table.ts';

interface ShowOptions extends CommonOptions {
  locale: Locale;
  at?: string;
  currency?: string;
  newCustomers: Acquisition['by'];
}

interface OpenOptions extends CommonOptions {
  locale: Locale;
  at?: string;
  offset: number;
  lost?: boolean;
  limit: number;
  after?: string;
}

const FIGURES = ['joined', 'left', 'returned', 'cohort', 'year'] as const;

/** `retention`: who stays, who goes, and what that comes to. */
export function addRetentionCommands(program: Command, terminal: Terminal): void {
  const retention = program
    .command('retention')
    .description(
      'who stays and who goes, by month and by cohort, and what a point of it is worth in seven years',
    );

  retention
    .command('show', { isDefault: true })
    .description('retention, churn, cohorts, and customers and revenue over seven years')
    .option('--at <day>', 'as it was at the end of a day, such as 2026-03-31')
    .option('--currency <code>', 'revenue in this currency (default: the one of most purchases)')
    .addOption(
      new Option('--new-customers <how>', 'how new customers come: always as many, or always the same share')
        .choices(['number', 'share'])
        .default('number'),
    )
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const { newCustomers, ...options } = command.optsWithGlobals<ShowOptions>();
      const { at, currency } = options;
      const input = { ...(at === undefined ? {} : { at }), ...(currency === undefined ? {} : { currency }) };
      const report = revive(await perform<RetentionReport>(options, 'retention-show', input));
      print(terminal, options, report, (shown) =>
        retentionLines(shown, newCustomers, readerFor(options, options.locale)),
      );
    });

  retention
    .command('open <figure> [month]')
    .description('the customers behind a figure: joined, left, returned, cohort (of a month), year')
    .option('--at <day>', 'as it was at the end of a day')
    .option('--offset <n>', 'of a cohort: who bought so many months later', months, 1)
    .option('--lost', 'of a cohort or the year: who did not buy again')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--after <id>', 'go on after this contact')
    .addOption(inLanguage())
    .option('--json', 'one JSON list')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa retention open left 2026-02\n  npx wafa retention open cohort 2025-11 --offset 3 --lost\n  npx wafa retention open year --lost',
    )
    .action(async (name: string, month: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<OpenOptions>();
      const { at, after, limit } = options;
      const input = {
        figure: figureOf(name, month, options),
        limit,
        ...(at === undefined ? {} : { at }),
        ...(after === undefined ? {} : { after }),
      };
      const contacts = revive(await perform<OpenedContact[]>(options, 'retention-open', input));
      print(terminal, options, contacts, (shown) => openedLines(shown, readerFor(options, options.locale)));
    });
}

function openedLines(contacts: readonly OpenedContact[], reader: Reader): string[] {
  const { words, say } = retentionText(reader);
  if (contacts.length === 0) return [words.nobody];
  return table(
    contacts.map(({ id, name, purchaseCount, lastPurchaseAt, address }) => [
      id,
      name,
      say.text(words.bought, { n: purchaseCount }),
      dayCell(lastPurchaseAt, reader),
      address ?? '',
    ]),
  );
}

function figureOf(
  name: string,
  month: string | undefined,
  { offset, lost = false }: OpenOptions,
): RetentionFigure {
  const figure = FIGURES.find((one) => one === name);
  if (figure === undefined)
    throw new WafaError(`there is no figure "${name}"`, {
      hint: `there are ${FIGURES.join(', ')}`,
      exitCode: ExitCode.usage,
    });
  if (figure === 'year') return { of: 'year', kept: !lost };
  if (month === undefined)
    throw new WafaError(`"${name}" needs a month`, { hint: 'write it as 2026-03', exitCode: ExitCode.usage });
  if (figure === 'cohort') return { of: 'cohort', month, offset, bought: !lost };
  return { of: 'moves', move: figure, month };
}

function months(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number of months from 0.');
}
