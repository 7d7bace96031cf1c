import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRhythm } from '../../../src/customers/scores/fit-rhythm.ts';
import {
  daysUntilSilent,
  expectedGap,
  gapsOf,
  MAX_GAPS,
  type Rhythm,
  rhythmOf,
  silentProbability,
  UNKNOWN_PRIOR,
} from '../../../src/customers/scores/rhythm.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';

const now = new Date('2026-06-01T12:00:00Z');
/** Times at which somebody did something, as days before `now`; the last one first. */
const daysAgo = (...days: number[]) => days.map((day) => now.getTime() - day * DAY_MS).reverse();
const every = (gap: number, times: number, last = 0) =>
  daysAgo(...Array.from({ length: times }, (_, number) => last + gap * number));

function known(rhythm: Rhythm | undefined): Rhythm {
  if (!rhythm) throw new Error('there is a rhythm');
  return rhythm;
}

const people = fc
  .array(fc.integer({ min: 0, max: 2000 }), { minLength: 3, maxLength: 40 })
  .map((days) => daysAgo(...days.toSorted((a, b) => a - b)));

describe('rhythmOf', () => {
  it('says nothing from one gap, and counts a day once', () => {
    expect(rhythmOf(daysAgo(1, 30), UNKNOWN_PRIOR)).toBeUndefined();
    expect(gapsOf(daysAgo(1, 1.1, 1.2, 30))).toEqual([29]);
    expect(gapsOf(every(3, 500))).toHaveLength(MAX_GAPS);
  });

  it('takes a weekly buyer for silent after weeks, and a yearly one not before years', () => {
    const leila = known(rhythmOf(every(7, 30), UNKNOWN_PRIOR));
    expect(leila.averageDays).toBe(7);
    expect(silentProbability(leila, 7)).toBeLessThan(0.3);
    expect(silentProbability(leila, 28)).toBeGreaterThan(0.95);
    const karim = known(rhythmOf(every(365, 4), UNKNOWN_PRIOR));
    expect(silentProbability(karim, 330)).toBeLessThan(0.3);
    expect(silentProbability(karim, 365 * 6)).toBeGreaterThan(0.8);
  });

  it('draws who has few gaps towards the business, and leaves who has many alone', () => {
    const bakery = { ...UNKNOWN_PRIOR, mean: Math.log(7), weight: 2 };
    const few = known(rhythmOf(every(60, 3), bakery));
    const many = known(rhythmOf(every(60, 40), bakery));
    expect(few.usualDays).toBeLessThan(30);
    expect(many.usualDays).toBeGreaterThan(50);
  });

  it('is surer of who is regular than of who is not', () => {
    const regular = known(rhythmOf(every(14, 20), UNKNOWN_PRIOR));
    const irregular = known(
      rhythmOf(
        daysAgo(2, 3, 40, 41, 45, 90, 91, 95, 120, 122, 170, 171, 200, 202, 204, 240, 260, 261, 264, 266),
        UNKNOWN_PRIOR,
      ),
    );
    expect(silentProbability(regular, 45)).toBeGreaterThan(silentProbability(irregular, 45) + 0.2);
  });

  it('begins at the chance of an end, and only grows with time', () => {
    fc.assert(
      fc.property(people, fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 2 }), (times, days) => {
        const rhythm = rhythmOf(times, UNKNOWN_PRIOR);
        fc.pre(rhythm !== undefined);
        expect(silentProbability(rhythm, 0)).toBeCloseTo(UNKNOWN_PRIOR.ending, 6);
        const grown = days.toSorted((a, b) => a - b).map((day) => silentProbability(rhythm, day));
        for (const [at, value] of grown.entries()) {
          expect(value).toBeGreaterThanOrEqual((grown[at - 1] ?? 0) - 1e-9);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('knows when a level will be reached', () => {
    expect(daysUntilSilent(known(rhythmOf(every(7, 9), UNKNOWN_PRIOR)), 0.01)).toBe(0);
    fc.assert(
      fc.property(people, fc.constantFrom(0.5, 0.8, 0.95, 0.99), (times, level) => {
        const rhythm = rhythmOf(times, UNKNOWN_PRIOR);
        fc.pre(rhythm !== undefined);
        const days = daysUntilSilent(rhythm, level);
        fc.pre(Number.isFinite(days));
        expect(silentProbability(rhythm, days)).toBeCloseTo(level, 2);
      }),
    );
  });

  it('expects the next one in the middle of what is left', () => {
    const rhythm = known(rhythmOf(every(10, 20), UNKNOWN_PRIOR));
    expect(expectedGap(rhythm, 0)).toBeCloseTo(rhythm.usualDays, 1);
    expect(expectedGap(rhythm, 15)).toBeGreaterThan(15);
  });
});

describe('fitRhythm', () => {
  it('says nothing of a few people', () => {
    expect(fitRhythm([every(7, 10), every(9, 10)], now)).toBeUndefined();
  });

  it('learns how much people are alike, and how often it ends', () => {
    const alike = fitRhythm(
      Array.from({ length: 40 }, (_, person) =>
        every(14, 8, 1).map((at, number) => at + ((number * person) % 3) * DAY_MS),
      ),
      now,
    );
    const different = fitRhythm(
      Array.from({ length: 40 }, (_, person) => every(1 + person * 4, 8, 1)),
      now,
    );
    expect(Math.exp(alike?.mean ?? 0)).toBeGreaterThan(11);
    expect(Math.exp(alike?.mean ?? 0)).toBeLessThan(16);
    expect(alike?.weight).toBeGreaterThan(1);
    expect(different?.weight).toBeLessThan(0.2);
    const leaving = fitRhythm(
      Array.from({ length: 40 }, () => every(7, 6, 300)),
      now,
    );
    expect(leaving?.ending).toBeGreaterThan(2 * (alike?.ending ?? 1));
  });
});
