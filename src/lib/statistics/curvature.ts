import type { Point } from './minimise.ts';

/** Half a step in each direction; for functions of logarithms, whose size is about one. */
const STEP = 1e-3;

export interface Curvature {
  /** First derivatives. */
  gradient: number[];
  /** Second derivatives. */
  hessian: number[][];
}

/** First and second derivatives of `f` at `point` along `axes`, by central differences. */
export function curvature(f: (point: Point) => number, point: Point, axes: readonly number[]): Curvature {
  const moved = (...moves: [axis: number, by: number][]) => {
    const there = [...point];
    for (const [axis, by] of moves) there[axis] = (there[axis] ?? 0) + by;
    return f(there);
  };
  const here = f(point);
  const sides = axes.map((axis) => ({ axis, up: moved([axis, STEP]), down: moved([axis, -STEP]) }));
  const hessian = sides.map(() => sides.map(() => 0));
  for (const [i, one] of sides.entries()) {
    const row = hessian[i];
    if (row) row[i] = (one.up - 2 * here + one.down) / STEP ** 2;
    for (const [j, other] of sides.entries()) {
      if (j >= i) break;
      const mixed =
        (moved([one.axis, STEP], [other.axis, STEP]) -
          moved([one.axis, STEP], [other.axis, -STEP]) -
          moved([one.axis, -STEP], [other.axis, STEP]) +
          moved([one.axis, -STEP], [other.axis, -STEP])) /
        (4 * STEP ** 2);
      if (row) row[j] = mixed;
      const column = hessian[j];
      if (column) column[i] = mixed;
    }
  }
  return { gradient: sides.map(({ up, down }) => (up - down) / (2 * STEP)), hessian };
}

/**
 * The inverse of a symmetric matrix by Cholesky's factors; undefined when it is not positive definite: where a function
 * is flat or falls away, it has no minimum to speak of.
 */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower = cholesky(matrix);
  if (!lower) return undefined;
  const columns = matrix.map((_, axis) => {
    const forward: number[] = [];
    for (const [i, row] of lower.entries()) {
      const known = row.slice(0, i).reduce((sum, value, k) => sum + value * (forward[k] ?? 0), 0);
      forward.push(((i === axis ? 1 : 0) - known) / (row[i] ?? 1));
    }
    const solution = forward.map(() => 0);
    for (let i = lower.length - 1; i >= 0; i--) {
      let known = 0;
      for (let k = i + 1; k < lower.length; k++) known += (lower[k]?.[i] ?? 0) * (solution[k] ?? 0);
      solution[i] = ((forward[i] ?? 0) - known) / (lower[i]?.[i] ?? 1);
    }
    return solution;
  });
  return columns;
}

/** A pivot below this share of the diagonal is taken for zero. */
const FLAT = 1e-10;

function cholesky(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower: number[][] = [];
  for (const [i, source] of matrix.entries()) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? row : lower[j];
      const known = row.slice(0, j).reduce((sum, value, k) => sum + value * (other?.[k] ?? 0), 0);
      const rest = (source[j] ?? 0) - known;
      if (j < i) row.push(rest / (lower[j]?.[j] ?? 1));
      else if (rest > FLAT * Math.abs(source[i] ?? 0)) row.push(Math.sqrt(rest));
      else return undefined;
    }
    lower.push(row);
  }
  return lower;
}

/** aᵀ M b. */
export function quadratic(
  a: readonly number[],
  matrix: readonly (readonly number[])[],
  b: readonly number[],
): number {
  return a.reduce((sum, value, i) => sum + value * dot(matrix[i] ?? [], b), 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
