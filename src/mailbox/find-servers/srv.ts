import { organisationalDomain } from '../../lib/email-address.ts';
import type { Dns } from './dns.ts';
import { isBelow, providerOfHost } from './provider.ts';
import { type Candidate, hostName, type Protocol, type Security } from './server.ts';

/** What one look somewhere brought, for the person who wonders. */
export interface Look {
  where: string;
  found: string;
}

/** RFC 6186 3 and RFC 8314 5.1, the preferred first. */
const SERVICES: readonly { name: string; protocol: Protocol; security: Security }[] = [
  { name: '_imaps._tcp', protocol: 'imap', security: 'tls' },
  { name: '_imap._tcp', protocol: 'imap', security: 'starttls' },
  { name: '_submissions._tcp', protocol: 'smtp', security: 'tls' },
  { name: '_submission._tcp', protocol: 'smtp', security: 'starttls' },
];

/** The servers that the SRV records of the domain name. */
export async function findByServiceRecords(
  domain: string,
  address: string,
  dns: Dns,
): Promise<{ candidates: Candidate[]; looks: Look[] }> {
  const found = await Promise.all(
    SERVICES.map(async ({ name, protocol, security }) => {
      const where = `${name}.${domain}`;
      const { records, trouble } = await dns.services(where);
      const candidates = records.flatMap(({ target, port }): Candidate[] => {
        const host = hostName(target);
        if (host === undefined || port < 1) return [];
        const needsConsent = isOutside(host, domain);
        return [
          {
            protocol,
            host,
            port,
            security,
            source: 'srv',
            user: address,
            why: `${where} names it`,
            needsConsent,
          },
        ];
      });
      const refused = records.some(({ target }) => target === '');
      const said = candidates.map(({ host, port }) => `${host}:${port}`).join(', ');
      return {
        candidates,
        look: { where, found: said || trouble || (refused ? 'says that it is not offered' : 'nothing') },
      };
    }),
  );
  return { candidates: found.flatMap(({ candidates }) => candidates), looks: found.map(({ look }) => look) };
}

/** Neither below the organisation of the address nor a server of a provider that is known: DNS alone vouches for it. */
export function isOutside(host: string, domain: string): boolean {
  return !isBelow(host, organisationalDomain(domain)) && providerOfHost(host) === undefined;
}
