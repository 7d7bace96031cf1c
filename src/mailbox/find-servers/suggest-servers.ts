import { domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { type Autoconfig, readAutoconfig } from './autoconfig.ts';
import { candidatesByName } from './common-names.ts';
import type { Dns } from './dns.ts';
import type { FetchText } from './guarded-https.ts';
import { findByExchangers } from './mail-exchangers.ts';
import { candidatesOfProvider, noteOf, providerOfDomain, providerOfHost } from './provider.ts';
import type { Provider } from './provider-table.ts';
import { type Candidate, type MailServer, type Protocol, serverName } from './server.ts';
import { findByServiceRecords, isOutside, type Look } from './srv.ts';

/** Where the servers of an address may be. Plain JSON. */
export interface ServerSuggestions {
  /** Who keeps the mailbox, where that is known. */
  provider: { name: string; login: Provider['login'] } | undefined;
  /** The provider gives addresses of this domain to everybody: it says nothing about the business. */
  isFreeMail: boolean;
  /** What has to be known before a password is given. */
  note: string | undefined;
  /** The best first; the same server only once. */
  candidates: Candidate[];
  /** Where was looked, and what was there. */
  looks: Look[];
}

/**
 * Suggests servers for an address, from what vouches best to a guess: those `given`, the table of providers, Mozilla
 * autoconfig at the domain, SRV records (RFC 6186), the provider that MX names, and usual names. Connects to no mail
 * server.
 */
export async function suggestServers(
  address: string,
  world: { dns: Dns; fetchText: FetchText },
  given: { imap?: MailServer; smtp?: MailServer } = {},
): Promise<ServerSuggestions> {
  const domain = domainOf(address);
  const own = candidatesGiven(given, address);
  const freeMail = providerOfDomain(domain);
  if (given.imap && given.smtp) {
    return suggestions(providerOfHost(given.imap.host) ?? freeMail, freeMail !== undefined, own, []);
  }
  if (freeMail) {
    const found = candidatesOfProvider(
      freeMail,
      address,
      'provider',
      `${domain} belongs to ${freeMail.name}`,
    );
    const look = { where: 'the table of known providers', found: freeMail.name };
    return suggestions(freeMail, true, withGiven(own, found), [look]);
  }
  const [config, services, exchangers] = await Promise.all([
    autoconfigAt(autoconfigAddresses(domain, address), address, domain, world.fetchText),
    findByServiceRecords(domain, address, world.dns),
    findByExchangers(domain, address, world.dns),
  ]);
  // What a hoster says of all its customers is asked only where the domain itself says nothing.
  const hoster = exchangers.hoster === undefined ? undefined : organisationalDomain(exchangers.hoster);
  const ofHoster =
    config.candidates.length === 0 && hoster !== undefined && hoster !== organisationalDomain(domain)
      ? await autoconfigAt(
          [`https://autoconfig.${hoster}/mail/config-v1.1.xml`],
          address,
          domain,
          world.fetchText,
        )
      : { candidates: [], looks: [] };
  const candidates = [
    ...config.candidates,
    ...services.candidates,
    ...ofHoster.candidates,
    ...exchangers.candidates,
    // A provider that is known is not at imap.DOMAIN.
    ...(exchangers.provider ? [] : candidatesByName(domain, address)),
  ];
  const best = candidates[0];
  const provider = exchangers.provider ?? (best && providerOfHost(best.host));
  const looks = [
    { where: 'the table of known providers', found: 'nothing' },
    ...config.looks,
    ...services.looks,
    exchangers.look,
    ...ofHoster.looks,
  ];
  return suggestions(provider, false, withGiven(own, candidates), looks);
}

/** The first guess for an address without asking anybody: the provider's servers, else usual names. */
export function guessServers(
  address: string,
  given: { imap?: MailServer; smtp?: MailServer } = {},
): { imap: Candidate | undefined; smtp: Candidate | undefined } {
  const domain = domainOf(address);
  const provider = providerOfDomain(domain);
  const guessed = provider
    ? candidatesOfProvider(provider, address, 'provider', `${domain} belongs to ${provider.name}`)
    : candidatesByName(domain, address);
  const all = withGiven(candidatesGiven(given, address), guessed);
  const first = (protocol: Protocol) => all.find((candidate) => candidate.protocol === protocol);
  return { imap: first('imap'), smtp: first('smtp') };
}

function suggestions(
  provider: Provider | undefined,
  isFreeMail: boolean,
  candidates: Candidate[],
  looks: Look[],
): ServerSuggestions {
  const seen = new Set<string>();
  return {
    provider: provider && { name: provider.name, login: provider.login },
    isFreeMail,
    note: provider && noteOf(provider),
    candidates: candidates.filter((candidate) => {
      const key = `${candidate.protocol} ${serverName(candidate)} ${candidate.security}`;
      return !seen.has(key) && seen.add(key);
    }),
    looks,
  };
}

function candidatesGiven(given: { imap?: MailServer; smtp?: MailServer }, address: string): Candidate[] {
  return [given.imap, given.smtp].flatMap((server): Candidate[] =>
    server ? [{ ...server, source: 'given', user: address, why: 'you named it', needsConsent: false }] : [],
  );
}

/** A server that a person named is the only one of its kind. */
function withGiven(given: Candidate[], found: Candidate[]): Candidate[] {
  const named = new Set<Protocol>(given.map(({ protocol }) => protocol));
  return [...given, ...found.filter(({ protocol }) => !named.has(protocol))];
}

/** Some hosters answer for just this address; it goes to nobody but its own domain. */
function autoconfigAddresses(domain: string, address: string): string[] {
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ];
}

/** The first of these addresses that names servers. */
async function autoconfigAt(
  addresses: readonly string[],
  address: string,
  domain: string,
  fetchText: FetchText,
): Promise<{ candidates: Candidate[]; looks: Look[] }> {
  const answers = await Promise.all(
    addresses.map(async (url): Promise<{ where: string; config: Autoconfig }> => {
      const fetched = await fetchText(url);
      const where = url.split('?')[0] ?? url;
      return { where, config: fetched.ok ? readAutoconfig(fetched.text, address) : fetched };
    }),
  );
  const looks = answers.map(({ where, config }) => ({
    where,
    found: config.ok ? config.servers.map((server) => serverName(server)).join(', ') : config.why,
  }));
  const best = answers.find(({ config }) => config.ok);
  if (!best?.config.ok) return { candidates: [], looks };
  // A file that the domain itself serves, over verified TLS, may name servers anywhere; a hoster's was found by DNS.
  const vouched = isServedBy(best.where, domain);
  const candidates = best.config.servers.map(
    (server): Candidate => ({
      ...server,
      source: 'autoconfig',
      why: `${best.where} names it`,
      needsConsent: !vouched && isOutside(server.host, domain),
    }),
  );
  return { candidates, looks };
}

function isServedBy(where: string, domain: string): boolean {
  const { hostname } = new URL(where);
  return hostname === domain || hostname === `autoconfig.${domain}`;
}
