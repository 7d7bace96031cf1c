import { addressGuard } from '../../src/mailbox/find-servers/address-guard.ts';
import { systemDns } from '../../src/mailbox/find-servers/dns.ts';
import type { FindWorld } from '../../src/mailbox/find-servers/find-servers.ts';
import { guardedHttps } from '../../src/mailbox/find-servers/guarded-https.ts';
import type { Authority } from './authority.ts';
import type { DnsStub } from './dns-stub.ts';

/** The real ports, pointed at a DNS server, a web server and mail servers of loopback. */
export function loopbackWorld(
  dnsStub: DnsStub,
  authority: Authority,
  options: { httpsPort?: number; allowed?: readonly string[]; totalTimeoutMs?: number } = {},
): FindWorld {
  const dns = systemDns([dnsStub.server]);
  const guard = addressGuard(options.allowed ?? ['127.0.0.1', '::1']);
  const { ca } = authority;
  const times = { connectTimeoutMs: 1000, answerTimeoutMs: 1000, probeTimeoutMs: 3000 };
  const fetchText = guardedHttps({
    dns,
    guard,
    ca,
    ...(options.httpsPort === undefined ? {} : { port: options.httpsPort }),
    ...(options.totalTimeoutMs === undefined ? {} : { totalTimeoutMs: options.totalTimeoutMs }),
  });
  return { dns, guard, ca, typedByOperator: true, fetchText, ...times };
}
