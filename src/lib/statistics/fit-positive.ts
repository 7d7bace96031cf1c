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

export interface FitProblem {
  logLikelihood(parameters: readonly number[]): number;
  /** Where to begin; the best top of all is taken. */
  starts: readonly (readonly number[])[];
  /** The range in which every parameter is looked for. */
  smallest: number;
  largest: number;
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
const ROUGH = 1e-3;
const FINE = 1e-8;

/** The positive parameters under which what was seen is most likely: simplex from several starts, then Newton's steps. */
export async function fitPositive(problem: FitProblem): Promise<Fit> {
  const { smallest, largest, breathe } = problem;
  const low = Math.log(smallest);
  const high = Math.log(largest);
  const objective = (point: Point): number => {
    let outside = 0;
    const inside = point.map((value) => {
      const kept = Math.min(Math.max(value, low), high);
      outside += (value - kept) ** 2;
      return Math.exp(kept);
    });
    return -problem.logLikelihood(inside) + OUTSIDE_COST * outside;
  };
  const search = (start: Point, step: number, tolerance: number) =>
    minimise(objective, start, { step, tolerance, maxEvaluations: MAX_EVALUATIONS, breathe });
  let best: { point: Point; value: number } | undefined;
  for (const start of problem.starts) {
    const found = await search(start.map(Math.log), FIRST_STEP, ROUGH);
    if (!best || found.value < best.value) best = found;
  }
  if (!best) throw new RangeError('there is no start');
  // A second simplex from the top of the first: one alone can collapse before it is there.
  best = await search(best.point, FIRST_STEP / 2, FINE);
  const rough = best.point.map((value) => Math.min(Math.max(value, low), high));
  const atLimit = [...rough.keys()].filter((axis) => isNear(rough[axis], low) || isNear(rough[axis], high));
  const free = [...rough.keys()].filter((axis) => !atLimit.includes(axis));
  return finish(await climb(objective, rough, free, breathe), { objective, free, atLimit });
}

/** Steep enough to turn the search back, smooth enough not to break it. */
const OUTSIDE_COST = 1e3;

function isNear(value: number | undefined, limit: number): boolean {
  return value !== undefined && Math.abs(value - limit) < AT_LIMIT;
}

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

function finish(
  { point, covariance, converged }: Top,
  { objective, free, atLimit }: { objective: (point: Point) => number; free: number[]; atLimit: number[] },
): Fit {
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
