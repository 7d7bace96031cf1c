import type { Cohort } from '../customers/retention/cohorts.ts';
import type { MonthOfMoves } from '../customers/retention/customer-moves.ts';
import type { Acquisition } from '../customers/retention/project-customers.ts';
import type { RetentionReport } from '../customers/retention/retention-report.ts';
import type { Scenario } from '../customers/retention/scenarios.ts';
import type { Reader } from '../rendering/speaker.ts';
import { type RetentionText, retentionText } from '../web/views/retention-text.ts';
import { table } from './table.ts';

/** A terminal is so wide. */
const SHOWN_COHORTS = 12;
const SHOWN_OFFSETS = [1, 2, 3, 6, 9, 12, 18] as const;
const SHOWN_MONTHS = 12;
const SHOWN_YEARS = [1, 3, 5, 7] as const;

/** The report for people. */
export function retentionLines(report: RetentionReport, by: Acquisition['by'], reader: Reader): string[] {
  const { year, days, currency, tooLittleData, projections } = report;
  const text = retentionText(reader);
  if (currency === null || year === null || days === null) return [text.words.nothing];
  const scenarios = projections.find((one) => one.by === by)?.scenarios;
  return [
    ...text.summary(report),
    ...monthLines(report.months, text),
    ...cohortLines(report.cohorts, text),
    ...(scenarios
      ? scenarioLines(scenarios, by, currency, text)
      : ['', text.noProjection(tooLittleData ?? '')]),
  ];
}

function monthLines(months: readonly MonthOfMoves[], { words, say }: RetentionText): string[] {
  const rows = months
    .slice(-SHOWN_MONTHS)
    .map((one) => [
      say.month(one.month),
      say.number(one.customers),
      say.number(one.joined),
      say.number(one.returned),
      say.number(one.left),
      one.churn === null ? '-' : say.share(one.churn),
    ]);
  if (rows.length === 0) return [];
  const head = [words.month, words.customers, words.joined, words.returned, words.left, words.churn];
  return ['', words.monthsNote, ...table([head, ...rows])];
}

function cohortLines(cohorts: readonly Cohort[], { words, say }: RetentionText): string[] {
  if (cohorts.length === 0) return [];
  const rows = cohorts.slice(-SHOWN_COHORTS).map(({ month, customers, months }) => [
    say.month(month),
    say.number(customers),
    ...SHOWN_OFFSETS.map((offset) => {
      const cell = months.find((one) => one.offset === offset);
      return cell ? say.share(cell.bought.share) : '';
    }),
  ]);
  const head = [
    words.firstBought,
    words.customers,
    ...SHOWN_OFFSETS.map((offset) => say.text(words.offset, { n: offset })),
  ];
  return ['', words.cohortsNote, ...table([head, ...rows])];
}

function scenarioLines(
  scenarios: readonly Scenario[],
  by: Acquisition['by'],
  currency: string,
  text: RetentionText,
): string[] {
  const { words, say } = text;
  const cells = ({ points, retention, years }: Scenario) => [
    text.points(points),
    say.share(retention),
    ...SHOWN_YEARS.map((year) =>
      text.range(years[year]?.customers, (value) => say.number(Math.round(value))),
    ),
    text.range(years.at(-1)?.revenueMinor, (value) => say.money(Math.round(value), currency)),
  ];
  const head = [
    words.retention,
    '',
    ...SHOWN_YEARS.map((year) => say.text(words.customersIn, { n: year })),
    words.revenueIn,
  ];
  return [
    '',
    say.text(words.sevenYears, { assumed: text.assumed(by) }),
    ...table([head, ...scenarios.map(cells)]),
    text.pointIsWorth(scenarios, currency),
  ];
}
