import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type ExternalId, externalKey, type PersonOrigin } from './named-person.ts';

/** The contacts behind external ids, by `externalKey`, in one statement along the key. */
export async function findByExternalId(tx: Tx, ids: readonly ExternalId[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ExternalId & { contactId: string }>`
    select e.system, e.external_id as id, e.contact_id as "contactId"
    from unnest(${ids.map(({ system }) => system)}::text[], ${ids.map(({ id }) => id)}::text[]) as w(system, id)
    join external_ids e on e.system = w.system and e.external_id = w.id`.execute(tx);
  return new Map(rows.map(({ contactId, ...external }) => [externalKey(external), contactId]));
}

/** Says what another system calls contacts. The caller has made sure that nobody has these ids. */
export async function addExternalIds(
  tx: Tx,
  ids: readonly (ExternalId & Omit<PersonOrigin, 'kind'> & { contactId: string })[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into external_ids (system, external_id, contact_id, source, source_ref, import_id, created_at)
    select system, id, "contactId", source, "sourceRef", "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) as x(
      system text, id text, "contactId" uuid, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
}
