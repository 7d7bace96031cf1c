import type { Tx } from '../../database/tables.ts';
import { companyDomain, type PeopleRules } from './company-domain.ts';
import { createCompanies } from './create-companies.ts';
import type { KnownContact } from './find-contacts.ts';

/** Contacts that came without a company (from a CSV without rules): their domain's company, by contact id. */
export async function missingCompanies(
  tx: Tx,
  contacts: ReadonlyMap<string, KnownContact>,
  rules: PeopleRules,
  now: Date,
): Promise<Map<string, string>> {
  const domains = new Map<string, string>();
  for (const [canonical, { id, companyId }] of contacts) {
    const domain = companyId === null ? companyDomain(canonical, rules) : undefined;
    if (domain !== undefined) domains.set(id, domain);
  }
  const companies = await createCompanies(tx, [...domains.values()], now);
  const found = new Map<string, string>();
  for (const [id, domain] of domains) {
    const companyId = companies.get(domain);
    if (companyId !== undefined) found.set(id, companyId);
  }
  return found;
}
