import { curvature, inverse, quadratic } from './curvature.ts';
import { minimise, type Point } from './minimise.ts';

export interface Fit {
  /** As many as the starts had, all positive. */
  parameters: number[];
  logLikelihood: number;
  /**
   * Standard errors, from the inverse of the observed information in logarithms, back by the delta method; null for a
   * parameter at its limit, and for all when the likelihood is flat there.
   */
  standardErrors: (number | null)[];
  /** Covariance of the logarithms of the free parameters, which `free` lists; undefined when the likelihood is flat. */
  covariance: number[][] | undefined;
  free: number[];
  /** Positions of parameters that ran to the end of their range. */
  atLimit: number[];
  /** The top was reached: what a Newton step would still gain is less than `CONVERGED`. */
  converged: boolean;
}

interface Range {
  smallest: number;
  largest: number;
}

export interface FitProblem {
  logLikelihood: (parameters: readonly number[]) => number;
  /** The same of a part of what was seen, where all of it takes long: enough to choose among the starts. */
  roughly?: ((parameters: readonly number[]) => number) | undefined;
  /** Where to begin; the best top of all is taken. */
  starts: readonly (readonly number[])[];
  /** In which each parameter is looked for. */
  ranges: readonly Range[];
  breathe?: (() => Promise<void>) | undefined;
}

/** What a Newton step would gain of log-likelihood: less cannot be told from rounding, or shown by any data. */
const NOTHING_TO_GAIN = 1e-10;
const CONVERGED = 1e-6;
const MAX_NEWTON_STEPS = 8;
const MAX_EVALUATIONS = 2000;
/** Of the logarithm, from the end of the range. */
const AT_LIMIT = 0.05;
const FIRST_STEP = 0.7;
const NEXT_STEP = 0.2;
/** Newton's steps do the rest. */
const ROUGH = 1e-3;
const FINE = 1e-4;
const FINEST = 1e-8;

/** The positive parameters under which what was seen is most likely: simplex from several starts, then Newton's steps. */
export async function fitPositive(problem: FitProblem): Promise<Fit> {
  const { breathe } = problem;
  const limits = problem.ranges.map(
    ({ smallest, largest }) => [Math.log(smallest), Math.log(largest)] as const,
  );
  const keep = (point: Point) =>
    point.map((value, axis) => {
      const [low, high] = limits[axis] ?? NO_LIMITS;
      return Math.min(Math.max(value, low), high);
    });
  const within = (logLikelihood: FitProblem['logLikelihood']) => (point: Point) => {
    const kept = keep(point);
    const outside = point.reduce((sum, value, axis) => sum + (value - (kept[axis] ?? value)) ** 2, 0);
    const inside = kept.map(Math.exp);
    return -logLikelihood(inside) + OUTSIDE_COST * outside;
  };
  const objective = within(problem.logLikelihood);
  const rough = within(problem.roughly ?? problem.logLikelihood);
  const search = (f: typeof objective, start: Point, step: number, tolerance: number) =>
    minimise(f, start, { step, tolerance, maxEvaluations: MAX_EVALUATIONS, breathe });
  let best: { point: Point; value: number } | undefined;
  for (const start of problem.starts) {
    const found = await search(rough, start.map(Math.log), FIRST_STEP, ROUGH);
    if (!best || found.value < best.value) best = found;
  }
  if (!best) throw new RangeError('there is no start');
  const climbFrom = async (from: Point, step: number, tolerance: number) => {
    const { point } = await search(objective, from, step, tolerance);
    const start = keep(point);
    const isAtLimit = (axis: number) =>
      (limits[axis] ?? NO_LIMITS).some((limit) => Math.abs((start[axis] ?? 0) - limit) < AT_LIMIT);
    const atLimit = [...start.keys()].filter(isAtLimit);
    const free = [...start.keys()].filter((axis) => !isAtLimit(axis));
    return { top: await climb(objective, start, free, breathe), objective, free, atLimit };
  };
  const climbed = await climbFrom(best.point, NEXT_STEP, FINE);
  // A narrow ridge is followed slowly to its end.
  return finish(climbed.top.converged ? climbed : await climbFrom(climbed.top.point, FIRST_STEP, FINEST));
}

/** Steep enough to turn the search back, smooth enough not to break it. */
const OUTSIDE_COST = 1e3;

const NO_LIMITS = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

interface Top {
  point: Point;
  covariance: number[][] | undefined;
  converged: boolean;
}

/** Newton's steps as long as they lead upwards. */
async function climb(
  objective: (point: Point) => number,
  start: Point,
  free: readonly number[],
  breathe: FitProblem['breathe'],
): Promise<Top> {
  let point = start;
  for (let steps = 0; ; steps++) {
    await breathe?.();
    const { gradient, hessian } = curvature(objective, point, free);
    const covariance = inverse(hessian);
    if (!covariance) return { point, covariance, converged: free.length === 0 };
    const gain = quadratic(gradient, covariance, gradient) / 2;
    const top = { point, covariance, converged: gain < CONVERGED };
    if (gain < NOTHING_TO_GAIN || steps >= MAX_NEWTON_STEPS) return top;
    const next = [...point];
    for (const [i, axis] of free.entries()) {
      const move = (covariance[i] ?? []).reduce((sum, value, j) => sum + value * (gradient[j] ?? 0), 0);
      next[axis] = (next[axis] ?? 0) - move;
    }
    if (!(objective(next) <= objective(point))) return top;
    point = next;
  }
}

interface Climbed {
  top: Top;
  objective: (point: Point) => number;
  free: number[];
  atLimit: number[];
}

function finish({ top, objective, free, atLimit }: Climbed): Fit {
  const { point, covariance, converged } = top;
  const parameters = point.map(Math.exp);
  const standardErrors = parameters.map((value, axis) => {
    const position = free.indexOf(axis);
    const variance = position < 0 ? undefined : covariance?.[position]?.[position];
    return variance === undefined ? null : value * Math.sqrt(variance);
  });
  return {
    parameters,
    logLikelihood: -objective(point),
    standardErrors,
    covariance,
    free,
    atLimit,
    converged,
  };
}
