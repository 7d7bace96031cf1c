import { expect, test } from 'vitest';
import { movableClock, systemClock } from '../../src/lib/clock.ts';
import { unhurried } from '../../src/schedule/unhurried.ts';

test('goes on while there is more, rests after that, and then looks again', async () => {
  const clock = movableClock(systemClock);
  const reports = [
    { did: 2, more: true },
    { did: 1, more: false },
    { did: 3, more: false },
  ];
  const stage = unhurried(
    { name: 'bake', run: async () => reports.shift() ?? { did: 0, more: false } },
    clock,
    60_000,
  );
  expect(stage.name).toBe('bake');
  expect(await stage.run()).toEqual({ did: 2, more: true });
  expect(await stage.run()).toEqual({ did: 1, more: false });
  expect(await stage.run()).toEqual({ did: 0, more: false });
  clock.advance(59_000);
  expect(await stage.run()).toEqual({ did: 0, more: false });
  clock.advance(2000);
  expect(await stage.run()).toEqual({ did: 3, more: false });
});

test('comes back at once after a failure', async () => {
  let fails = true;
  const stage = unhurried(
    {
      name: 'bake',
      run: async () => {
        if (fails) throw new Error('the oven is cold');
        return { did: 1, more: false };
      },
    },
    systemClock,
    60_000,
  );
  await expect(stage.run()).rejects.toThrow('the oven is cold');
  fails = false;
  expect(await stage.run()).toEqual({ did: 1, more: false });
});
