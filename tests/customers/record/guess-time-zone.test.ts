import { describe, expect, it } from 'vitest';
import { guessTimeZone, type WrittenAt } from '../../../src/customers/record/guess-time-zone.ts';

const winter = new Date('2026-01-10T10:00:00Z');
const summer = new Date('2026-07-10T10:00:00Z');
const wrote = (...clocks: [Date, number][]): WrittenAt[] =>
  clocks.map(([at, hours]) => ({ at, offsetMinutes: hours * 60 }));
const at = (businessZone: string, language: string | null = null) => ({ businessZone, language });

describe('a guess at where somebody is', () => {
  it.each([
    ['a clock that few have', wrote([winter, 3.5]), at('Europe/Vienna'), 'Asia/Tehran'],
    ["the business's own clock", wrote([winter, 1], [summer, 2]), at('Europe/Vienna'), 'Europe/Vienna'],
    ['a clock that never changes', wrote([winter, 3], [summer, 3]), at('Europe/Vienna', 'ar'), 'Asia/Riyadh'],
    [
      'the same clock of another language',
      wrote([winter, 3], [summer, 3]),
      at('Europe/Vienna', 'tr'),
      'Europe/Istanbul',
    ],
    [
      'a clock that changes',
      wrote([winter, -5], [summer, -4]),
      at('Europe/Vienna', 'en'),
      'America/New_York',
    ],
    [
      'one mail from a journey',
      wrote([winter, 3.5], [summer, 3.5], [summer, 3.5], [winter, 3.5], [summer, 2]),
      at('UTC'),
      'Asia/Tehran',
    ],
    [
      'a clock of the other half of the year',
      wrote([winter, 2], [summer, 3]),
      at('UTC', null),
      'Europe/Athens',
    ],
  ])('%s', (_what, written, options, expected) => {
    expect(guessTimeZone(written, options)).toBe(expected);
  });

  it('is none where clocks say nothing, or contradict each other', () => {
    expect(guessTimeZone([], at('UTC'))).toBeUndefined();
    expect(guessTimeZone(wrote([winter, 0], [summer, 0]), at('UTC'))).toBeUndefined();
    expect(guessTimeZone(wrote([winter, 1], [winter, 9]), at('UTC'))).toBeUndefined();
    expect(guessTimeZone(wrote([winter, 0.25]), at('UTC'))).toBeUndefined();
  });
});
