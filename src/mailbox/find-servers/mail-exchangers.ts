import type { Dns } from './dns.ts';
import { candidatesOfProvider, isBelow, providerOfExchanger } from './provider.ts';
import type { Provider } from './provider-table.ts';
import { type Candidate, USUAL_PORTS } from './server.ts';
import { isOutside, type Look } from './srv.ts';

export interface ExchangerFindings {
  /** The provider that the mail of the domain goes to, where it is known. */
  provider: Provider | undefined;
  candidates: Candidate[];
  /** The exchanger of a hoster that is not known: its own domain may have an autoconfig. */
  hoster: string | undefined;
  look: Look;
}

/** They only filter mail on its way: the mailbox is elsewhere. */
const FILTERS = [
  'mimecast.com',
  'pphosted.com',
  'ppe-hosted.com',
  'barracudanetworks.com',
  'messagelabs.com',
  'iphmx.com',
  'mailcontrol.com',
  'hornetsecurity.com',
  'antispamcloud.com',
  'mailspamprotection.com',
  'trendmicro.com',
  'sophos.com',
];

/**
 * Who takes the mail of the domain (MX): a known provider's servers; else the exchanger itself, for on small servers
 * the same machine does both.
 */
export async function findByExchangers(
  domain: string,
  address: string,
  dns: Dns,
): Promise<ExchangerFindings> {
  const { records, trouble } = await dns.mailExchangers(domain);
  const where = `MX of ${domain}`;
  const known = records.map((exchanger) => ({ exchanger, provider: providerOfExchanger(exchanger) }));
  const named = known.find(({ provider }) => provider !== undefined);
  if (named?.provider) {
    const why = `mail for ${domain} goes to ${named.exchanger}, which is ${named.provider.name}`;
    return {
      provider: named.provider,
      candidates: candidatesOfProvider(named.provider, address, 'mx', why),
      hoster: undefined,
      look: { where, found: `${named.exchanger}: ${named.provider.name}` },
    };
  }
  const [first] = records;
  const nothing = { provider: undefined, candidates: [], hoster: undefined };
  if (first === undefined) return { ...nothing, look: { where, found: trouble ?? 'nothing' } };
  if (FILTERS.some((filter) => isBelow(first, filter))) {
    return { ...nothing, look: { where, found: `${first}, which only filters mail on its way` } };
  }
  return {
    provider: undefined,
    candidates: candidatesOfExchanger(first, domain, address),
    hoster: first,
    look: { where, found: first },
  };
}

function candidatesOfExchanger(host: string, domain: string, address: string): Candidate[] {
  return (['imap', 'smtp'] as const).flatMap((protocol) =>
    USUAL_PORTS[protocol].map(
      (usual): Candidate => ({
        protocol,
        host,
        ...usual,
        source: 'mx',
        user: address,
        why: `mail for ${domain} goes to it, and one machine often does both`,
        needsConsent: isOutside(host, domain),
      }),
    ),
  );
}
