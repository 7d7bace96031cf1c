import { domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { isOwn, type OwnAddresses } from '../../messages/log/own-addresses.ts';
import { isFreeMail } from './free-mail.ts';

/** What decides who is somebody else, and whose domain is a company's. */
export interface PeopleRules {
  own: OwnAddresses;
  /** Free-mail domains beyond those known, lower case. */
  freeMail: ReadonlySet<string>;
  /** Recognises people who were erased (src/businesses/erasures.ts); needed as soon as anybody was. */
  erasureKey?: string | undefined;
}

/** Nobody is own and only the known providers are free-mail. */
export const NO_PEOPLE_RULES: PeopleRules = {
  own: { addresses: new Set(), domains: new Set() },
  freeMail: new Set(),
};

/** The organisational domain that stands for the company of an address; undefined at free-mail providers and at home. */
export function companyDomain(canonical: string, rules: PeopleRules): string | undefined {
  const domain = domainOf(canonical);
  if (!domain.includes('.') || isFreeMail(domain, rules.freeMail) || isOwn(rules.own, canonical))
    return undefined;
  return organisationalDomain(domain);
}
