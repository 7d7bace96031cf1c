import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { rematchMailWith } from '../match/create-contacts.ts';

interface NewAddress {
  contactId: string;
  canonical: string;
  /** As it is mailed to. */
  address: string;
  /** Where it is from, as of contacts: a file unless told. */
  source?: string;
  sourceRef?: string | null;
  importId?: string | null | undefined;
}

/**
 * Gives contacts further addresses; mail with them in it is matched once more. The caller holds `lockCustomers` and has
 * made sure that nobody has these addresses.
 */
export async function addAddresses(tx: Tx, addresses: readonly NewAddress[], now: Date): Promise<void> {
  if (addresses.length === 0) return;
  await sql`
    insert into contact_addresses (canonical, address, contact_id, source, source_ref, import_id, created_at)
    select canonical, address, "contactId", coalesce(source, 'csv'), "sourceRef", "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) as x(
      canonical text, address text, "contactId" uuid, source text, "sourceRef" text, "importId" uuid)`.execute(
    tx,
  );
  await rematchMailWith(
    tx,
    addresses.map(({ canonical }) => canonical),
  );
}
