import { expect, it } from 'vitest';
import { backlog } from '../../src/schedule/backlog.ts';

it('goes on while there is more, and not where there is none', () => {
  let now = 10_000;
  const waiting = backlog(() => now);
  expect(waiting.goesOn()).toBe(false);
  waiting.saw(true);
  now += 5000;
  expect(waiting.goesOn()).toBe(true);
  waiting.saw(false);
  expect(waiting.goesOn()).toBe(false);
});

it('lets what follows have a turn every ten seconds, counted from where the backlog began', () => {
  let now = 10_000;
  const waiting = backlog(() => now);
  now += 60_000;
  const began = now;
  const turns = Array.from({ length: 50 }, () => {
    waiting.saw(true);
    const turn = waiting.goesOn() ? [] : [now - began];
    now += 500;
    return turn;
  }).flat();
  expect(turns).toEqual([10_000, 20_000]);
});
