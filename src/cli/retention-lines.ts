import type { Cohort } from '../customers/retention/cohorts.ts';
import type { MonthOfMoves } from '../customers/retention/customer-moves.ts';
import type { Acquisition } from '../customers/retention/project-customers.ts';
import type { RetentionReport } from '../customers/retention/retention-report.ts';
import type { Range, Scenario } from '../customers/retention/scenarios.ts';
import type { Proportion } from '../lib/statistics/proportion.ts';
import { formatMoney } from '../rendering/money.ts';
import { table } from './table.ts';

/** A terminal is so wide. */
const SHOWN_COHORTS = 12;
const SHOWN_OFFSETS = [1, 2, 3, 6, 9, 12, 18] as const;
const SHOWN_MONTHS = 12;
const SHOWN_YEARS = [1, 3, 5, 7] as const;

/** The report for people. */
export function retentionLines(report: RetentionReport, by: Acquisition['by']): string[] {
  const { year, days, retention, months, cohorts, currency, tooLittleData, projections } = report;
  if (currency === null || year === null || days === null) return ['Nothing was bought yet.'];
  const money = (amountMinor: number) => formatMoney(Math.round(amountMinor), currency, 'en');
  const scenarios = projections.find((one) => one.by === by)?.scenarios;
  return [
    `${year.customers} customers bought between ${days.from} and ${days.until}, ${year.firstTime} of them for the first time; for ${money(year.revenueMean)} each.`,
    retention === null
      ? 'Nobody had bought in the year before.'
      : `Of ${retention.whole} who bought in the year before, ${retention.part} came back: ${withRange(retention)}.`,
    ...monthLines(months),
    ...cohortLines(cohorts),
    ...(scenarios
      ? scenarioLines(scenarios, by, money)
      : ['', `No projection, too little data: ${tooLittleData ?? ''}.`]),
  ];
}

function withRange({ share, low, high }: Proportion): string {
  return `${percent(share)} (95 % sure: ${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function monthLines(months: readonly MonthOfMoves[]): string[] {
  const rows = months
    .slice(-SHOWN_MONTHS)
    .map((one) => [
      one.month,
      String(one.customers),
      String(one.joined),
      String(one.returned),
      String(one.left),
      one.churn === null ? '-' : percent(one.churn),
    ]);
  if (rows.length === 0) return [];
  const head = ['month', 'customers', 'joined', 'returned', 'left', 'churn'];
  return [
    '',
    'Customers at the beginning of each month, and who came and went by their own rhythm:',
    ...table([head, ...rows]),
  ];
}

function cohortLines(cohorts: readonly Cohort[]): string[] {
  if (cohorts.length === 0) return [];
  const rows = cohorts.slice(-SHOWN_COHORTS).map(({ month, customers, months }) => [
    month,
    String(customers),
    ...SHOWN_OFFSETS.map((offset) => {
      const cell = months.find((one) => one.offset === offset);
      return cell ? percent(cell.bought.share) : '';
    }),
  ]);
  const head = ['first bought', 'customers', ...SHOWN_OFFSETS.map((offset) => `+${offset}`)];
  return [
    '',
    'Of who first bought in a month, so many bought so many months later:',
    ...table([head, ...rows]),
  ];
}

function scenarioLines(
  scenarios: readonly Scenario[],
  by: Acquisition['by'],
  money: (amountMinor: number) => string,
): string[] {
  const cells = ({ points, retention, years }: Scenario) => [
    points === 0 ? 'as today' : `${points > 0 ? '+' : ''}${points} points`,
    percent(retention),
    ...SHOWN_YEARS.map((year) => rangeText(years[year]?.customers, (value) => String(Math.round(value)))),
    rangeText(years.at(-1)?.revenueMinor, money),
  ];
  const head = [
    'retention',
    '',
    ...SHOWN_YEARS.map((year) => `customers, year ${year}`),
    'revenue in the last year',
  ];
  const assumed =
    by === 'number'
      ? 'as many new customers each year as in the last one'
      : 'new customers in proportion to those there are';
  return [
    '',
    `Seven years ahead, with ${assumed}; in brackets nine of ten of what two years of figures leave open (bootstrap):`,
    ...table([head, ...scenarios.map(cells)]),
    ...pointIsWorth(scenarios, money),
  ];
}

function rangeText(range: Range | undefined, text: (value: number) => string): string {
  return range ? `${text(range.expected)} (${text(range.low)} to ${text(range.high)})` : '';
}

/** All seven years together, one point more against today. */
function pointIsWorth(scenarios: readonly Scenario[], money: (amountMinor: number) => string): string[] {
  const total = (points: number) =>
    scenarios
      .find((one) => one.points === points)
      ?.years.slice(1)
      .reduce((sum, { revenueMinor }) => sum + revenueMinor.expected, 0) ?? 0;
  return [`One point of retention more is worth ${money(total(1) - total(0))} over these years.`];
}
