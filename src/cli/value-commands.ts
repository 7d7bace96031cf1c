import type { Command } from 'commander';
import { Option } from 'commander';
import type { BestCustomer } from '../customers/value/best-customers.ts';
import type { ValueModel } from '../customers/value/value-model.ts';
import { DAY_MS } from '../lib/duration.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { FittedFile } from '../operations/value-fit.ts';
import type { ValueList } from '../operations/value-list.ts';
import { formatMoney } from '../rendering/money.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { table } from './table.ts';

interface ValueOptions extends CommonOptions {
  fit?: string;
  currency?: string;
  by: 'value' | 'revenue';
  limit: number;
  refit?: boolean;
  at?: string;
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
      print(terminal, options, revive(await perform<ValueList>(options, 'value-list', input)), valueLines);
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
  print(terminal, options, await fitValueFile(file), fitLines);
}

function fitLines({
  customers,
  repeatBuyers,
  standardErrors,
  tooLittleData,
  atLimit,
  ...rest
}: FittedFile): string[] {
  const { logLikelihood, spendLogLikelihood, ...parameters } = rest;
  return [
    `${customers} customers, ${repeatBuyers} of them bought again`,
    ...table(
      Object.entries(parameters).map(([name, value]) => [
        name,
        digits(value),
        error(standardErrors[name] ?? null),
      ]),
    ),
    ...(logLikelihood === undefined ? [] : [`log-likelihood of the purchases ${logLikelihood.toFixed(2)}`]),
    ...(spendLogLikelihood === undefined
      ? []
      : [`log-likelihood of the spend ${spendLogLikelihood.toFixed(2)}`]),
    ...(atLimit.length === 0
      ? []
      : [`At the end of its range, so only known to be extreme: ${atLimit.join(', ')}`]),
    ...tooLittleData.map((reason) => `Too little data: ${reason}`),
  ];
}

function digits(value: number): string {
  return value.toPrecision(4);
}

function error(value: number | null): string {
  return value === null ? '' : `± ${digits(value)}`;
}

/** The list with what it rests on. */
export function valueLines({ customers, currency, otherCurrencies, basis, ...all }: ValueList): string[] {
  if (currency === null || basis === null) return ['Nothing was bought yet.'];
  const money = (amountMinor: number | null) =>
    amountMinor === null ? '?' : formatMoney(amountMinor, currency, 'en');
  return [
    ...table([
      [
        'customer',
        'so far',
        'days bought',
        'last',
        'still a customer',
        'purchases to come',
        'revenue to come',
        '',
      ],
      ...customers.map((one) => row(one, money)),
    ]),
    '',
    `To come means within the next 12 months. All ${all.buyers} who bought in ${currency}: ${number(all.expectedPurchases)} purchases, ${money(all.expectedRevenueMinor)}.`,
    ...basisLines(basis.model, money),
    ...longAgoLines(all.lastPurchaseAt, basis.fittedAt),
    ...(otherCurrencies.length === 0
      ? []
      : [`Bought was also in ${otherCurrencies.join(', ')}: --currency shows them.`]),
  ];
}

/** An old list of purchases makes everybody look gone. */
const LONG_AGO_MS = 365 * DAY_MS;

function longAgoLines(lastPurchaseAt: Date | null, at: Date): string[] {
  if (lastPurchaseAt === null || at.getTime() - lastPurchaseAt.getTime() < LONG_AGO_MS) return [];
  const day = lastPurchaseAt.toISOString().slice(0, 10);
  return [`Nothing was bought since ${day}; --at ${day} shows how it was then.`];
}

function row(one: BestCustomer, money: (amountMinor: number | null) => string): string[] {
  return [
    one.name || (one.address ?? one.contactId),
    money(one.revenueMinor),
    one.purchases === null ? '' : String(one.purchases),
    one.lastPurchaseAt?.toISOString().slice(0, 10) ?? '-',
    one.alive === null ? '?' : `${Math.round(one.alive * 100)} %`,
    number(one.expectedPurchases),
    money(one.expectedRevenueMinor),
    one.address ?? '',
  ];
}

function number(value: number | null): string {
  return value === null ? '?' : value.toFixed(value < 10 ? 1 : 0);
}

function basisLines(model: ValueModel, money: (amountMinor: number | null) => string): string[] {
  const { purchases, spend, customers, repeatBuyers, sampled } = model;
  const sample = sampled < 1 ? ' (a sample)' : '';
  const lines = [
    `Based on ${customers} customers${sample}, ${repeatBuyers} of whom bought on more than one day.`,
  ];
  if (purchases.state === 'fitted')
    lines.push(
      `A new customer buys ${purchases.newCustomerYear.toFixed(2)} ± ${purchases.newCustomerYearError.toFixed(2)} times again within a year. So far the model has ${number(purchases.modelledRepeats)} such purchases; there were ${number(purchases.observedRepeats)}.`,
    );
  else lines.push(`How they will buy cannot be told, too little data: ${purchases.reason}.`);
  if (spend.state === 'fitted')
    lines.push(
      `At a time they spend ${money(spend.usualSpend === null ? null : Math.round(spend.usualSpend))}.`,
    );
  else lines.push(`How much they will spend cannot be told, too little data: ${spend.reason}.`);
  return lines;
}
