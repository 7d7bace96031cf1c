import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { type ExternalId, externalKey } from '../identify/named-person.ts';

/** Everything that names one person, to find them by wherever they are mentioned. */
export interface Identifiers {
  /** Null for somebody who is no contact: an address in mail and nothing else. */
  contactId: string | null;
  canonicals: string[];
  /** As they were written, plus tags and all. */
  addresses: string[];
  /** As they were called, whole. */
  names: string[];
  /** Of `names`, those that others are called too, in the record or in mail: they do not tell who is meant. */
  sharedNames: string[];
  phones: string[];
  externalKeys: string[];
}

/** Collects what names a contact, or whoever has an address without being one. */
export async function identifiersOf(
  tx: Tx,
  who: { contactId: string } | { address: string },
): Promise<Identifiers> {
  const contactId = 'contactId' in who ? who.contactId : null;
  const own = contactId === null ? [] : await addressesOf(tx, contactId);
  const given = 'address' in who ? [who.address] : [];
  const canonicals = unique([
    ...own.map(({ canonical }) => canonical),
    ...given.flatMap((address) => canonicalAddress(address) ?? address),
  ]);
  const written = await asWritten(tx, canonicals);
  const known =
    contactId === null ? { names: [], phones: [], externalKeys: [] } : await ofContact(tx, contactId);
  const names = unique(
    [...known.names, ...written.map(({ name }) => name)].map((name) => name.trim()),
  ).filter((name) => name !== '' && !name.includes('@'));
  return {
    contactId,
    canonicals,
    addresses: unique([
      ...own.map(({ address }) => address),
      ...given,
      ...written.map(({ address }) => address),
      ...canonicals,
    ]),
    names,
    sharedNames: await sharedNames(tx, names, { contactId, canonicals }),
    phones: unique(known.phones),
    externalKeys: unique(known.externalKeys),
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function addressesOf(tx: Tx, contactId: string) {
  return tx
    .selectFrom('contact_addresses')
    .select(['canonical', 'address'])
    .where('contact_id', '=', contactId)
    .execute();
}

/** How these addresses, and whoever has them, were written in mail. */
async function asWritten(
  tx: Tx,
  canonicals: readonly string[],
): Promise<{ address: string; name: string }[]> {
  const { rows } = await sql<{ address: string; name: string }>`
    select distinct address, name from message_addresses where canonical = any(${[...canonicals]}::text[])
    union select address, name from senders where canonical = any(${[...canonicals]}::text[])`.execute(tx);
  return rows;
}

async function ofContact(tx: Tx, contactId: string) {
  const { rows: named } = await sql<{ name: string }>`
    select name from contacts where id = ${contactId}
    union select value from details where contact_id = ${contactId} and field = 'name'
    union select x.name from changes c cross join lateral (values (c.was), (c.became)) as x(name)
      where c.contact_id = ${contactId} and c.what in ('name', 'detail:name') and x.name is not null
    union select x.part ->> 'name' from merges m
      cross join lateral (values (m.snapshot -> 'merged'), (m.snapshot -> 'before'), (m.snapshot -> 'after')) as x(part)
      where (m.kept_id = ${contactId} or m.merged_id = ${contactId}) and x.part ->> 'name' is not null`.execute(
    tx,
  );
  const phones = await tx
    .selectFrom('details')
    .select('value')
    .where('contact_id', '=', contactId)
    .where('field', '=', 'phone')
    .execute();
  const external = await tx
    .selectFrom('external_ids')
    .select(['system', 'external_id as id'])
    .where('contact_id', '=', contactId)
    .execute();
  return {
    names: named.map(({ name }) => name),
    phones: phones.map(({ value }) => value),
    externalKeys: external.map((id: ExternalId) => externalKey(id)),
  };
}

async function sharedNames(
  tx: Tx,
  names: readonly string[],
  { contactId, canonicals }: { contactId: string | null; canonicals: readonly string[] },
): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<{ name: string }>`
    select given.name from unnest(${[...names]}::text[]) as given(name)
    where exists (select from contacts c where folded_name(c.name) = folded_name(given.name)
        and c.id is distinct from ${contactId}::uuid)
      or exists (select from message_addresses a where a.name = given.name
        and a.canonical <> all(${[...canonicals]}::text[]))`.execute(tx);
  return rows.map(({ name }) => name);
}
