import type { Association } from '../../customers/causes/bought-together.ts';
import type { LostCause } from '../../customers/causes/lost-business.ts';
import type { DueProduct } from '../../customers/causes/offers-to-contact.ts';
import type { SlowAnswers } from '../../customers/causes/slow-answers.ts';
import type { Proportion } from '../../lib/statistics/proportion.ts';
import { type Reader, speakerFor } from '../../rendering/speaker.ts';
import { CAUSES_WORDS } from '../words/causes-words.ts';

export type CausesText = ReturnType<typeof causesText>;

/** The sentences of causes and offers in the reader's language, for pages and for the terminal. */
export function causesText(reader: Reader) {
  const words = CAUSES_WORDS[reader.locale];
  const say = speakerFor(reader);
  const partOf = ({ part, whole, share }: Proportion) =>
    say.text(words.partOf, { part, whole, share: say.exactShare(share) });
  /** Of a chance. */
  const chance = (p: number) => (p < ALMOST_NEVER ? words.almostNever : say.exactShare(p));
  return {
    words,
    say,
    partOf,
    chance,
    /** What people noted, but for our own names of causes. */
    cause: (cause: string) =>
      cause === 'price' ? words.price : cause === 'not said' ? words.notSaid : cause,
    /** The share of the year before; '' where there was none. */
    before({ before, p }: LostCause): string {
      if (before === null) return '';
      const said = say.text(words.before, { share: say.exactShare(before.share) });
      return p !== null && p < UNUSUAL ? say.text(words.nowMore, { before: said }) : said;
    },
    amounts: (lost: LostCause['lost']) =>
      lost.map(({ amountMinor, currency }) => say.money(amountMinor, currency)).join(' + '),
    competitors: ({ competitors }: LostCause) =>
      competitors.map(({ name, times }) => say.text(words.lostTo, { name, times })).join(' · '),
    answers(answers: SlowAnswers | null): string {
      if (answers === null) return words.tooFewAnswers;
      const { slow, quick, slowAfterMinutes, p } = answers;
      const parts = { slow: partOf(slow), quick: partOf(quick), chance: chance(p) };
      return say.text(words.slow, { hours: slowAfterMinutes / MINUTES, ...parts });
    },
    dueAgain: ({ gapDays: gap, ownGaps: own, lastOn }: DueProduct) =>
      say.text(own === 0 ? words.everyOthers : words.everyOwn, { gap, own, last: say.date(lastOn) }),
    alsoBought: ({ has, share, lift, both }: Association) =>
      say.text(words.alsoWhy, {
        has: has.name,
        share: say.exactShare(share),
        lift: say.number(lift, 1),
        people: both,
      }),
  };
}

const ALMOST_NEVER = 0.001;
const UNUSUAL = 0.05;
const MINUTES = 60;
