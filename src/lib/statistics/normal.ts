/** P(Z ≤ z) of the standard normal distribution; error below 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalBelow(z: number): number {
  return z < 0 ? tail(-z) : 1 - tail(z);
}

/** P(Z > z), which keeps its digits far out, where 1 - `normalBelow` loses them. */
export function normalAbove(z: number): number {
  return z < 0 ? 1 - tail(-z) : tail(z);
}

function tail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const sum =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** z with P(Z > z) = `share`, for 0 < share < 1; error below 5e-4 (Abramowitz and Stegun 26.2.23). */
export function normalQuantileAbove(share: number): number {
  if (share > 0.5) return -normalQuantileAbove(1 - share);
  const t = Math.sqrt(-2 * Math.log(share));
  return (
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  );
}

/**
 * The z of the standard normal distribution that lies as far out as `t` does in Student's with `freedom` degrees; error in
 * probability below 0.01 from one degree on, 0.001 from five (D. L. Wallace, Bounds on normal approximations to Student's
 * and the chi-square distributions, Annals of Mathematical Statistics 30, 1959). It has an inverse, which a table has not.
 */
export function zOfStudent(t: number, freedom: number): number {
  const z = shrink(freedom) * Math.sqrt(freedom * Math.log1p((t * t) / freedom));
  return t < 0 ? -z : z;
}

/** The inverse of `zOfStudent`. */
export function studentOfZ(z: number, freedom: number): number {
  const t = Math.sqrt(freedom * Math.expm1((z / shrink(freedom)) ** 2 / freedom));
  return z < 0 ? -t : t;
}

function shrink(freedom: number): number {
  return (8 * freedom + 1) / (8 * freedom + 3);
}
