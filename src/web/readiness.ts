import { formatDuration, MINUTE_MS } from '../lib/duration.ts';
import type { Backlog, Vitals } from '../operations/vitals.ts';
import type { StageHealth } from '../schedule/lane.ts';

/** Whether the job is being done, in truth: not "the process runs" but "mail was read, and nothing piles up". */
export interface Readiness {
  ready: boolean;
  /** Why not, one sentence each. */
  problems: string[];
  lastOkSyncAt: Record<string, Date | null>;
  backlog: Backlog;
}

/** A mailbox not read for so many polls is not being read. */
const POLLS_MISSED = 3;
const LEAST_SILENCE_MS = 5 * MINUTE_MS;
/** More waiting than this is a jam, unless history is being read. */
const BACKLOG_LIMIT = 10_000;

/** Judges by the age of the last good look at each mailbox, the backlog, and stages that fail. */
export function judgeReadiness(
  { mailboxes, backlog }: Vitals,
  stages: readonly StageHealth[],
  { now, pollMs }: { now: Date; pollMs: number },
): Readiness {
  const allowedMs = Math.max(LEAST_SILENCE_MS, POLLS_MISSED * pollMs);
  const problems: string[] = [];
  for (const { name, lastOkSyncAt, failure } of mailboxes) {
    const age = lastOkSyncAt ? now.getTime() - lastOkSyncAt.getTime() : Number.POSITIVE_INFINITY;
    if (age <= allowedMs) continue;
    const since = lastOkSyncAt ? `for ${formatDuration(age)}` : 'ever';
    problems.push(`mailbox ${name} has not been read ${since}${failure === null ? '' : `: ${failure}`}`);
  }
  if (mailboxes.length === 0) problems.push('no mailbox has been looked at yet');
  const reading = mailboxes.some(({ readsHistory }) => readsHistory);
  for (const [stage, count] of Object.entries(backlog)) {
    if (count > BACKLOG_LIMIT && !reading) problems.push(`${count} rows wait for "${stage}"`);
  }
  for (const { name, lastError } of stages) if (lastError) problems.push(`${name} fails: ${lastError}`);
  return {
    ready: problems.length === 0,
    problems,
    lastOkSyncAt: Object.fromEntries(mailboxes.map(({ name, lastOkSyncAt }) => [name, lastOkSyncAt])),
    backlog,
  };
}
