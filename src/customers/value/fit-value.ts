import { fitBgNbd } from './fit-bg-nbd.ts';
import { fitGammaGamma } from './fit-gamma-gamma.ts';
import type { ValueModel, ValueSummary } from './value-model.ts';

export interface FitOptions {
  /** The share of all buyers that `summaries` are. */
  sampled?: number;
  /** Called now and then, so that a long fit lets others have the thread. */
  breathe?: () => Promise<void>;
}

/** Learns from customers' histories how they buy (BG/NBD) and spend (Gamma-Gamma); "too little data" is an answer. */
export async function fitValue(
  summaries: readonly ValueSummary[],
  { sampled = 1, breathe }: FitOptions = {},
): Promise<ValueModel> {
  const spends = summaries.flatMap(({ repeats, meanSpend }) =>
    repeats > 0 && meanSpend !== null && meanSpend > 0 ? [{ repeats, mean: meanSpend }] : [],
  );
  return {
    purchases: await fitBgNbd(summaries, breathe),
    spend: await fitGammaGamma(spends, breathe),
    customers: summaries.length,
    repeatBuyers: summaries.filter(({ repeats }) => repeats > 0).length,
    sampled,
  };
}
