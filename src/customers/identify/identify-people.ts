import type { Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import { turnAwayErased } from '../leaving/keep-out.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { createContacts } from '../match/create-contacts.ts';
import { nameFromAddress, tidyName } from '../match/person-name.ts';
import { addAddresses } from './add-addresses.ts';
import { createWithoutAddress } from './create-without-address.ts';
import { addExternalIds, findByExternalId } from './external-ids.ts';
import { findByAddress } from './find-by-address.ts';
import { findByPhone } from './find-by-phone.ts';
import { type ExternalId, externalKey, type NamedPerson, type PersonOrigin } from './named-person.ts';

/** Who a row means, or why it means nobody. */
export type Identified =
  | { contactId: string; created: boolean }
  | { refused: 'own address' | 'nobody named' | 'erased' };

/**
 * The contact behind each named person, in the order given, in a few statements: by external id, else by address, else by
 * phone (where exactly one contact has it). Somebody unknown is created; an external id or an address that is new of
 * somebody known is added. Where an external id and an address belong to two contacts, the external id decides and the
 * address stays where it is. Who was erased does not come back. The caller holds `lockCustomers`.
 */
export async function identifyPeople(
  tx: Tx,
  people: readonly (NamedPerson & PersonOrigin)[],
  rules: PeopleRules,
  now: Date,
): Promise<Identified[]> {
  const wanted = people.map((person) => ({
    person,
    canonical: person.email === undefined ? undefined : canonicalAddress(person.email),
    external: person.externalId === undefined ? undefined : externalKey(person.externalId),
  }));
  const named = wanted.flatMap(({ person, ...keys }) => erasable(person, keys));
  const erased = await turnAwayErased(tx, [...new Set(named)], rules.erasureKey, now);
  const known = await findKnown(tx, wanted);
  const plan = new Plan(known);
  const answers = wanted.map(({ person, canonical, external }): Identified => {
    if (canonical !== undefined && isOwn(rules.own, canonical)) return { refused: 'own address' };
    const phone = canonical === undefined && external === undefined ? person.phone : undefined;
    if (canonical === undefined && external === undefined && phone === undefined)
      return { refused: 'nobody named' };
    if (erasable(person, { canonical, external }).some((key) => erased.has(key)))
      return { refused: 'erased' };
    return plan.take(person, { canonical, external, phone });
  });
  await write(tx, plan, rules, now);
  return answers;
}

interface Wanted {
  person: NamedPerson & PersonOrigin;
  canonical: string | undefined;
  external: string | undefined;
}

interface Keys {
  canonical: string | undefined;
  external: string | undefined;
  phone: string | undefined;
}

type Known = Record<'canonical' | 'external' | 'phone', Map<string, string>>;

/** A phone names nobody for certain where there is an address or an id: families share one. */
function erasable(
  { phone }: NamedPerson,
  { canonical, external }: { canonical: string | undefined; external: string | undefined },
): string[] {
  const certain = [canonical, external].filter((key) => key !== undefined);
  return certain.length > 0 || phone === undefined ? certain : [phone];
}

async function findKnown(tx: Tx, wanted: readonly Wanted[]): Promise<Known> {
  const canonicals = new Set(wanted.flatMap(({ canonical }) => canonical ?? []));
  const externals = new Map(
    wanted.flatMap(({ person: { externalId } }) =>
      externalId === undefined ? [] : [[externalKey(externalId), externalId] as const],
    ),
  );
  const phones = new Set(
    wanted.flatMap(({ person, canonical, external }) =>
      canonical === undefined && external === undefined ? (person.phone ?? []) : [],
    ),
  );
  return {
    canonical: await findByAddress(tx, [...canonicals]),
    external: await findByExternalId(tx, [...externals.values()]),
    phone: await findByPhone(tx, [...phones]),
  };
}

type NewContact = NamedPerson & PersonOrigin & { id: string; canonical: string | undefined };

/** What is to be written; learns from each person, so that two rows that name one person give one contact. */
class Plan {
  readonly contacts: NewContact[] = [];
  readonly externalIds: (ExternalId & PersonOrigin & { contactId: string })[] = [];
  readonly addresses: (PersonOrigin & { contactId: string; canonical: string; address: string })[] = [];
  readonly #known: Known;
  readonly #created = new Set<string>();

  constructor(known: Known) {
    this.#known = known;
  }

  take(person: NamedPerson & PersonOrigin, { canonical, external, phone }: Keys): Identified {
    const { canonical: byAddress, external: byExternal, phone: byPhone } = this.#known;
    const found =
      (external === undefined ? undefined : byExternal.get(external)) ??
      (canonical === undefined ? undefined : byAddress.get(canonical)) ??
      (phone === undefined ? undefined : byPhone.get(phone));
    const id = found ?? newId();
    const { source, sourceRef, importId, kind } = person;
    const origin = { source, sourceRef, importId, kind };
    if (found === undefined) {
      this.contacts.push({ ...person, id, canonical });
      this.#created.add(id);
    } else if (canonical !== undefined && person.email !== undefined && !byAddress.has(canonical)) {
      this.addresses.push({ ...origin, contactId: id, canonical, address: person.email });
    }
    if (canonical !== undefined && !byAddress.has(canonical)) byAddress.set(canonical, id);
    if (phone !== undefined) byPhone.set(phone, id);
    if (external !== undefined && person.externalId !== undefined && !byExternal.has(external)) {
      byExternal.set(external, id);
      this.externalIds.push({ ...origin, ...person.externalId, contactId: id });
    }
    return { contactId: id, created: this.#created.has(id) };
  }
}

async function write(tx: Tx, plan: Plan, rules: PeopleRules, now: Date): Promise<void> {
  const named = plan.contacts.map((person) => ({ ...person, name: nameOf(person) }));
  const withAddress = named.flatMap(({ canonical, email, ...person }) =>
    canonical === undefined || email === undefined ? [] : [{ ...person, canonical, address: email }],
  );
  await createContacts(tx, withAddress, rules, now);
  await createWithoutAddress(
    tx,
    named.filter(({ canonical }) => canonical === undefined),
    now,
  );
  await addAddresses(tx, plan.addresses, now);
  await addExternalIds(tx, plan.externalIds, now);
}

function nameOf({ name, email, externalId, phone }: NamedPerson): string {
  const tidy = tidyName(name ?? '');
  if (tidy !== '') return tidy;
  if (email !== undefined) return nameFromAddress(email);
  return externalId === undefined ? (phone ?? '') : `${externalId.system} ${externalId.id}`;
}
