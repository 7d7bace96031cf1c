export type Point = readonly number[];

export interface Minimum {
  point: Point;
  value: number;
  /** How often the function was asked. */
  evaluations: number;
  /** The simplex shrank to nothing before the evaluations were used up. */
  settled: boolean;
}

export interface MinimiseOptions {
  /** Length of the first simplex's edges. */
  step: number;
  /** Ends when the corners' values differ by less. */
  tolerance: number;
  maxEvaluations: number;
  /** Called between steps, so that a long search lets others have the thread. */
  breathe?: (() => Promise<void>) | undefined;
}

interface Corner {
  point: Point;
  value: number;
}

const REFLECT = 1;
const EXPAND = 2;
const CONTRACT = 0.5;
const SHRINK = 0.5;

/**
 * The smallest value of `f` near `start`, by the simplex method of Nelder and Mead (The Computer Journal 7, 1965): needs
 * no derivatives and bears a rough start. Values that are not numbers count as infinitely bad.
 */
export async function minimise(
  f: (point: Point) => number,
  start: Point,
  options: MinimiseOptions,
): Promise<Minimum> {
  let evaluations = 0;
  const at = (point: Point): Corner => {
    evaluations++;
    const value = f(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let corners = [
    at(start),
    ...start.map((_, axis) =>
      at(start.map((value, index) => (index === axis ? value + options.step : value))),
    ),
  ];
  for (;;) {
    await options.breathe?.();
    corners.sort((a, b) => a.value - b.value);
    const [best] = corners;
    const worst = corners.at(-1);
    const second = corners.at(-2);
    if (!best || !worst || !second) throw new RangeError('there is nothing to vary');
    const settled = worst.value - best.value < options.tolerance;
    if (settled || evaluations >= options.maxEvaluations) return { ...best, evaluations, settled };
    const centre = centreOf(corners.slice(0, -1));
    const along = (factor: number) => at(towards(centre, worst.point, -factor));
    const reflected = along(REFLECT);
    let replacement: Corner | undefined = reflected;
    if (reflected.value < best.value) {
      const expanded = along(EXPAND);
      if (expanded.value < reflected.value) replacement = expanded;
    } else if (reflected.value >= second.value) {
      const contracted = along(reflected.value < worst.value ? CONTRACT : -CONTRACT);
      replacement = contracted.value < Math.min(worst.value, reflected.value) ? contracted : undefined;
    }
    if (replacement) corners = [...corners.slice(0, -1), replacement];
    else corners = corners.map((one) => (one === best ? one : at(towards(best.point, one.point, SHRINK))));
  }
}

function centreOf(corners: readonly Corner[]): Point {
  const sums = corners[0]?.point.map(() => 0) ?? [];
  for (const { point } of corners)
    for (const [axis, value] of point.entries()) sums[axis] = (sums[axis] ?? 0) + value;
  return sums.map((sum) => sum / corners.length);
}

/** From `from`, `factor` of the way to `to`. */
function towards(from: Point, to: Point, factor: number): Point {
  return from.map((value, axis) => value + factor * ((to[axis] ?? value) - value));
}
