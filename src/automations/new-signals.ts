import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { HOUR_MS } from '../lib/duration.ts';
import type { Automation, SignalAutomation } from './automation.ts';
import type { TriggeringSignal } from './plan.ts';
import type { RunAbout } from './run-context.ts';
import { type LookOptions, moveMark, readMark } from './triggers/marks.ts';

/** What starts runs, and has not been answered yet. */
export interface NewSignals {
  signals: TriggeringSignal[];
  /** There is more than was asked for. */
  more: boolean;
  /** Call when all of them have an answer. */
  markSeen: () => Promise<void>;
}

/** Longest time that a transaction which writes signals may stay open; an import of a large file is the longest. */
const LATE_COMMIT_MS = HOUR_MS;

/**
 * Signals of the automation's kind that have no answer in `answers` yet, oldest first, at most `limit`.
 *
 * Incremental: only signals written since the last look are read, by the index on (kind, created_at), and of these only
 * such as have no answer row (unique by automation, contact and occasion). `created_at` is when a transaction began, so
 * one that commits late shows up behind the mark: every look reaches back `LATE_COMMIT_MS` behind it, and the answer
 * rows make that harmless.
 */
export async function newSignals(
  tx: Tx,
  automation: SignalAutomation & { trigger: Extract<Automation['trigger'], { kind: 'signal' }> },
  options: LookOptions,
): Promise<NewSignals> {
  const { answers, limit } = options;
  const mark = await readMark(tx, automation, options);
  const answeredNames = sql`any(${[automation.name, ...mark.formerly]}::text[])`;
  const rows = await tx
    .selectFrom('signals as s')
    .select(['s.id', 's.contact_id', 's.dedupe_key', 's.occurred_at', 's.history', 's.evidence'])
    .where('s.kind', '=', automation.trigger.signal)
    .where('s.history', '=', false)
    .where('s.contact_id', 'is not', null)
    .where('s.created_at', '>', new Date(mark.believed.getTime() - LATE_COMMIT_MS))
    .where(
      sql<SqlBool>`not exists (select from ${sql.table(answers)} a where a.automation = ${answeredNames}
        and a.contact_id = s.contact_id and a.occasion = s.dedupe_key)`,
    )
    .orderBy('s.created_at')
    .orderBy('s.id')
    .limit(limit)
    .execute();
  const signals = rows.flatMap((row) =>
    row.contact_id === null ? [] : [triggerOf({ ...row, contact_id: row.contact_id })],
  );
  return {
    signals,
    more: rows.length === limit,
    markSeen: async () => {
      if (rows.length < limit) await moveMark(tx, automation, answers, mark);
    },
  };
}

/** A stored signal as what starts a run. */
export function triggerOf(row: {
  id: string;
  contact_id: string;
  dedupe_key: string;
  occurred_at: Date;
  history: boolean;
  evidence: object;
}): TriggeringSignal {
  return {
    id: row.id,
    contactId: row.contact_id,
    dedupeKey: row.dedupe_key,
    occurredAt: row.occurred_at,
    since: sinceOf(row.evidence, row.occurred_at),
    history: row.history,
    about: aboutOfEvidence(row.evidence),
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

/** The purchase or cart that a signal names as its evidence, and all of what another system told with an event. */
function aboutOfEvidence(evidence: object): RunAbout {
  const { purchaseId, cartId, data } = evidence as Record<string, unknown>;
  return {
    // The last purchase before a silence is found by its time; it is no purchase that a run is about.
    ...(typeof purchaseId === 'string' && !('silentDays' in evidence) ? { purchaseId } : {}),
    ...(typeof cartId === 'string' ? { cartId } : {}),
    ...(typeof data === 'object' && data !== null ? { event: data as Record<string, unknown> } : {}),
  };
}
