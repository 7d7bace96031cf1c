import type { Config } from '../config-schema.ts';
import { canonicalAddress, domainOf, organisationalDomain } from '../lib/email-address.ts';
import { freeMailSet, isFreeMail } from './free-mail.ts';

/** The business's own side of every conversation: nobody in it is ever a customer. */
export interface OwnIdentity {
  /** Canonical addresses. */
  addresses: ReadonlySet<string>;
  /** Domains; everything below them is own, too. */
  domains: ReadonlySet<string>;
}

/**
 * Own addresses and domains: those of the mailboxes, and `business.ownDomains`. The domain of a mailbox at a free-mail
 * provider is not own (gmail.com is full of customers); one that is named in `ownDomains` is, whatever it is.
 */
export function ownIdentity(config: {
  mailboxes: readonly Pick<Config['mailboxes'][number], 'address'>[];
  business: Pick<Config['business'], 'ownDomains'>;
  customers: Pick<Config['customers'], 'freeMailDomains'>;
}): OwnIdentity {
  const addresses = config.mailboxes.flatMap(({ address }) => canonicalAddress(address) ?? []);
  const extra = freeMailSet(config.customers.freeMailDomains);
  const ofMailboxes = addresses.map(domainOf).filter((domain) => !isFreeMail(domain, extra));
  return {
    addresses: new Set(addresses),
    domains: new Set([
      ...ofMailboxes.map(organisationalDomain),
      ...config.business.ownDomains.map((domain) => domain.trim().toLowerCase().replace(/^@/, '')),
    ]),
  };
}

/** True when the canonical address belongs to the business itself. */
export function isOwn(own: OwnIdentity, canonical: string): boolean {
  if (own.addresses.has(canonical)) return true;
  for (let domain = domainOf(canonical); domain !== ''; domain = parentOf(domain)) {
    if (own.domains.has(domain)) return true;
  }
  return false;
}

function parentOf(domain: string): string {
  const dot = domain.indexOf('.');
  return dot < 0 ? '' : domain.slice(dot + 1);
}
