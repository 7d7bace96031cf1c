import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { NamedPerson, PersonOrigin } from './named-person.ts';

/**
 * Creates contacts that no address is known of: they are known by an external id or a phone, which is kept as a detail.
 * They can be called and counted, and are mailed to once somebody gives them an address.
 */
export async function createWithoutAddress(
  tx: Tx,
  people: readonly (NamedPerson & PersonOrigin & { id: string; name: string })[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  await sql`
    insert into contacts (id, kind, name, source, source_ref, import_id, created_at)
    select id, kind, name, source, "sourceRef", "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as x(
      id uuid, kind text, name text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
  const phones = people.flatMap(({ id, phone, ...person }) =>
    phone === undefined ? [] : [{ ...person, id: newId(), contactId: id, phone }],
  );
  if (phones.length === 0) return;
  await sql`
    insert into details (id, contact_id, field, value, source, source_ref, import_id, confidence, at)
    select id, "contactId", 'phone', phone, source, "sourceRef", "importId", ${CALLED_FROM_IT}, ${now}
    from jsonb_to_recordset(${JSON.stringify(phones)}::jsonb) as x(
      id uuid, "contactId" uuid, phone text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
}

/** Surer is who says whose phone it is. */
const CALLED_FROM_IT = 0.8;
