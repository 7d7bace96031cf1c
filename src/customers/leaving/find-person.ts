import type { Tx } from '../../database/tables.ts';
import { canonicalAddress, parseAddress } from '../../lib/email-address.ts';
import { findContacts } from '../match/find-contacts.ts';

/** Somebody in the record, or an address that is only in mail, or nowhere. */
export type Person = { contactId: string } | { address: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The one person that an address or an id of a contact means; undefined when it is neither. Never by name: what follows cannot be
 * undone, and two people may have one name.
 */
export async function findPerson(tx: Tx, who: string): Promise<Person | undefined> {
  const wanted = who.trim();
  if (UUID.test(wanted)) {
    const contact = await tx
      .selectFrom('contacts')
      .select('id')
      .where('id', '=', wanted.toLowerCase())
      .executeTakeFirst();
    return contact && { contactId: contact.id };
  }
  const canonical = canonicalAddress(wanted);
  if (canonical === undefined) return undefined;
  const contact = (await findContacts(tx, [canonical])).get(canonical);
  return contact ? { contactId: contact.id } : { address: parseAddress(wanted) ?? wanted };
}
