import { sql } from 'kysely';
import { becomeDue } from '../customers/segments/become-due.ts';
import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import type { NewSignal } from './finding.ts';

/** Writes signals with one statement; those whose key is known are left out. Answers how many are new. */
export async function insertSignals(tx: Tx, signals: readonly NewSignal[], now: Date): Promise<number> {
  if (signals.length === 0) return 0;
  const json = JSON.stringify(signals.map((signal) => ({ ...signal, id: newId() })));
  const { rows } = await sql<{ contactId: string | null }>`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select id, kind, "contactId", "dedupeKey", "occurredAt", history, evidence, ${now}
    from jsonb_to_recordset(${json}::jsonb) as x(
      id uuid, kind text, "contactId" uuid, "dedupeKey" text, "occurredAt" timestamptz, history boolean, evidence jsonb)
    on conflict (business_id, dedupe_key) do nothing returning contact_id as "contactId"`.execute(tx);
  await becomeDue(
    tx,
    rows.flatMap(({ contactId }) => contactId ?? []),
  );
  return rows.length;
}
