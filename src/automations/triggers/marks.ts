import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { MINUTE_MS } from '../../lib/duration.ts';
import type { SignalAutomation } from '../automation.ts';

/** Where the answers to triggers are kept: real runs, or only what a dry run would do. */
export type AnswerTable = 'automation_runs' | 'dry_runs';

export interface LookOptions {
  answers: AnswerTable;
  /** Of all automations there are, so that one that was renamed is told from one that is new. */
  names: readonly string[];
  limit: number;
  now: Date;
}

/** How far an automation has looked at what may start it. */
export interface Mark {
  seenUntil: Date;
  /** The time of this look: the earlier of the database's clock and ours. */
  lookedAt: Date;
  /** Never beyond the clock, so that a clock put back hides nothing. */
  believed: Date;
  /** Names of automations that are gone and answered for this one. */
  formerly: string[];
}

/** The mark is moved this often, so that a look that finds nothing mostly writes nothing. */
const MARK_EVERY_MS = 10 * MINUTE_MS;

const MARKS: Record<AnswerTable, string> = {
  automation_runs: 'signals seen until',
  dry_runs: 'signals seen until, in the dry run',
};

/**
 * The mark of an automation. The first look reaches back as far as the automation may be late, and counts what an
 * automation that is gone since (renamed, most likely) did about the same occasion as its own.
 */
export async function readMark(tx: Tx, automation: SignalAutomation, options: LookOptions): Promise<Mark> {
  const { answers, now } = options;
  const row =
    (await selectMark(tx, automation, answers)) ??
    (await firstMark(tx, automation, options)) ??
    (await selectMark(tx, automation, answers));
  if (!row) throw new Error('the mark of an automation cannot be read although it was just written');
  const lookedAt = Math.min(row.database_now.getTime(), now.getTime());
  const { formerly = [] } = (row.outcome ?? {}) as { formerly?: string[] };
  return {
    seenUntil: row.due_at,
    lookedAt: new Date(lookedAt),
    believed: new Date(Math.min(row.due_at.getTime(), lookedAt)),
    formerly,
  };
}

/** Call it when all that was found has an answer. */
export async function moveMark(
  tx: Tx,
  { name }: SignalAutomation,
  answers: AnswerTable,
  mark: Mark,
  everyMs = MARK_EVERY_MS,
): Promise<void> {
  if (mark.lookedAt.getTime() - mark.seenUntil.getTime() <= everyMs) return;
  await tx
    .updateTable('occurrences')
    .set({ due_at: mark.lookedAt })
    .where('rule', '=', name)
    .where('occasion', '=', MARKS[answers])
    .execute();
}

function selectMark(tx: Tx, { name }: SignalAutomation, answers: AnswerTable) {
  return tx
    .selectFrom('occurrences')
    .select(['due_at', 'outcome', sql<Date>`now()`.as('database_now')])
    .where('rule', '=', name)
    .where('occasion', '=', MARKS[answers])
    .executeTakeFirst();
}

async function firstMark(
  tx: Tx,
  { name, maxLatenessMs }: SignalAutomation,
  { answers, names, now }: LookOptions,
) {
  const gone = await tx
    .selectFrom('occurrences')
    .select('rule')
    .where('occasion', '=', MARKS.automation_runs)
    .where('rule', '!=', sql<string>`all(${[...names, name]}::text[])`)
    .execute();
  const formerly = gone.map(({ rule }) => rule);
  return tx
    .insertInto('occurrences')
    .values({
      rule: name,
      occasion: MARKS[answers],
      due_at: sql<Date>`least(now(), ${now}::timestamptz) - ${maxLatenessMs} * interval '1 millisecond'`,
      done_at: now,
      outcome: JSON.stringify({ formerly }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(['due_at', 'outcome', sql<Date>`now()`.as('database_now')])
    .executeTakeFirst();
}
