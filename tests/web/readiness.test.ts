import { describe, expect, it } from 'vitest';
import type { MailboxStatus, Status } from '../../src/operations/status.ts';
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

  it('does not wait for a mailbox that was taken out of the configuration', () => {
    const [open] = bakery().mailboxes;
    const [old] = bakeryWith({ name: 'old', configured: false, lastOkSyncAt: minutesAgo(9000) }).mailboxes;
    expect(judge({ ...bakery(), mailboxes: [open, old].flatMap((one) => one ?? []) }).ready).toBe(true);
    expect(judge(bakery({ configured: false })).problems).toEqual(['no mailbox has been looked at yet']);
  });

  it('goes by the last good look, not by whether a failure is known', () => {
    const failure = { class: 'network', message: 'connection refused', since: minutesAgo(2), retryAt: null };
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
    const history = { done: 5, total: 20_000, perSecond: 5, secondsLeft: 4000, finishedAt: null };
    const [mailbox] = bakery().mailboxes;
    const folders = mailbox?.folders.map((folder) => ({ ...folder, history })) ?? [];
    expect(judge({ ...jam, ...bakeryWith({ folders }) }).ready).toBe(true);
    const done = folders.map((folder) => ({ ...folder, history: { ...history, finishedAt: NOW } }));
    expect(judge({ ...jam, ...bakeryWith({ folders: done }) }).ready).toBe(false);
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

function judge(status: Status, stages: StageHealth[] = [], pollMs = POLL_MS) {
  return judgeReadiness(status, stages, { now: NOW, pollMs });
}

function bakery(changes: Partial<MailboxStatus> = {}): Status {
  return {
    business: "Maryam's Bakery",
    backlog: { read: 0, match: 3, detect: 0, deliver: 1 },
    quarantined: 0,
    log: { messages: 1243, contacts: 80, customers: 61, companies: 12, purchases: 200 },
    outbox: { sent: 5 },
    paused: null,
    ...bakeryWith(changes),
  };
}

function bakeryWith(changes: Partial<MailboxStatus>): Pick<Status, 'mailboxes'> {
  const mailbox: MailboxStatus = {
    name: 'bakery',
    address: 'hello@bakery.example',
    configured: true,
    parked: 0,
    lastOkSyncAt: minutesAgo(1),
    failure: null,
    historyPause: null,
    folders: [
      {
        path: 'INBOX',
        role: 'inbox',
        server: 10,
        stored: 10,
        skipped: {},
        waiting: 0,
        lastOkSyncAt: minutesAgo(1),
        history: null,
      },
    ],
  };
  return { mailboxes: [{ ...mailbox, ...changes }] };
}
