import type { Acquisition } from '../../customers/retention/project-customers.ts';
import type { RetentionReport } from '../../customers/retention/retention-report.ts';
import type { Range, Scenario } from '../../customers/retention/scenarios.ts';
import { type Reader, speakerFor } from '../../rendering/speaker.ts';
import { RETENTION_WORDS } from '../words/retention-words.ts';
import { reasonText } from './reason.ts';

export type RetentionText = ReturnType<typeof retentionText>;

/** The sentences of the report of retention in the reader's language, for the page and for the terminal. */
export function retentionText(reader: Reader) {
  const words = RETENTION_WORDS[reader.locale];
  const say = speakerFor(reader);
  return {
    words,
    say,
    /** Who bought in the last year, and who came back; nothing while nothing was bought. */
    summary({ year, days, retention, currency }: RetentionReport): string[] {
      if (year === null || days === null || currency === null) return [];
      const bought = say.text(words.year, {
        n: year.customers,
        from: say.date(days.from),
        until: say.date(days.until),
        first: year.firstTime,
        amount: say.money(Math.round(year.revenueMean), currency),
      });
      if (retention === null) return [bought, words.nobodyBefore];
      const { whole, part, share, low, high } = retention;
      const range = { share: say.share(share), low: say.share(low), high: say.share(high) };
      return [bought, say.text(words.cameBack, { whole, part, ...range })];
    },
    noProjection: (reason: string) => say.text(words.noProjection, { reason: reasonText(say, reason) }),
    assumed: (by: Acquisition['by']) => (by === 'number' ? words.byNumber : words.byShare),
    /** `as today`, `+5 points`. */
    points(points: number): string {
      if (points === 0) return words.asToday;
      const many = say.text(words.points, { points: Math.abs(points) });
      return say.text(points > 0 ? words.more : words.fewer, { points: many });
    },
    range(range: Range | undefined, text: (value: number) => string): string {
      if (!range) return '';
      const { expected, low, high } = range;
      return say.text(words.range, { expected: text(expected), low: text(low), high: text(high) });
    },
    /** All seven years together, one point more against today. */
    pointIsWorth(scenarios: readonly Scenario[], currency: string): string {
      const total = (points: number) =>
        scenarios
          .find((one) => one.points === points)
          ?.years.slice(1)
          .reduce((sum, { revenueMinor }) => sum + revenueMinor.expected, 0) ?? 0;
      return say.text(words.pointIsWorth, { amount: say.money(Math.round(total(1) - total(0)), currency) });
    },
  };
}
