import type { Tx } from '../database/tables.ts';
import { type CronTime, cronTimes } from '../lib/cron-next.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Downtime } from './automation.ts';

/** A rule that is due by a schedule. */
export interface OccurrenceRule {
  /** Its name; `weekly-digest:<id of the manager>` where one rule is due for each manager apart. */
  rule: string;
  cron: string;
  timeZone: string;
  /** What of the times missed while nothing looked is made up for. */
  downtime: Downtime;
  maxLatenessMs: number;
  /** An inactive rule lets its times pass by, so that it begins afresh when it is switched on. */
  active: boolean;
}

/** That a rule was due on an occasion. */
export interface Occurrence {
  rule: string;
  /** The local date, time and zone: `2026-03-29T08:00 Europe/Berlin`. */
  occasion: string;
  dueAt: Date;
}

/**
 * Writes down what came due since the last look, once for each rule and occasion however many look and whatever the
 * clock does, and answers what is new. A rule seen for the first time is due from now on, never for the past. Call it
 * often; whoever acts on an occurrence claims and finishes it in the transaction of what it causes.
 */
export async function recordDueOccurrences(
  tx: Tx,
  rules: readonly OccurrenceRule[],
  now: Date,
): Promise<Occurrence[]> {
  const recorded: Occurrence[] = [];
  // In the order of their names, so that two lookers never wait for each other crosswise.
  for (const rule of rules.toSorted((a, b) => (a.rule < b.rule ? -1 : 1))) {
    const lookedUntil = await lockLookedUntil(tx, rule.rule, now);
    const times = cronTimes(rule.cron, rule.timeZone, lookedUntil, now);
    const due = rule.active ? dueOf(rule, times, now) : [];
    const last = times.at(-1);
    if (last) await writeLookedUntil(tx, rule.rule, last.dueAt);
    recorded.push(...(await insertOccurrences(tx, rule.rule, due)));
  }
  return recorded;
}

/** What a look finds due a little late is still in time: `skip` is meant for times missed while Wafa was off. */
const PUNCTUAL_MS = 5 * MINUTE_MS;

/** What of `times` is acted on, by the rule's downtime and lateness. */
function dueOf(
  { downtime, maxLatenessMs }: Pick<OccurrenceRule, 'downtime' | 'maxLatenessMs'>,
  times: readonly CronTime[],
  now: Date,
): CronTime[] {
  const within = (limitMs: number) => times.filter(({ dueAt }) => now.getTime() - dueAt.getTime() <= limitMs);
  if (downtime === 'all') return within(maxLatenessMs);
  if (downtime === 'once') return within(maxLatenessMs).slice(-1);
  return within(Math.min(PUNCTUAL_MS, maxLatenessMs)).slice(-1);
}

/**
 * Takes an occurrence to act on, locked to the end of the transaction; undefined when there is none, it is done, or
 * another worker has it. Without `occasion` the oldest open one of the rule. One that was written down in time but, for
 * a crash, is only found when it is later than `maxLatenessMs`, is finished as skipped and not answered.
 */
export async function claimOccurrence(
  tx: Tx,
  wanted: { rule: string; occasion?: string; maxLatenessMs: number },
  now: Date,
): Promise<Occurrence | undefined> {
  let query = tx
    .selectFrom('occurrences')
    .select(['rule', 'occasion', 'due_at'])
    .where('rule', '=', wanted.rule)
    .where('done_at', 'is', null)
    .orderBy('due_at')
    .limit(1)
    .forUpdate()
    .skipLocked();
  if (wanted.occasion !== undefined) query = query.where('occasion', '=', wanted.occasion);
  for (;;) {
    const row = await query.executeTakeFirst();
    if (!row) return undefined;
    if (now.getTime() - row.due_at.getTime() <= wanted.maxLatenessMs) {
      return { rule: row.rule, occasion: row.occasion, dueAt: row.due_at };
    }
    await finishOccurrence(tx, row, { skipped: 'found too late' }, now);
  }
}

/** Marks a claimed occurrence as done, with what came of it; in the same transaction as that. */
export async function finishOccurrence(
  tx: Tx,
  { rule, occasion }: Pick<Occurrence, 'rule' | 'occasion'>,
  outcome: Record<string, unknown>,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('occurrences')
    .set({ done_at: now, outcome: JSON.stringify(outcome) })
    .where('rule', '=', rule)
    .where('occasion', '=', occasion)
    .where('done_at', 'is', null)
    .execute();
}

/** The row that says how far a rule has been looked at; it is `done`, so nobody ever claims it. */
const LOOKED_UNTIL = 'looked until';

/**
 * How far `rule` was looked at, locked: two that look at once do so one after the other. After the clock went back it
 * is now again; the unique occasions keep what was done in the false future from being done a second time.
 */
async function lockLookedUntil(tx: Tx, rule: string, now: Date): Promise<Date> {
  await tx
    .insertInto('occurrences')
    .values({ rule, occasion: LOOKED_UNTIL, due_at: now, done_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx
    .selectFrom('occurrences')
    .select('due_at')
    .where('rule', '=', rule)
    .where('occasion', '=', LOOKED_UNTIL)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.due_at.getTime() <= now.getTime()) return row.due_at;
  await writeLookedUntil(tx, rule, now);
  return now;
}

async function writeLookedUntil(tx: Tx, rule: string, until: Date): Promise<void> {
  await tx
    .updateTable('occurrences')
    .set({ due_at: until })
    .where('rule', '=', rule)
    .where('occasion', '=', LOOKED_UNTIL)
    .execute();
}

async function insertOccurrences(tx: Tx, rule: string, times: readonly CronTime[]): Promise<Occurrence[]> {
  if (times.length === 0) return [];
  const rows = await tx
    .insertInto('occurrences')
    .values(times.map(({ occasion, dueAt }) => ({ rule, occasion, due_at: dueAt })))
    .onConflict((conflict) => conflict.doNothing())
    .returning(['rule', 'occasion', 'due_at'])
    .execute();
  return rows.map((row) => ({ rule: row.rule, occasion: row.occasion, dueAt: row.due_at }));
}
