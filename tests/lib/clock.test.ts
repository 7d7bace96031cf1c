import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sleep } from '../../src/lib/clock.ts';

it('takes a time that is over for over, without a warning of node', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  const began = performance.now();
  await sleep(-5000);
  // Warnings come at the next turn.
  await wait(5);
  process.off('warning', hear);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(warnings).toEqual([]);
});
