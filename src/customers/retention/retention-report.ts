import type { Tx } from '../../database/tables.ts';
import { localDay } from '../../lib/local-time.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';
import { currenciesOf } from '../value/summarise-purchases.ts';
import { type Cohort, cohorts } from './cohorts.ts';
import { type MonthOfMoves, monthsOfMoves, type SilenceRules } from './customer-moves.ts';
import type { Acquisition } from './project-customers.ts';
import { MIN_CUSTOMERS, projectScenarios, type Scenario } from './scenarios.ts';
import { type YearFigures, yearFigures } from './year-figures.ts';

/** Who stays and who goes, up to `until`; amounts in minor units of `currency`. */
export interface RetentionReport {
  until: Date;
  /** The one that most was bought in; null while nothing was. */
  currency: string | null;
  year: YearFigures | null;
  /** That year's first and last day, `2026-03-10`, in the business's time zone. */
  days: { from: string; until: string } | null;
  /** Of the customers of the year before, who bought in the last one. */
  retention: Proportion | null;
  months: MonthOfMoves[];
  cohorts: Cohort[];
  /** By how new customers are assumed to come: always as many, or always the same share. */
  projections: { by: Acquisition['by']; scenarios: Scenario[] }[];
  /** Why there is no projection. */
  tooLittleData: string | null;
}

export interface RetentionOptions {
  rules: SilenceRules;
  until: Date;
  timeZone: string;
  currency?: string | undefined;
}

/** Retention, churn, cohorts and projection of one business. A few passes over the purchases; the answer is small. */
export async function retentionReport(tx: Tx, options: RetentionOptions): Promise<RetentionReport> {
  const { until } = options;
  const currency = options.currency ?? (await currenciesOf(tx))[0];
  if (currency === undefined) return nothingBought(until);
  const year = await yearFigures(tx, { until, currency });
  const days = { from: localDay(year.from, options.timeZone), until: localDay(until, options.timeZone) };
  const projections = (['number', 'share'] as const).flatMap((by) => {
    const scenarios = projectScenarios(year, by);
    return scenarios ? [{ by, scenarios }] : [];
  });
  return {
    until,
    currency,
    year,
    days,
    retention: proportion(year.kept, year.before) ?? null,
    months: await monthsOfMoves(tx, options),
    cohorts: await cohorts(tx, { ...options, currency }),
    projections,
    tooLittleData:
      projections.length > 0
        ? null
        : `${year.before} bought in the year before ${days.from}, ${MIN_CUSTOMERS} are needed`,
  };
}

function nothingBought(until: Date): RetentionReport {
  return {
    until,
    currency: null,
    year: null,
    days: null,
    retention: null,
    months: [],
    cohorts: [],
    projections: [],
    tooLittleData: 'nothing was bought yet',
  };
}
