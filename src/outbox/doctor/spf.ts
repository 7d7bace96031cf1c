import type { Finding } from './finding.ts';
import type { MailDns } from './mail-dns.ts';
import type { SendingProvider } from './sending-providers.ts';

/** RFC 7208, 4.6.4: more lookups than this make every receiver give up. */
const MAX_LOOKUPS = 10;
const LOOKS_UP = /^[+?~-]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr|exists:)|^redirect=/i;

/**
 * The SPF record of the domain in the return path: there is one, and only one, it names whoever sends, it can be read to
 * its end, and it does not let everybody send (RFC 7208).
 */
export async function examineSpf(
  dns: MailDns,
  domain: string,
  { provider, addresses }: { provider: SendingProvider | undefined; addresses: readonly string[] },
): Promise<Finding> {
  const { records, trouble } = await dns.texts(domain);
  if (trouble !== undefined) return finding('unknown', `the DNS did not answer for ${domain}: ${trouble}`);
  const found = records.filter((record) => /^v=spf1(?:\s|$)/i.test(record));
  const wanted = wantedMechanism(provider, addresses);
  const record = { host: domain, type: 'TXT' as const, value: `v=spf1 ${wanted} ~all` };
  const [spf] = found;
  if (spf === undefined) return { ...finding('failed', `${domain} has no SPF record`), record };
  if (found.length > 1) {
    const todo = 'put what they say into one record, and delete the other';
    return { ...finding('failed', `${domain} has ${found.length} SPF records; receivers accept none`), todo };
  }
  const mechanisms = spf.trim().split(/\s+/).slice(1);
  if (mechanisms.some((one) => /^\+?all$/i.test(one)))
    return {
      ...finding('failed', `the SPF record of ${domain} lets everybody send`),
      todo: 'end it with ~all',
    };
  const lookups = await countLookups(dns, domain, new Set());
  if (lookups > MAX_LOOKUPS) {
    const todo = 'take out includes of services that send for you no more';
    return {
      ...finding(
        'failed',
        `the SPF record of ${domain} needs ${lookups} lookups; ${MAX_LOOKUPS} are allowed`,
      ),
      todo,
    };
  }
  const names = provider
    ? await includes(dns, domain, provider.include, new Set())
    : mechanisms.some(
        (one) => wanted.split(' ').includes(one.replace(/^\+/, '')) || /^\+?(?:a|mx)\b/i.test(one),
      );
  if (names) return finding('ok', `${domain} lets ${provider?.name ?? 'your server'} send`);
  const value = [...insertBeforeAll(['v=spf1', ...mechanisms], wanted)].join(' ');
  return {
    ...finding('failed', `the SPF record of ${domain} does not name ${provider?.name ?? 'your server'}`),
    record: { ...record, value },
  };
}

function wantedMechanism(provider: SendingProvider | undefined, addresses: readonly string[]): string {
  if (provider) return `include:${provider.include}`;
  const own = addresses.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`);
  return own.length === 0 ? 'mx' : own.join(' ');
}

function insertBeforeAll(terms: readonly string[], wanted: string): string[] {
  const end = terms.findIndex((term) => /^[?~-]?all$/i.test(term));
  return end < 0 ? [...terms, wanted, '~all'] : [...terms.slice(0, end), wanted, ...terms.slice(end)];
}

async function spfOf(dns: MailDns, domain: string): Promise<string[]> {
  const { records } = await dns.texts(domain);
  const spf = records.find((record) => /^v=spf1(?:\s|$)/i.test(record)) ?? '';
  return spf.trim().split(/\s+/).slice(1);
}

/** How many questions a receiver has to ask; it stops counting once there are far too many. */
async function countLookups(dns: MailDns, domain: string, seen: Set<string>): Promise<number> {
  if (seen.has(domain) || seen.size > 2 * MAX_LOOKUPS) return 0;
  seen.add(domain);
  let lookups = 0;
  for (const mechanism of await spfOf(dns, domain)) {
    if (LOOKS_UP.test(mechanism)) lookups++;
    const next = nextDomain(mechanism);
    if (next !== undefined) lookups += await countLookups(dns, next, seen);
  }
  return lookups;
}

async function includes(dns: MailDns, domain: string, wanted: string, seen: Set<string>): Promise<boolean> {
  if (seen.has(domain) || seen.size > 2 * MAX_LOOKUPS) return false;
  seen.add(domain);
  for (const mechanism of await spfOf(dns, domain)) {
    const next = nextDomain(mechanism);
    if (next === undefined) continue;
    if (next === wanted || (await includes(dns, next, wanted, seen))) return true;
  }
  return false;
}

function nextDomain(mechanism: string): string | undefined {
  return /^(?:\+?include:|redirect=)([\w.-]+)$/i.exec(mechanism)?.[1]?.toLowerCase();
}

function finding(verdict: Finding['verdict'], message: string): Finding {
  return { check: 'SPF', verdict, message };
}
