import type { Command } from 'commander';
import { Option } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { FittedFile } from '../operations/value-fit.ts';
import type { ValueList } from '../operations/value-list.ts';
import { reasonText } from '../web/views/reason.ts';
import { valueText } from '../web/views/value-text.ts';
import { inLanguage } from './contact-commands.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { readerFor } from './reader.ts';
import { revive } from './revive.ts';
import { table } from './table.ts';
import { valueLines } from './value-lines.ts';

interface ValueOptions extends CommonOptions {
  fit?: string;
  currency?: string;
  by: 'value' | 'revenue';
  limit: number;
  refit?: boolean;
  at?: string;
  locale: Locale;
}

/** `value`: what customers are worth. */
export function addValueCommand(program: Command, terminal: Terminal): void {
  program
    .command('value')
    .description('the best customers: revenue so far, and what to expect of them in the next 12 months')
    .option(
      '--fit <file>',
      'only fit the model to a CSV of x, t_x, T (and zbar), one customer a line; needs no database',
    )
    .option('--currency <code>', 'the purchases in this currency (default: the one of most purchases)')
    .addOption(new Option('--by <what>', 'what best means').choices(['value', 'revenue']).default('value'))
    .option('--limit <n>', 'at most so many', count, 20)
    .option('--refit', 'fit the model anew before')
    .option('--at <day>', 'as it was at the end of a day, such as 2026-03-31')
    .addOption(inLanguage())
    .option('--json', 'one JSON object on one line')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa value --limit 50\n  npx wafa value --fit customers.csv --json\n\nWhat the figures mean: docs/knowing-customers.md',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ValueOptions>();
      if (options.fit !== undefined) return fit(terminal, options.fit, options);
      const { currency, by, limit, refit = false, at } = options;
      const chosen = { ...(currency === undefined ? {} : { currency }), ...(at === undefined ? {} : { at }) };
      const input = { ...chosen, by, limit, refit };
      const list = revive(await perform<ValueList>(options, 'value-list', input));
      print(terminal, options, list, (shown) => valueLines(shown, readerFor(options, options.locale)));
    });
}

async function fit(terminal: Terminal, file: string, options: ValueOptions): Promise<void> {
  if (options.currency !== undefined || options.refit === true || options.at !== undefined)
    throw new WafaError(
      '--fit takes its customers from the file: --currency, --refit and --at do not go with it',
      {
        exitCode: ExitCode.usage,
      },
    );
  const { fitValueFile } = await import('../operations/value-fit.ts');
  print(terminal, options, await fitValueFile(file), (fitted) => fitLines(fitted, options.locale));
}

function fitLines(
  { customers, repeatBuyers, standardErrors, tooLittleData, atLimit, ...rest }: FittedFile,
  locale: Locale,
): string[] {
  const { logLikelihood, spendLogLikelihood, ...parameters } = rest;
  const { words, say } = valueText({ locale, timeZone: 'UTC' });
  const likelihood = (message: string, value: number | undefined) =>
    value === undefined ? [] : [say.text(message, { value: value.toFixed(2) })];
  return [
    say.text(words.fitted, { n: customers, again: repeatBuyers }),
    ...table(
      Object.entries(parameters).map(([name, value]) => [
        name,
        digits(value),
        error(standardErrors[name] ?? null),
      ]),
    ),
    ...likelihood(words.likelihood, logLikelihood),
    ...likelihood(words.spendLikelihood, spendLogLikelihood),
    ...(atLimit.length === 0 ? [] : [say.text(words.atLimit, { names: atLimit.join(', ') })]),
    ...tooLittleData.map((reason) => say.text(words.tooLittleWhy, { reason: reasonText(say, reason) })),
  ];
}

/** Parameters of a model stand as programs read them, in any language. */
function digits(value: number): string {
  return value.toPrecision(4);
}

function error(value: number | null): string {
  return value === null ? '' : `± ${digits(value)}`;
}
