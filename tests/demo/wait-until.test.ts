import { expect, test } from 'vitest';
import { NotAsTold, waitUntil } from '../../src/demo/wait-until.ts';

const signal = new AbortController().signal;

test('answers what was seen', async () => {
  let looks = 0;
  const seen = await waitUntil(() => (++looks < 3 ? undefined : 'bread'), {
    what: 'bread',
    limitMs: 5000,
    signal,
  });
  expect([seen, looks]).toEqual(['bread', 3]);
});

test('says what was not seen, and for how long it was waited', async () => {
  const waiting = waitUntil(() => undefined, { what: 'the thank-you to Shirin', limitMs: 1000, signal });
  await expect(waiting).rejects.toThrow(new NotAsTold('not seen within 1 s: the thank-you to Shirin'));
});

test('ends at once when the story is ended by hand', async () => {
  const ending = new AbortController();
  const waiting = waitUntil(() => undefined, { what: 'bread', limitMs: 60_000, signal: ending.signal });
  ending.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow('Ctrl-C');
});
