import { DAY_MS } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';
import { type Reader, type Speaker, speakerFor } from '../../rendering/speaker.ts';
import type { Comparison, Money, Window } from './rule.ts';
import { AR } from './words/ar.ts';
import { EN, type SegmentWords } from './words/en.ts';
import { FA } from './words/fa.ts';

export const SEGMENT_WORDS: Record<Locale, SegmentWords> = { en: EN, ar: AR, fa: FA };

/** How the pieces of a reason are said in the reader's language, digits and calendar. */
export interface ReasonSpeaker extends Speaker {
  words: SegmentWords;
  /** Days are counted up to here. */
  now: Date;
  /** What a segment is called, by its name in rules. */
  titleOf(segment: string): string;
}

export function reasonSpeaker(
  reader: Reader,
  now: Date,
  titleOf: ReasonSpeaker['titleOf'] = (name) => name,
): ReasonSpeaker {
  return { ...speakerFor(reader), words: SEGMENT_WORDS[reader.locale], now, titleOf };
}

/** A window after a count, with a space before it: ` in the last 90 days`. */
export function windowWords(window: Window | undefined, say: ReasonSpeaker): string {
  return window === undefined ? '' : ` ${windowText(window, say)}`;
}

/** `in the last 90 days`, `before 21 March 2026`. */
export function windowText(window: Window, say: ReasonSpeaker): string {
  const { windows, lastLengths, lengths } = say.words;
  if ('last' in window) return say.text(windows.last, { length: lengthText(window.last, lastLengths, say) });
  if ('beforeLast' in window)
    return say.text(windows.beforeLast, { length: lengthText(window.beforeLast, lengths, say) });
  if ('next' in window) return say.text(windows.next, { length: lengthText(window.next, lastLengths, say) });
  if ('before' in window) return say.text(windows.before, { day: say.date(window.before) });
  if ('since' in window) return say.text(windows.since, { day: say.date(window.since) });
  return say.text(windows.between, { day: say.date(window.from), until: say.date(window.to) });
}

/** `90d` as `90 days`. */
function lengthText(length: string, lengths: Readonly<Record<string, string>>, say: ReasonSpeaker): string {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(length) ?? [];
  const message = lengths[unit];
  return message === undefined ? length : say.text(message, { n: Number(count) });
}

/** `at least 5`, `less than €500`. */
export function boundWords(compare: Comparison, value: number | Money, say: ReasonSpeaker): string {
  const amount =
    typeof value === 'number' ? say.number(value) : `${say.number(value.amount)} ${value.currency}`;
  return say.text(say.words.compared[compare], { value: amount });
}

/** `41 days ago`, `today`, `in 3 days`. */
export function agoWords(at: Date, say: ReasonSpeaker): string {
  const days = Math.floor((say.now.getTime() - at.getTime()) / DAY_MS);
  if (days > 0) return say.text(say.words.ago, { n: days });
  const ahead = Math.ceil((at.getTime() - say.now.getTime()) / DAY_MS);
  return ahead > 0 ? say.text(say.words.ahead, { n: ahead }) : say.text(say.words.ago, { n: 0 });
}

/** One of a choice in the reader's language; what people wrote themselves is never looked up here. */
export function choiceWord(value: string, say: ReasonSpeaker): string {
  const { values } = say.words;
  return Object.hasOwn(values, value) ? (values[value] ?? value) : value;
}
