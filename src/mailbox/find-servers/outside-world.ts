import { addressGuard } from './address-guard.ts';
import { systemDns } from './dns.ts';
import type { FindWorld } from './find-servers.ts';
import { guardedHttps } from './guarded-https.ts';

/** The real outside: this machine's resolver, HTTPS, and mail servers; guarded but for the operator's `allowed` networks. */
export function outsideWorld(allowed: readonly string[]): FindWorld {
  const dns = systemDns();
  const guard = addressGuard(allowed);
  return { dns, guard, fetchText: guardedHttps({ dns, guard }) };
}
