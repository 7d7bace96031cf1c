import type { Tx } from '../database/tables.ts';

/** Something that happened to a run, as one row that is never changed. */
export interface RunEvent {
  runId: string;
  at: Date;
  /** Where in the instructions of its version it stood. */
  instruction: number;
  /** `started`, `send`, `wait`, `branch`, `task`, `stopped`, `done` ... */
  what: string;
  detail?: Readonly<Record<string, unknown>>;
}

/** Writes down what happened to runs, in the transaction in which it did. */
export async function recordRunEvents(tx: Tx, events: readonly RunEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .insertInto('run_events')
    .values(
      events.map(({ runId, at, instruction, what, detail = {} }) => ({
        run_id: runId,
        at,
        instruction,
        what,
        detail: JSON.stringify(detail),
      })),
    )
    .execute();
}
