import { organisationalDomain } from '../../lib/email-address.ts';
import { PROVIDERS, type Provider } from './provider-table.ts';
import { type Candidate, type Protocol, parseServer, type Source } from './server.ts';

/** The provider that gives addresses of this domain to everybody, such as gmail.com. */
export function providerOfDomain(domain: string): Provider | undefined {
  return PROVIDERS.find(({ domains }) => domains.includes(domain));
}

/** The provider that takes the mail of a domain whose mail exchanger this is; the longest name that fits wins. */
export function providerOfExchanger(exchanger: string): Provider | undefined {
  const fitting = PROVIDERS.flatMap((provider) =>
    provider.mx.filter((end) => isBelow(exchanger, end)).map((end) => ({ provider, end })),
  );
  return fitting.toSorted((a, b) => b.end.length - a.end.length)[0]?.provider;
}

/** The provider one of whose servers this is. */
export function providerOfHost(host: string): Provider | undefined {
  const lower = host.toLowerCase();
  return PROVIDERS.find(({ imap, smtp }) => [imap, smtp].some((server) => server?.split(':')[0] === lower));
}

/** The provider that has this server or another one below the same name: good for advice, not for trust. */
export function providerNear(host: string): Provider | undefined {
  const near = organisationalDomain(host);
  return (
    providerOfHost(host) ??
    PROVIDERS.find(({ domains, imap, smtp }) =>
      [
        ...domains,
        ...[imap, smtp].flatMap((server) =>
          server === undefined ? [] : [organisationalDomain(server.split(':')[0] ?? '')],
        ),
      ].includes(near),
    )
  );
}

/** The provider's servers for an address. */
export function candidatesOfProvider(
  provider: Provider,
  address: string,
  source: Source,
  why: string,
): Candidate[] {
  const written: [Protocol, string | undefined][] = [
    ['imap', provider.imap],
    ['smtp', provider.smtp],
  ];
  return written.flatMap(([protocol, server]) => {
    const parsed = server === undefined ? undefined : parseServer(protocol, server);
    return parsed ? [{ ...parsed, source, user: address, why, needsConsent: false }] : [];
  });
}

/** What a person should know before giving a password; undefined where there is nothing special. */
export function noteOf({ name, login, todo }: Provider): string | undefined {
  const says = {
    password: name,
    'app-password': `${name} takes no usual password from programs`,
    oauth: `${name} takes no password over IMAP any more, only OAuth`,
    none: `${name} offers no IMAP`,
  }[login];
  return todo === undefined ? undefined : `${says}: ${todo}`;
}

/** `mx1.bakery.example` is below `bakery.example`, and so is that itself. */
export function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
