import { expect, it } from 'vitest';
import { historyFlow } from '../../src/schedule/history-flow.ts';

it('flows while batches come, and no longer once they pause or the history is read', () => {
  let now = 10_000;
  const flow = historyFlow(() => now);
  expect(flow.flows()).toBe(false);
  flow.sawProgress({ finished: false });
  now += 1900;
  expect(flow.flows()).toBe(true);
  now += 200;
  expect(flow.flows()).toBe(false);
  flow.sawProgress({ finished: false });
  flow.sawProgress({ finished: true });
  expect(flow.flows()).toBe(false);
});

it('lets the history have a turn every ten seconds, however fast it comes', () => {
  let now = 10_000;
  const flow = historyFlow(() => now);
  const turns = Array.from({ length: 50 }, () => {
    now += 500;
    flow.sawProgress({ finished: false });
    return flow.flows() ? [] : [now - 10_000];
  }).flat();
  expect(turns).toEqual([10_000, 20_000]);
});

it('asks for a look at the first batch, about once a second after it, and at the end', () => {
  let now = 10_000;
  const flow = historyFlow(() => now);
  const looks = Array.from({ length: 12 }, () => {
    const look = flow.sawProgress({ finished: false });
    now += 250;
    return look;
  });
  expect(looks.flatMap((look, at) => (look ? [at] : []))).toEqual([0, 4, 8]);
  expect(flow.sawProgress({ finished: true })).toBe(true);
});
