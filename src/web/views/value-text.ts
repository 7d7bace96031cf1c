import type { ValueModel } from '../../customers/value/value-model.ts';
import { type Reader, speakerFor } from '../../rendering/speaker.ts';
import { VALUE_WORDS } from '../words/value-words.ts';
import { reasonText } from './reason.ts';

export type ValueText = ReturnType<typeof valueText>;

/** What is said of value in the reader's language, for the page and for the terminal; null is not known. */
export function valueText(reader: Reader) {
  const words = VALUE_WORDS[reader.locale];
  const say = speakerFor(reader);
  const number = (value: number | null) =>
    value === null ? words.unknown : say.number(value, value < 10 ? 1 : 0);
  const money = (amountMinor: number | null, currency: string) =>
    amountMinor === null ? words.unknown : say.money(Math.round(amountMinor), currency);
  return {
    words,
    say,
    number,
    money,
    share: (value: number | null) => (value === null ? words.unknown : say.share(value)),
    /** What the figures rest on, sentence by sentence. */
    basis({ purchases, spend, customers, repeatBuyers, sampled }: ValueModel, currency: string): string[] {
      const sample = sampled < 1 ? words.sample : '';
      return [
        say.text(words.basis, { n: customers, again: repeatBuyers, sample }),
        purchases.state === 'fitted'
          ? say.text(words.newCustomer, {
              times: say.number(purchases.newCustomerYear),
              error: say.number(purchases.newCustomerYearError),
              modelled: number(purchases.modelledRepeats),
              observed: number(purchases.observedRepeats),
            })
          : say.text(words.noPurchases, { reason: reasonText(say, purchases.reason) }),
        spend.state === 'fitted'
          ? say.text(words.spend, { amount: money(spend.usualSpend, currency) })
          : say.text(words.noSpend, { reason: reasonText(say, spend.reason) }),
      ];
    },
  };
}
