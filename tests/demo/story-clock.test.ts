import { expect, test } from 'vitest';
import { storyClock } from '../../src/demo/story-clock.ts';
import { systemClock } from '../../src/lib/clock.ts';

const DAY_MS = 86_400_000;
const near = (date: Date, wanted: Date) => Math.abs(date.getTime() - wanted.getTime()) < 1000;

test('begins where it is told, takes its followers along, and never goes back', async () => {
  const start = new Date(Date.now() + 30 * DAY_MS);
  const clock = storyClock(start);
  const follower = clock.around(systemClock);
  expect(near(clock.now(), start)).toBe(true);
  expect(near(await follower.now(), start)).toBe(true);

  const later = new Date(start.getTime() + 8 * DAY_MS);
  clock.moveTo(later);
  clock.moveTo(start);
  expect(near(clock.now(), later)).toBe(true);
  expect(near(await follower.now(), later)).toBe(true);
});

test('is the machine’s own time unless told, and when it was told a past one', () => {
  expect(near(storyClock(undefined).now(), new Date())).toBe(true);
  expect(near(storyClock(new Date(0)).now(), new Date())).toBe(true);
});
