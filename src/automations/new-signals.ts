import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/duration.ts';
import type { SignalAutomation } from './automation.ts';
import type { TriggeringSignal } from './plan.ts';

/** A signal to act on, with its evidence. */
export interface NewSignal extends TriggeringSignal {
  evidence: object;
}

/** Where the answers to signals are kept: real runs, or only what a dry run would do. */
export type AnswerTable = 'automation_runs' | 'dry_runs';

export interface NewSignals {
  signals: NewSignal[];
  /** Call when all of them have an answer. */
  markSeen: () => Promise<void>;
}

/**
 * Signals of the automation's kind that have no answer in `answers` yet, oldest first, at most `limit`.
 *
 * Incremental: only signals written since the last look are read, by the index on (kind, created_at), and of these only
 * such as have no answer row (unique by automation, contact and occasion). `created_at` is when a transaction began, so
 * one that commits late shows up behind the mark: every look reaches back `LATE_COMMIT_MS` behind it, and the answer
 * rows make that harmless. The mark is never believed beyond the clock, so that a clock put back hides nothing. The first look reaches back as far as the automation may be late, and counts what an automation that is
 * gone since (renamed, most likely) did about the same occasion as its own.
 */
export async function newSignals(
  tx: Tx,
  automation: SignalAutomation,
  {
    answers,
    names,
    limit,
    now,
  }: { answers: AnswerTable; names: readonly string[]; limit: number; now: Date },
): Promise<NewSignals> {
  const mark = await readMark(tx, automation, answers, names, now);
  const answeredNames = sql`any(${[automation.name, ...mark.formerly]}::text[])`;
  const rows = await tx
    .selectFrom('signals as s')
    .select(['s.id', 's.contact_id', 's.dedupe_key', 's.occurred_at', 's.history', 's.evidence'])
    .where('s.kind', '=', automation.trigger.signal)
    .where('s.history', '=', false)
    .where('s.contact_id', 'is not', null)
    .where('s.created_at', '>', mark.readFrom)
    .where(
      sql<SqlBool>`not exists (select from ${sql.table(answers)} a where a.automation = ${answeredNames}
        and a.contact_id = s.contact_id and a.occasion = s.dedupe_key)`,
    )
    .orderBy('s.created_at')
    .orderBy('s.id')
    .limit(limit)
    .execute();
  const signals = rows.flatMap((row) =>
    row.contact_id === null
      ? []
      : [
          {
            id: row.id,
            contactId: row.contact_id,
            dedupeKey: row.dedupe_key,
            occurredAt: row.occurred_at,
            since: sinceOf(row.evidence, row.occurred_at),
            history: row.history,
            evidence: row.evidence,
          },
        ],
  );
  return {
    signals,
    markSeen: async () => {
      const ahead = mark.lookedAt.getTime() - mark.seenUntil.getTime() > MARK_EVERY_MS;
      if (ahead && rows.length < limit) await writeMark(tx, automation, answers, mark.lookedAt);
    },
  };
}

/**
 * A silence is noticed while mail may lie unread: what the customer did after the last sign of life that the signal
 * knows of counts, though it was before the notice.
 */
function sinceOf(evidence: object, occurredAt: Date): Date {
  const text = 'lastActivityAt' in evidence ? evidence.lastActivityAt : undefined;
  const last = typeof text === 'string' ? new Date(text) : occurredAt;
  return last.getTime() < occurredAt.getTime() ? last : occurredAt;
}

/** Longest time that a transaction which writes signals may stay open; an import of a large file is the longest. */
const LATE_COMMIT_MS = HOUR_MS;

/** The mark is moved this often, so that a look that finds nothing mostly writes nothing. */
const MARK_EVERY_MS = 10 * MINUTE_MS;

interface Mark {
  seenUntil: Date;
  readFrom: Date;
  /** The time of this look: the earlier of the database's clock and ours. */
  lookedAt: Date;
  /** Names of automations that are gone and answered for this one. */
  formerly: string[];
}

const MARKS: Record<AnswerTable, string> = {
  automation_runs: 'signals seen until',
  dry_runs: 'signals seen until, in the dry run',
};

async function readMark(
  tx: Tx,
  automation: SignalAutomation,
  answers: AnswerTable,
  names: readonly string[],
  now: Date,
): Promise<Mark> {
  const row =
    (await selectMark(tx, automation, answers)) ??
    (await firstMark(tx, automation, answers, names, now)) ??
    (await selectMark(tx, automation, answers));
  if (!row) throw new Error('the mark of an automation cannot be read although it was just written');
  const lookedAt = Math.min(row.database_now.getTime(), now.getTime());
  const believed = Math.min(row.due_at.getTime(), lookedAt);
  const { formerly = [] } = (row.outcome ?? {}) as { formerly?: string[] };
  const readFrom = new Date(believed - LATE_COMMIT_MS);
  return { seenUntil: row.due_at, readFrom, lookedAt: new Date(lookedAt), formerly };
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
  answers: AnswerTable,
  names: readonly string[],
  now: Date,
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

async function writeMark(
  tx: Tx,
  { name }: SignalAutomation,
  answers: AnswerTable,
  seenUntil: Date,
): Promise<void> {
  await tx
    .updateTable('occurrences')
    .set({ due_at: seenUntil })
    .where('rule', '=', name)
    .where('occasion', '=', MARKS[answers])
    .execute();
}
