import { describe, expect, it } from 'vitest';
import type { MailboxVitals, Vitals } from '../../src/operations/vitals.ts';
import type { StageHealth } from '../../src/schedule/lane.ts';
import { judgeReadiness } from '../../src/web/readiness.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const POLL_MS = 60_000;
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('readiness', () => {
  it('holds when the mail was read just now and nothing piles up', () => {
    expect(judge(bakery())).toMatchObject({ ready: true, problems: [] });
  });

  it('does not hold before any mailbox was looked at', () => {
    expect(judge({ ...bakery(), mailboxes: [] }).problems).toEqual(['no mailbox has been looked at yet']);
    expect(judge(bakery({ lastOkSyncAt: null })).problems).toEqual(['mailbox bakery has not been read ever']);
  });

  it('goes by the last good look, not by whether a failure is known', () => {
    const failure = 'connection refused';
    expect(judge(bakery({ failure })).ready).toBe(true);
    expect(judge(bakery({ lastOkSyncAt: minutesAgo(6) })).problems).toEqual([
      'mailbox bakery has not been read for 6m',
    ]);
    expect(judge(bakery({ failure, lastOkSyncAt: minutesAgo(90) })).problems).toEqual([
      'mailbox bakery has not been read for 1h 30m: connection refused',
    ]);
  });

  it('allows three polls where polls are rare', () => {
    const status = bakery({ lastOkSyncAt: minutesAgo(25) });
    expect(judge(status, [], 10 * 60_000).ready).toBe(true);
    expect(judge(status, [], 5 * 60_000).ready).toBe(false);
  });

  it('minds a jam, but not while history is read', () => {
    const jam = { ...bakery(), backlog: { read: 10_001, match: 0, detect: 0, deliver: 0 } };
    expect(judge(jam).problems).toEqual(['10001 rows wait for "read"']);
    expect(judge({ ...bakery({ readsHistory: true }), backlog: jam.backlog }).ready).toBe(true);
  });

  it('minds a stage that fails', () => {
    const stage: StageHealth = {
      name: 'deliver',
      lastRunAt: NOW,
      lastOkAt: undefined,
      lastError: 'no such column',
      did: 0,
    };
    expect(judge(bakery(), [stage]).problems).toEqual(['deliver fails: no such column']);
    expect(judge(bakery(), [{ ...stage, lastError: undefined }]).ready).toBe(true);
  });
});

function judge(vitals: Vitals, stages: StageHealth[] = [], pollMs = POLL_MS) {
  return judgeReadiness(vitals, stages, { now: NOW, pollMs });
}

function bakery(changes: Partial<MailboxVitals> = {}): Vitals {
  return {
    mailboxes: [
      { name: 'bakery', lastOkSyncAt: minutesAgo(1), failure: null, readsHistory: false, ...changes },
    ],
    backlog: { read: 0, match: 3, detect: 0, deliver: 1 },
  };
}
