import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { type Lane, startLane } from '../../src/schedule/lane.ts';
import { waitUntil } from '../support/network.ts';

let lane: Lane | undefined;
afterEach(() => lane?.stop());

const NEVER_MS = 3_600_000;

describe('startLane', () => {
  it('works off what is due in order, batch by batch', async () => {
    const calls: string[] = [];
    let waiting = 3;
    const read = () => {
      calls.push('read');
      waiting--;
      return Promise.resolve({ did: 1, more: waiting > 0 });
    };
    const match = () => {
      calls.push('match');
      return Promise.resolve({ did: 0, more: false });
    };
    lane = startLane(
      'test',
      [
        { name: 'read', run: read },
        { name: 'match', run: match },
      ],
      NEVER_MS,
      silentLog(),
    );
    await lane.drain();
    expect(calls.slice(0, 6)).toEqual(['read', 'match', 'read', 'match', 'read', 'match']);
    expect(lane.health()[0]?.did).toBe(calls.filter((name) => name === 'read').length);
  });

  it('looks at once when nudged, also while it is busy', async () => {
    let runs = 0;
    lane = startLane(
      'test',
      [{ name: 'count', run: () => Promise.resolve({ did: ++runs, more: false }) }],
      NEVER_MS,
      silentLog(),
    );
    await waitUntil(() => runs === 1);
    lane.nudge();
    await waitUntil(() => runs > 1);
    expect(runs).toBe(2);
  });

  it('looks more rarely while nothing happens, and as often as before once something does', async () => {
    const at: number[] = [];
    let did = 0;
    const run = () => {
      at.push(performance.now());
      return Promise.resolve({ did, more: false });
    };
    const pauses = (from: number) => at.slice(from + 1).map((time, index) => time - (at[from + index] ?? 0));
    const tickMs = 20;
    lane = startLane('test', [{ name: 'look', run }], tickMs, silentLog());
    await waitUntil(() => at.length >= 15, { what: 'quiet looks' });
    expect(Math.min(...pauses(11))).toBeGreaterThan(2 * tickMs);
    did = 1;
    const from = at.length;
    lane.nudge();
    await waitUntil(() => at.length >= from + 30, { what: 'busy looks' });
    const busy = pauses(from).toSorted((a, b) => a - b);
    expect(busy[Math.floor(busy.length / 4)]).toBeLessThan(2 * tickMs);
  });

  it('reports a stage that fails and goes on with the next, and forgets the failure when it works', async () => {
    let broken = true;
    let reached = 0;
    const stages = [
      {
        name: 'broken',
        run: () => (broken ? Promise.reject(new Error('no disk')) : Promise.resolve({ did: 0, more: false })),
      },
      { name: 'next', run: () => Promise.resolve({ did: ++reached, more: false }) },
    ];
    lane = startLane('test', stages, NEVER_MS, silentLog());
    await lane.drain();
    expect(reached).toBeGreaterThan(0);
    expect(lane.health()[0]?.lastError).toBe('no disk');
    broken = false;
    await lane.drain();
    expect(lane.health()[0]?.lastError).toBeUndefined();
  });
});
