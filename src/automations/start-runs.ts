import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { formatDuration } from '../lib/duration.ts';
import { newId } from '../lib/ids.ts';
import type { RunMode, SignalAutomation } from './automation.ts';
import { type PlannedRun, type PlanSettings, planRuns } from './plan.ts';
import { rulesOfContacts } from './rules-of-contact.ts';
import { writeContext } from './run-context.ts';
import { recordRunEvents } from './run-events.ts';
import { newTriggers } from './triggers/new-triggers.ts';
import { noteVersion } from './versions/note-version.ts';

/** What one look at what may start runs came to. */
export interface Started {
  /** Runs that now wait for their first step. */
  started: number;
  /** Runs that ended as they began: too late, a condition does not hold, in it before. */
  refused: number;
  /** More is waiting. */
  more: boolean;
}

/**
 * Starts a run for everything new that starts one: a row, unique by automation, contact and occasion, whose first step is due
 * later. What is refused gets a row as well, already stopped, so that the decision can be read and is not taken again.
 */
export async function startRuns(
  tx: Tx,
  automation: SignalAutomation,
  mode: RunMode,
  options: { names: readonly string[]; settings: PlanSettings; limit: number; now: Date },
): Promise<Started> {
  const { names, settings, limit, now } = options;
  const { timeZone } = settings;
  await lockEntries(tx, automation);
  const { signals, more, markSeen } = await newTriggers(tx, automation, {
    answers: 'automation_runs',
    names,
    limit,
    now,
    timeZone,
  });
  const planned = planRuns(automation, signals, settings, now);
  const checked = await refuseSome(tx, automation, planned, { now, timeZone });
  // Everybody of a segment is asked once, when its hour has come: of millions who are passed over no rows are kept.
  const ofSegment = automation.trigger.kind === 'contacts' || automation.trigger.kind === 'holiday';
  const runs = ofSegment ? checked.filter(({ refused }) => refused === undefined) : checked;
  if (runs.length > 0) await insertRuns(tx, automation, mode, runs, now);
  await markSeen();
  const refused = checked.filter((run) => run.refused !== undefined).length;
  return { started: checked.length - refused, refused, more };
}

/** Whether somebody was in it before is asked and written by one worker at a time. */
async function lockEntries(tx: Tx, { name, reentry }: SignalAutomation): Promise<void> {
  if (reentry === undefined || reentry === 'always') return;
  await sql`select pg_advisory_xact_lock(hashtextextended(current_setting('app.business_id') || ${`entries of ${name}`}, 0))`.execute(
    tx,
  );
}

/** Who was in it before and may not be again, and of whom a condition does not hold. */
export async function refuseSome(
  tx: Tx,
  automation: SignalAutomation,
  runs: readonly PlannedRun[],
  present: { now: Date; timeZone: string },
): Promise<PlannedRun[]> {
  const { when } = automation;
  const ids = runs.map(({ signal }) => signal.contactId);
  const holds = await rulesOfContacts(tx, ids, when ? [when.rule] : [], present);
  const entered = await lastEntries(tx, automation, ids);
  return runs.map((run) => {
    if (run.refused !== undefined) return run;
    const { contactId, occurredAt } = run.signal;
    const again = refusedAgain(automation, entered.get(contactId), occurredAt);
    if (again !== undefined) return { ...run, refused: again };
    entered.set(contactId, occurredAt);
    if (when && !holds(contactId, when.rule)) return { ...run, refused: `does not hold: ${when.text}` };
    return run;
  });
}

/** Why somebody may not begin again who began at `last`, if so. */
export function refusedAgain(
  { reentry = 'always' }: Pick<SignalAutomation, 'reentry'>,
  last: Date | undefined,
  at: Date,
): string | undefined {
  if (last === undefined || reentry === 'always') return undefined;
  const day = last.toISOString().slice(0, 10);
  if (reentry === 'once') return `was in it on ${day}, and is once only`;
  if (at.getTime() - last.getTime() >= reentry) return undefined;
  return `was in it on ${day}, and not again before ${formatDuration(reentry)}`;
}

/** When contacts last began a run that was not refused. */
async function lastEntries(
  tx: Tx,
  { name, reentry = 'always' }: SignalAutomation,
  contactIds: readonly string[],
): Promise<Map<string, Date>> {
  if (reentry === 'always' || contactIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; at: Date }>`
    select r.contact_id as id, max(r.started_at) as at from automation_runs r
    where r.contact_id = any(${[...contactIds]}::uuid[]) and r.automation = ${name}
      and not (r.state = 'stopped' and r.step = 0 and r.finished_at = r.started_at)
    group by r.contact_id`.execute(tx);
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function insertRuns(
  tx: Tx,
  automation: SignalAutomation,
  mode: RunMode,
  runs: readonly PlannedRun[],
  now: Date,
): Promise<void> {
  const version = await noteVersion(tx, automation, { author: 'file', now });
  const inserted = await tx
    .insertInto('automation_runs')
    .values(
      runs.map(({ signal, occasion, firstStepAt, refused }) => ({
        id: newId(),
        automation: automation.name,
        contact_id: signal.contactId,
        occasion,
        mode,
        version,
        state: refused === undefined ? ('running' as const) : ('stopped' as const),
        state_reason: refused ?? '',
        next_step_at: firstStepAt,
        context: writeContext({
          signalId: signal.id,
          since: signal.since,
          dueAt: firstStepAt,
          stopOn: automation.stopOn,
          emailIds: [],
          ...signal.about,
        }),
        started_at: now,
        finished_at: refused === undefined ? null : now,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['business_id', 'automation', 'contact_id', 'occasion']).doNothing(),
    )
    .returning(['id', 'state', 'state_reason'])
    .execute();
  await recordRunEvents(
    tx,
    inserted.map(({ id, state, state_reason }) => ({
      runId: id,
      at: now,
      instruction: 0,
      what: state === 'running' ? 'started' : 'refused',
      ...(state_reason === '' ? {} : { detail: { reason: state_reason } }),
    })),
  );
}
