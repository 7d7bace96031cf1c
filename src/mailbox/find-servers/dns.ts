import { lookup, type Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { askDns as ask, type DnsAnswer, dnsResolver } from './ask-dns.ts';

/** What is asked of the domain name system; a port, for the other side is somebody else's. */
export interface Dns {
  /** The hosts that take the mail of a domain, the preferred first. */
  mailExchangers(domain: string): Promise<DnsAnswer<string>>;
  /** SRV records (RFC 2782), the preferred first; a target of '' says that the service is not offered. */
  services(name: string): Promise<DnsAnswer<{ target: string; port: number }>>;
  /** The IP addresses of a host; of an IP address itself. */
  addresses(host: string): Promise<DnsAnswer<string>>;
}

/**
 * The resolver of this machine, hosts file and all; or, when `servers` are given (`127.0.0.1:5353`), those alone.
 */
export function systemDns(servers?: readonly string[]): Dns {
  const resolver = dnsResolver(servers);
  return {
    mailExchangers: (domain) =>
      ask(async () =>
        (await resolver.resolveMx(domain))
          .toSorted((a, b) => a.priority - b.priority)
          .map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, ''))
          .filter((exchange) => exchange !== ''),
      ),
    services: (name) =>
      ask(async () =>
        (await resolver.resolveSrv(name))
          .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
          .map(({ name: target, port }) => ({ target: target.toLowerCase().replace(/\.$/, ''), port })),
      ),
    addresses: (host) => {
      if (isIP(host)) return Promise.resolve({ records: [host] });
      return ask(() => (servers ? bothFamilies(resolver, host) : systemAddresses(host)));
    },
  };
}

async function systemAddresses(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function bothFamilies(resolver: Resolver, host: string): Promise<string[]> {
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failed = found.find((one) => one.status === 'rejected');
  if (addresses.length === 0 && failed) throw failed.reason;
  return addresses;
}
