import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import { type Acquisition, type BusinessToday, projectCustomers } from './project-customers.ts';
import type { YearFigures } from './year-figures.ts';

/** How far ahead. */
const PROJECTED_YEARS = 7;
/** Points of retention more or fewer than today. */
const POINTS = [-10, -5, -1, 0, 1, 5, 10] as const;
/** Fewer customers a year ago say too little of how many stay. */
export const MIN_CUSTOMERS = 20;

/** One future: so many points of retention more or fewer, all else as today. */
export interface Scenario {
  points: number;
  retention: number;
  years: ScenarioYear[];
}

/** `low` and `high` hold nine of ten of what today's figures allow. */
interface ScenarioYear {
  year: number;
  customers: Range;
  revenueMinor: Range;
}

export interface Range {
  expected: number;
  low: number;
  high: number;
}

/** Repetitions of the bootstrap, and where in them the interval ends. */
const DRAWS = 1000;
const TAIL = 0.05;
const SEED = 7;

/**
 * Customers and revenue over seven years at today's retention and acquisition and at some points more and fewer. The
 * intervals are a parametric bootstrap over what the last two years leave uncertain: retention is drawn from a Beta
 * distribution and acquisition from a Gamma (Jeffreys' priors), spend from a normal one. They do not hold what the
 * future may change. Undefined with fewer than `MIN_CUSTOMERS` a year ago.
 */
export function projectScenarios(figures: YearFigures, by: Acquisition['by']): Scenario[] | undefined {
  const { before, kept, customers, revenueMean } = figures;
  if (before < MIN_CUSTOMERS) return undefined;
  const acquired = customers - kept;
  const random = seededRandom(SEED);
  const draws = Array.from({ length: DRAWS }, () => drawBusiness(figures, by, random));
  const today = business(figures, by, kept / before, acquired, revenueMean);
  return POINTS.map((points) => {
    const shifted = (one: BusinessToday) => ({ ...one, retention: clip(one.retention + points / 100) });
    const futures = draws.map((one) => projectCustomers(shifted(one), PROJECTED_YEARS));
    const expected = shifted(today);
    return {
      points,
      retention: expected.retention,
      years: projectCustomers(expected, PROJECTED_YEARS).map(({ year, customers: number, revenueMinor }) => ({
        year,
        customers: rangeOf(
          number,
          futures.map((future) => future[year]?.customers ?? 0),
        ),
        revenueMinor: rangeOf(
          revenueMinor,
          futures.map((future) => future[year]?.revenueMinor ?? 0),
        ),
      })),
    };
  });
}

function business(
  { before, customers }: YearFigures,
  by: Acquisition['by'],
  retention: number,
  acquired: number,
  revenueEach: number,
): BusinessToday {
  const acquisition: Acquisition =
    by === 'number' ? { by, perYear: acquired } : { by, share: acquired / before };
  return { customers, retention, acquisition, revenueEach };
}

function drawBusiness(figures: YearFigures, by: Acquisition['by'], random: Random): BusinessToday {
  const { before, kept, customers, revenueMean, revenueError } = figures;
  const retention = random.beta(kept + 0.5, before - kept + 0.5);
  const acquired = random.gamma(customers - kept + 0.5);
  const revenueEach = Math.max(0, revenueMean + random.normal() * revenueError);
  return business(figures, by, retention, acquired, revenueEach);
}

function rangeOf(expected: number, drawn: number[]): Range {
  drawn.sort((a, b) => a - b);
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))] ?? expected;
  // Where nobody came last year the draws all say that somebody may: the expected figure is in the range all the same.
  return { expected, low: Math.min(expected, at(TAIL)), high: Math.max(expected, at(1 - TAIL)) };
}

function clip(retention: number): number {
  return Math.min(1, Math.max(0, retention));
}
