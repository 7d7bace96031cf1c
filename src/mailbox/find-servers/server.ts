/** `none` only ever reaches a server on this machine. */
export type Security = 'tls' | 'starttls' | 'none';
export type Protocol = 'imap' | 'smtp';

export interface MailServer {
  protocol: Protocol;
  host: string;
  port: number;
  security: Security;
}

/** How a server came to be known. */
export type Source = 'given' | 'provider' | 'autoconfig' | 'srv' | 'mx' | 'names';

/** A server that may be the one, and why. Plain JSON. */
export interface Candidate extends MailServer {
  source: Source;
  /** What the server probably wants as the user name. */
  user: string;
  /** A sentence for the person who connects the mailbox. */
  why: string;
  /**
   * It lies outside the domain of the address, and nothing but DNS, which anybody on the way can forge, says so: a
   * person has to agree before the password goes there (RFC 6186 6).
   */
  needsConsent: boolean;
}

/** The port of each way to be safe; the first is preferred (RFC 8314 3). */
export const USUAL_PORTS: Record<Protocol, readonly { port: number; security: Security }[]> = {
  imap: [
    { port: 993, security: 'tls' },
    { port: 143, security: 'starttls' },
  ],
  smtp: [
    { port: 465, security: 'tls' },
    { port: 587, security: 'starttls' },
  ],
};

const TLS_PORTS = new Set([993, 465]);
const MAX_PORT = 65_535;

/** TLS from the start on the ports that are made for it, else STARTTLS. */
function securityOfPort(port: number): Security {
  return TLS_PORTS.has(port) ? 'tls' : 'starttls';
}

/**
 * `host`, `host:port` or `[address]:port` as a person writes it; undefined when it is none. A server on this machine
 * may do without TLS, on a port that promises none.
 */
export function parseServer(protocol: Protocol, text: string): MailServer | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = hostName(match?.[1] ?? match?.[2] ?? '');
  const usual = USUAL_PORTS[protocol][0]?.port ?? 0;
  const port = Number(match?.[3] ?? usual);
  if (host === undefined || port < 1 || port > MAX_PORT) return undefined;
  const local = ['127.0.0.1', 'localhost', '::1'].includes(host);
  const promised = USUAL_PORTS[protocol].some((one) => one.port === port && one.port !== IMAP_PLAIN_PORT);
  return { protocol, host, port, security: local && !promised ? 'none' : securityOfPort(port) };
}

const IMAP_PLAIN_PORT = 143;

/** The name of a host in lower case and without a last dot, or an IP address; undefined when it is neither. */
export function hostName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  if (/^[0-9a-f:.]+$/.test(name) && name.includes(':')) return name;
  if (name.length > MAX_HOST_LENGTH) return undefined;
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
    ? name
    : undefined;
}

const MAX_HOST_LENGTH = 253;

/** `imap.bakery.example:993` */
export function serverName({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
