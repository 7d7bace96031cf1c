import { expect, it } from 'vitest';
import { sparing } from '../../src/web/sparing.ts';

/** Work that takes so long on a clock of its own, and answers how often it was done. */
function counting(tookMs: number) {
  let time = 0;
  let done = 0;
  const work = () => {
    time += tookMs;
    return Promise.resolve(++done);
  };
  const ask = sparing(work, () => time);
  return { ask, pass: (ms: number) => (time += ms) };
}

it('does quick work anew each time', async () => {
  const { ask } = counting(20);
  expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 3]);
});

it('answers what took long from the last time, for fifty times as long and a minute at most', async () => {
  const { ask, pass } = counting(500);
  expect([await ask(), await ask()]).toEqual([1, 1]);
  pass(24_000);
  expect(await ask()).toBe(1);
  pass(2000);
  expect(await ask()).toBe(2);
  const slow = counting(10_000);
  await slow.ask();
  slow.pass(61_000);
  expect(await slow.ask()).toBe(2);
});

it('does it once for all who ask meanwhile', async () => {
  const { ask } = counting(10);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
});

it('keeps no failure', async () => {
  let broken = true;
  const ask = sparing(() =>
    broken ? Promise.reject(new Error('the oven is cold')) : Promise.resolve('bread'),
  );
  await expect(ask()).rejects.toThrow('cold');
  broken = false;
  expect(await ask()).toBe('bread');
});
