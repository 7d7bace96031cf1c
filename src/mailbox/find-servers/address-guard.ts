import ipaddr from 'ipaddr.js';
import { ExitCode, WafaError } from '../../lib/errors.ts';

/**
 * Which addresses may be connected to when somebody else names the host: the guard against being sent to services of
 * our own network (SSRF).
 */
export interface AddressGuard {
  /** Why this IP address is refused; undefined when it may be used. */
  refusal(address: string): string | undefined;
  /** The operator named a network that holds this address. */
  isAllowedByName(address: string): boolean;
}

type Address = ReturnType<typeof ipaddr.process>;

/** Addresses in public ranges behind which clouds keep what is meant for the machine alone. */
const METADATA = new Map([['168.63.129.16', 'the metadata service of Azure']]);

/**
 * Refuses all that is not a public address of one machine (loopback, private, link-local with the clouds' metadata,
 * carrier-grade NAT, multicast, documentation ...), also when it is wrapped in IPv6 (mapped, 6to4, Teredo, NAT64). The
 * operator's `allowed` networks (`10.1.0.0/16`, `::1/128`, `192.0.2.7`) come first. Throws a WafaError for a network
 * that is none.
 */
export function addressGuard(allowed: readonly string[] = []): AddressGuard {
  const networks = allowed.map(parseNetwork);
  const isAllowed = (address: Address) =>
    networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  return {
    refusal(text) {
      if (!ipaddr.isValid(text)) return `${text} is no IP address`;
      const address = ipaddr.process(text);
      if (isAllowed(address)) return undefined;
      const metadata = METADATA.get(address.toString());
      if (metadata !== undefined) return `${text} is ${metadata}`;
      const range = address.range();
      return range === 'unicast' ? undefined : `${text} is ${RANGES[range] ?? 'not a public address'}`;
    },
    isAllowedByName: (text) => ipaddr.isValid(text) && isAllowed(ipaddr.process(text)),
  };
}

const RANGES: Record<string, string> = {
  loopback: 'this machine itself',
  private: 'in a private network',
  uniqueLocal: 'in a private network',
  linkLocal: 'in the link-local range, where clouds keep secrets of the machine',
  carrierGradeNat: 'in a network of the provider (RFC 6598)',
  unspecified: 'no address at all',
  broadcast: 'for everybody on the line',
  multicast: 'for many machines',
};

function parseNetwork(text: string): [Address, number] {
  const trimmed = text.trim();
  try {
    if (trimmed.includes('/')) return ipaddr.parseCIDR(trimmed);
    const address = ipaddr.process(trimmed);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw new WafaError(`"${text}" is not a network`, {
      hint: 'write for example 10.1.0.0/16, fd12::/16 or a single address',
      exitCode: ExitCode.configuration,
      cause,
    });
  }
}
