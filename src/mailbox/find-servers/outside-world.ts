import { addressGuard } from './address-guard.ts';
import { systemDns } from './dns.ts';
import type { FindWorld } from './find-servers.ts';
import { guardedHttps } from './guarded-https.ts';

/**
 * The real outside: this machine's resolver, HTTPS, and mail servers; guarded but for the operator's `allowed` networks.
 * `typedByOperator`: servers are named at the command line, not by somebody at a web page.
 */
export function outsideWorld(
  allowed: readonly string[],
  { typedByOperator = false }: { typedByOperator?: boolean } = {},
): FindWorld {
  const dns = systemDns();
  const guard = addressGuard(allowed);
  return { dns, guard, typedByOperator, fetchText: guardedHttps({ dns, guard }) };
}
