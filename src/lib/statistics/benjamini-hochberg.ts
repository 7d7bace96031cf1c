/**
 * The q-value of each p-value, in the same order: among all with a q of at most 0.05, one in twenty is expected to be
 * chance (Benjamini and Hochberg, JRSS B 57, 1995). `tests` is how many were made, where p-values of 1 are not listed.
 */
export function falseDiscoveryRates(pValues: readonly number[], tests = pValues.length): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1));
  const rates = pValues.map(() => 1);
  let smallest = 1;
  for (const [position, index] of order.entries()) {
    const rank = pValues.length - position;
    smallest = Math.min(smallest, ((pValues[index] ?? 1) * Math.max(tests, pValues.length)) / rank);
    rates[index] = smallest;
  }
  return rates;
}
