import { fisherMore } from '../../lib/statistics/fisher.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';

/** One note of business that was lost. */
export interface LostBusiness {
  feedbackId: string;
  contactId: string;
  at: Date;
  cause: string | null;
  text: string;
  competitor: string | null;
  product: string | null;
  amountMinor: number | null;
  currency: string | null;
}

/** What business was lost over. */
export interface LostCause {
  cause: string;
  /** Of all business lost in the time. */
  share: Proportion;
  /** The share in the time before, where anything was lost in it. */
  before: Proportion | null;
  /** Fisher's exact test that it is named more often than before; null where there was no before. */
  p: number | null;
  lost: { currency: string; amountMinor: number }[];
  competitors: { name: string; times: number }[];
  products: { name: string; times: number }[];
  feedbackIds: string[];
  contactIds: string[];
}

/** In notes by hand a price is called many things; it is one cause. */
const PRICE =
  /\b(?:pric(?:e|es|ed|ey|ing)|expensive|cheaper|cost(?:s|ly)?|discount|budget)\b|قیمت|گران|گرون|ارزان|تخفیف|سعر|أسعار|اسعار|غالي|غالية|أرخص|ارخص|خصم|تكلفة/iu;

const PRICE_CAUSE = 'price';
/** Nothing was said. */
const NO_CAUSE = 'not said';

/** What `now` was lost over, the most frequent first, held against the time before. */
export function lostCauses(now: readonly LostBusiness[], before: readonly LostBusiness[]): LostCause[] {
  const earlier = Map.groupBy(before, causeOf);
  return [...Map.groupBy(now, causeOf)]
    .flatMap(([cause, notes]): LostCause[] => {
      const share = proportion(notes.length, now.length);
      if (!share) return [];
      const then = proportion(earlier.get(cause)?.length ?? 0, before.length) ?? null;
      return [
        {
          cause,
          share,
          before: then,
          p:
            then &&
            fisherMore({
              part: share.part,
              whole: share.whole,
              otherPart: then.part,
              otherWhole: then.whole,
            }),
          lost: amountsOf(notes),
          competitors: named(notes.map(({ competitor }) => competitor)),
          products: named(notes.map(({ product }) => product)),
          feedbackIds: notes.map(({ feedbackId }) => feedbackId),
          contactIds: [...new Set(notes.map(({ contactId }) => contactId))],
        },
      ];
    })
    .sort((a, b) => b.share.part - a.share.part || (a.cause < b.cause ? -1 : 1));
}

/** What somebody wrote as the cause; of what they only wrote in words, a price. */
function causeOf({ cause, text }: LostBusiness): string {
  const given = (cause ?? '').trim().toLowerCase();
  if (PRICE.test(given === '' ? text : given)) return PRICE_CAUSE;
  return given === '' ? NO_CAUSE : given;
}

function amountsOf(notes: readonly LostBusiness[]): LostCause['lost'] {
  const sums = new Map<string, number>();
  for (const { amountMinor, currency } of notes)
    if (amountMinor !== null && currency !== null)
      sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  return [...sums].map(([currency, amountMinor]) => ({ currency, amountMinor }));
}

function named(names: readonly (string | null)[]): { name: string; times: number }[] {
  const known = names.filter((name) => name !== null && name.trim() !== '') as string[];
  return [...Map.groupBy(known, (name) => name.trim().toLowerCase()).values()]
    .map((alike) => ({ name: alike[0]?.trim() ?? '', times: alike.length }))
    .sort((a, b) => b.times - a.times || (a.name < b.name ? -1 : 1));
}
