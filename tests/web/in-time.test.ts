import { expect, it } from 'vitest';
import { inTime } from '../../src/web/in-time.ts';

it('gives the outcome of work that is done in time', async () => {
  expect(await inTime(1000, Promise.resolve('bread'))).toBe('bread');
  await expect(inTime(1000, Promise.reject(new Error('burnt')))).rejects.toThrow('burnt');
});

it('does not wait for work that hangs', async () => {
  await expect(inTime(20, new Promise(() => {}))).rejects.toThrow('no answer in 20 ms');
});
