import type { Config } from '../../config/schema.ts';
import { canonicalAddress, domainOf, organisationalDomain } from '../../lib/email-address.ts';
import type { OwnAddresses } from '../../messages/log/own-addresses.ts';
import { freeMailSet, isFreeMail } from './free-mail.ts';

/**
 * Own addresses and domains: those of the mailboxes, and `business.ownDomains`. The domain of a mailbox at a free-mail
 * provider is not own (gmail.com is full of customers); one that is named in `ownDomains` is, whatever it is.
 */
export function ownIdentity(config: {
  mailboxes: readonly Pick<Config['mailboxes'][number], 'address'>[];
  business: Pick<Config['business'], 'ownDomains'>;
  customers: Pick<Config['customers'], 'freeMailDomains'>;
}): OwnAddresses {
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
