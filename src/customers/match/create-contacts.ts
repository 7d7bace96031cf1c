import { sql } from 'kysely';
import type { ContactKind, Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { keepOutErased } from '../leaving/keep-out.ts';
import { companyDomain, type PeopleRules } from './company-domain.ts';
import { createCompanies } from './create-companies.ts';
import type { KnownContact } from './find-contacts.ts';

/** Somebody who is not in the record yet. */
export interface NewPerson {
  canonical: string;
  /** As it is mailed to. */
  address: string;
  name: string;
  kind: ContactKind;
  /** How we came to know them: `mail` or `csv`. */
  source: string;
  sourceRef: string | null;
  /** Where it is to be known before it is written. */
  id?: string;
  /** The import of a file that creates them. */
  importId?: string | null | undefined;
}

/**
 * Creates contacts with their first address and company, in a few statements, and returns them by canonical address.
 * The caller holds `lockCustomers` and has made sure that nobody has these addresses. Mail that had been matched
 * before, with them in it, is put back to be matched once more, so that it makes no difference who was known first.
 * Who was erased is not created, and is not in the answer.
 */
export async function createContacts(
  tx: Tx,
  newPeople: readonly NewPerson[],
  rules: PeopleRules,
  now: Date,
): Promise<Map<string, KnownContact>> {
  const people = await keepOutErased(tx, newPeople, rules.erasureKey, now);
  if (people.length === 0) return new Map();
  const domains = new Map(people.map(({ canonical }) => [canonical, companyDomain(canonical, rules)]));
  const companies = await createCompanies(tx, [...domains.values()], now, people[0]?.importId);
  const rows = people.map((person) => {
    const domain = domains.get(person.canonical);
    return { ...person, id: person.id ?? newId(), companyId: (domain && companies.get(domain)) ?? null };
  });
  const json = JSON.stringify(rows);
  await sql`
    insert into contacts (id, kind, name, company_id, source, source_ref, import_id, scores_due_at, created_at)
    select id, kind, name, "companyId", source, "sourceRef", "importId", ${now}, ${now}
    from jsonb_to_recordset(${json}::jsonb) as x(
      id uuid, kind text, name text, "companyId" uuid, source text, "sourceRef" text, "importId" uuid)`.execute(
    tx,
  );
  await sql`
    insert into contact_addresses (canonical, address, contact_id, source, source_ref, import_id, created_at)
    select canonical, address, id, source, "sourceRef", "importId", ${now}
    from jsonb_to_recordset(${json}::jsonb) as x(
      id uuid, canonical text, address text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
  await rematchMailWith(
    tx,
    people.map(({ canonical }) => canonical),
  );
  return new Map(
    rows.map(({ canonical, id, kind, name, companyId }) => [
      canonical,
      { id, kind, name, locale: null, companyId },
    ]),
  );
}

/** Mail with these addresses in it is matched once more. */
export async function rematchMailWith(tx: Tx, canonicals: readonly string[]): Promise<void> {
  await sql`
    update messages m set matched_at = null
    from (select distinct a.business_id, a.message_id from message_addresses a
          where a.canonical = any(${canonicals}::text[])) as a
    where m.business_id = a.business_id and m.id = a.message_id and m.matched_at is not null`.execute(tx);
}
