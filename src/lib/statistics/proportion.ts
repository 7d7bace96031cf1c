/** A share of a whole with the range in which the true one lies, 0 to 1. */
export interface Proportion {
  part: number;
  whole: number;
  share: number;
  low: number;
  high: number;
}

/** Of a normal distribution: 95 % lie within. */
const Z_95 = 1.959963984540054;

/** `part` of `whole` with Wilson's 95 % interval (JASA 22, 1927), which holds for few and for all; undefined of nothing. */
export function proportion(part: number, whole: number): Proportion | undefined {
  if (whole <= 0) return undefined;
  const share = part / whole;
  const weight = Z_95 ** 2 / whole;
  const centre = (share + weight / 2) / (1 + weight);
  const reach = (Z_95 * Math.sqrt((share * (1 - share)) / whole + weight / (4 * whole))) / (1 + weight);
  // At the ends it is exact, where rounding is not.
  return {
    part,
    whole,
    share,
    low: part === 0 ? 0 : centre - reach,
    high: part === whole ? 1 : centre + reach,
  };
}
