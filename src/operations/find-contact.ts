import { listContacts } from '../customers/record/list-contacts.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';

export interface FoundContact {
  id: string;
  name: string;
}

/**
 * The contact of an address, an id, or the beginning of a name. Throws a WafaError when there is none, or when several
 * are called so.
 */
export async function requireContact(tx: Tx, who: string): Promise<FoundContact> {
  const found = who.includes('@')
    ? await byAddress(tx, who)
    : UUID.test(who)
      ? await byId(tx, who)
      : await byName(tx, who);
  if (found) return found;
  throw new WafaError(`there is no contact ${who}`, {
    hint: 'npx wafa contacts list --search NAME finds people by name or address',
    exitCode: ExitCode.usage,
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function byId(tx: Tx, id: string): Promise<FoundContact | undefined> {
  return tx.selectFrom('contacts').select(['id', 'name']).where('id', '=', id).executeTakeFirst();
}

async function byAddress(tx: Tx, address: string): Promise<FoundContact | undefined> {
  return tx
    .selectFrom('contact_addresses as a')
    .innerJoin('contacts as c', 'c.id', 'a.contact_id')
    .select(['c.id', 'c.name'])
    .where('a.canonical', '=', canonicalAddress(address) ?? address)
    .executeTakeFirst();
}

/** Names that are offered when several people are called so. */
const OFFERED = 5;

async function byName(tx: Tx, name: string): Promise<FoundContact | undefined> {
  if (name.trim() === '') return undefined;
  const found = await listContacts(tx, { limit: OFFERED, search: name });
  const exact = found.filter((one) => one.name === name);
  const [only] = exact.length === 1 ? exact : found;
  if (exact.length === 1 || found.length < 2) return only;
  throw new WafaError(`several people are called ${name}`, {
    hint: `name one by address: ${found.map((one) => `${one.name} <${one.address ?? one.id}>`).join(', ')}`,
    exitCode: ExitCode.usage,
  });
}
