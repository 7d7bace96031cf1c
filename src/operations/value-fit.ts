import { fitValue } from '../customers/value/fit-value.ts';
import { readSummaryFile } from '../customers/value/read-summary-file.ts';
import type { ValueModel } from '../customers/value/value-model.ts';

/** What the models make of a file, flat: the parameters of the papers under their names. */
export interface FittedFile {
  customers: number;
  repeatBuyers: number;
  r?: number;
  alpha?: number;
  a?: number;
  b?: number;
  logLikelihood?: number;
  p?: number;
  q?: number;
  v?: number;
  spendLogLikelihood?: number;
  standardErrors: Record<string, number | null>;
  /** Parameters that ran to the end of their range. */
  atLimit: string[];
  /** Why there are no parameters, or fewer. */
  tooLittleData: string[];
}

/** Fits BG/NBD, and where the file has spend Gamma-Gamma, to a file of customers; needs no database. */
export async function fitValueFile(file: string): Promise<FittedFile> {
  const { summaries, withSpend } = await readSummaryFile(file);
  return flatten(await fitValue(summaries), withSpend);
}

function flatten({ purchases, spend, customers, repeatBuyers }: ValueModel, withSpend: boolean): FittedFile {
  const bought = purchases.state === 'fitted' ? purchases : undefined;
  const spent = withSpend && spend.state === 'fitted' ? spend : undefined;
  return {
    customers,
    repeatBuyers,
    ...(bought && { ...bought.parameters, logLikelihood: bought.logLikelihood }),
    ...(spent && { ...spent.parameters, spendLogLikelihood: spent.logLikelihood }),
    standardErrors: { ...bought?.standardErrors, ...spent?.standardErrors },
    atLimit: [...(bought?.atLimit ?? []), ...(spent?.atLimit ?? [])],
    tooLittleData: [purchases, ...(withSpend ? [spend] : [])].flatMap((part) =>
      part.state === 'fitted' ? [] : [part.reason],
    ),
  };
}
