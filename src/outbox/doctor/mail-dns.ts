import { askDns, type DnsAnswer, dnsResolver } from '../../mailbox/find-servers/ask-dns.ts';

/** What the doctor asks of the domain name system; a port, for the other side is somebody else's. */
export interface MailDns {
  /** TXT records, each joined (RFC 7208, 3.3). */
  texts(name: string): Promise<DnsAnswer<string>>;
  mailExchangers(domain: string): Promise<DnsAnswer<string>>;
  addresses(host: string): Promise<DnsAnswer<string>>;
  /** The names an address says it has (PTR). */
  names(address: string): Promise<DnsAnswer<string>>;
}

/** The resolver of this machine, or, when `servers` are given (`127.0.0.1:5353`), those alone. */
export function systemMailDns(servers?: readonly string[]): MailDns {
  const resolver = dnsResolver(servers);
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
  return {
    texts: (name) => askDns(async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    mailExchangers: (domain) =>
      askDns(async () => lower((await resolver.resolveMx(domain)).map(({ exchange }) => exchange))),
    addresses: (host) =>
      askDns(async () => {
        const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
        const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
        const failed = found.find((one) => one.status === 'rejected');
        if (addresses.length === 0 && failed) throw failed.reason;
        return addresses;
      }),
    names: (address) => askDns(async () => lower(await resolver.reverse(address))),
  };
}
