import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import type { SendingMode, SignalAutomation } from './automation.ts';
import { type NewSignal, newSignals } from './new-signals.ts';
import { type PlanSettings, planRuns } from './plan.ts';
import { writeContext } from './run-context.ts';

/** What one look at the new signals came to. */
export interface Started {
  /** Runs that now wait for their first step. */
  started: number;
  /** Runs that ended as they began: too late. */
  refused: number;
  /** More signals are waiting. */
  more: boolean;
}

/**
 * Starts a run for every new signal: a row, unique by automation, contact and occasion, whose first step is due later.
 * What is too late gets a row as well, already stopped, so that the decision can be read and is not taken again.
 */
export async function startRuns(
  tx: Tx,
  automation: SignalAutomation,
  mode: SendingMode,
  options: { names: readonly string[]; settings: PlanSettings; limit: number; now: Date },
): Promise<Started> {
  const { names, settings, limit, now } = options;
  const { signals, markSeen } = await newSignals(tx, automation, {
    answers: 'automation_runs',
    names,
    limit,
    now,
  });
  const evidence = new Map(signals.map((signal) => [signal.id, signal.evidence]));
  const runs = planRuns(automation, signals, settings, now);
  if (runs.length > 0) {
    await tx
      .insertInto('automation_runs')
      .values(
        runs.map(({ signal, occasion, firstStepAt, refused }) => ({
          id: newId(),
          automation: automation.name,
          contact_id: signal.contactId,
          occasion,
          mode,
          state: refused === undefined ? ('running' as const) : ('stopped' as const),
          state_reason: refused ?? '',
          next_step_at: firstStepAt,
          context: writeContext({
            signalId: signal.id,
            since: signal.since,
            dueAt: firstStepAt,
            stopOn: automation.stopOn,
            emailIds: [],
            ...purchaseOf(evidence.get(signal.id)),
          }),
          started_at: now,
          finished_at: refused === undefined ? null : now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['business_id', 'automation', 'contact_id', 'occasion']).doNothing(),
      )
      .execute();
  }
  await markSeen();
  const refused = runs.filter((run) => run.refused !== undefined).length;
  return { started: runs.length - refused, refused, more: signals.length === limit };
}

/** The purchase that a purchase signal names as its evidence. */
export function purchaseOf(evidence: NewSignal['evidence'] | undefined): { purchaseId?: string } {
  const id = evidence && 'purchaseId' in evidence ? evidence.purchaseId : undefined;
  return typeof id === 'string' ? { purchaseId: id } : {};
}
