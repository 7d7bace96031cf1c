import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { MOVED, type Pointer } from './pointers.ts';

export interface Parting {
  mergeId: string;
  keptId: string;
  mergedId: string;
  /** Canonical addresses that are the parted contact's again. */
  addresses: readonly string[];
}

/**
 * Gives the parted contact what came after the merge and is theirs by its address: letters and places in newsletters,
 * what was read from their mail, and runs whose letters all went to them. Ids are ordered by time, so that what has a
 * greater one than the merge came after it.
 */
export async function followLater(tx: Tx, parting: Parting): Promise<void> {
  const { keptId, mergedId } = parting;
  for (const { table, later } of MOVED) {
    if (later === undefined) continue;
    await sql`
      update ${sql.table(table)} t set contact_id = ${mergedId}
      where t.contact_id = ${keptId} and ${theirs(later, parting)}`.execute(tx);
  }
  await sql`
    update automation_runs r set contact_id = ${mergedId}
    where r.contact_id = ${keptId} and r.id > ${parting.mergeId}::uuid
      and exists (select from outgoing_emails e where e.run_id = r.id and e.contact_id = ${mergedId})
      and not exists (select from outgoing_emails e where e.run_id = r.id and e.contact_id is distinct from ${mergedId})
      and not exists (select from automation_runs o
        where o.contact_id = ${mergedId} and o.automation = r.automation and o.occasion = r.occasion)`.execute(
    tx,
  );
}

function theirs(
  later: NonNullable<Pointer['later']>,
  { mergeId, mergedId, addresses }: Parting,
): RawBuilder<boolean> {
  const list = sql`any(${[...addresses]}::text[])`;
  const ofTheirMail = (reference: RawBuilder<unknown>) => sql<boolean>`t.id > ${mergeId}::uuid and exists (
    select from messages m where m.contact_id = ${mergedId} and m.id::text = ${reference})`;
  const conditions: Record<typeof later, RawBuilder<boolean>> = {
    address: sql`t.canonical = ${list}`,
    recipient: sql`t.recipient_canonical = ${list}`,
    message: ofTheirMail(sql`t.source_ref`),
    evidence: ofTheirMail(sql`t.evidence->>'messageId'`),
    purchase: sql`exists (select from purchases p where p.contact_id = ${mergedId} and p.id = t.purchase_id)`,
  };
  return conditions[later];
}
