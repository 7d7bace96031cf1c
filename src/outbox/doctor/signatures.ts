import { createPublicKey, type KeyObject } from 'node:crypto';
import { organisationalDomain } from '../../lib/email-address.ts';
import type { Finding } from './finding.ts';
import type { MailDns } from './mail-dns.ts';
import type { SendingProvider } from './sending-providers.ts';

/** How we sign by ourselves. */
export interface OwnSigning {
  domain: string;
  selector: string;
  publicKey: KeyObject;
}

const MIN_RSA_BITS = 1024;
const GOOD_RSA_BITS = 2048;

/**
 * DKIM (RFC 6376): our own key stands in the DNS as it is here; or the provider's, under one of its usual selectors. Where
 * the provider signs with selectors of each customer's own it cannot be told from outside.
 */
export async function examineDkim(
  dns: MailDns,
  domain: string,
  { own, provider }: { own: OwnSigning | undefined; provider: SendingProvider | undefined },
): Promise<Finding> {
  if (own) return examineOwnKey(dns, own);
  if (!provider || provider.selectors.length === 0) {
    const message = provider
      ? `whether ${provider.name} signs for ${domain} cannot be told from outside`
      : `nothing here signs mail of ${domain}`;
    const todo = provider?.dkim ?? 'npx wafa dkim make writes a key and the record for your DNS';
    return { check: 'DKIM', verdict: provider ? 'unknown' : 'failed', message, todo };
  }
  for (const selector of provider.selectors) {
    const { records, trouble } = await dns.texts(`${selector}._domainkey.${domain}`);
    if (trouble !== undefined)
      return { check: 'DKIM', verdict: 'unknown', message: `the DNS did not answer: ${trouble}` };
    if (records.some((record) => /(?:^|;)\s*p=[A-Za-z0-9+/]/.test(record)))
      return { check: 'DKIM', verdict: 'ok', message: `${provider.name} signs for ${domain} (${selector})` };
  }
  return {
    check: 'DKIM',
    verdict: 'failed',
    message: `${domain} has no DKIM key of ${provider.name}`,
    todo: provider.dkim,
  };
}

async function examineOwnKey(dns: MailDns, { domain, selector, publicKey }: OwnSigning): Promise<Finding> {
  const host = `${selector}._domainkey.${domain}`;
  const record = { host, type: 'TXT' as const, value: dkimRecord(publicKey) };
  const { records, trouble } = await dns.texts(host);
  if (trouble !== undefined)
    return { check: 'DKIM', verdict: 'unknown', message: `the DNS did not answer for ${host}: ${trouble}` };
  const published = records.find((text) => /(?:^|;)\s*p=/.test(text));
  if (published === undefined)
    return { check: 'DKIM', verdict: 'failed', message: `${host} has no key`, record };
  const inDns = /(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)/.exec(published)?.[1]?.replace(/\s+/g, '') ?? '';
  const ours = /p=(.*)$/.exec(record.value)?.[1];
  if (inDns !== ours)
    return {
      check: 'DKIM',
      verdict: 'failed',
      message: `${host} has another key than the one we sign with`,
      record,
    };
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS)
    return {
      check: 'DKIM',
      verdict: 'failed',
      message: `the key has ${bits} bits; receivers want ${MIN_RSA_BITS}`,
    };
  if (bits !== undefined && bits < GOOD_RSA_BITS)
    return {
      check: 'DKIM',
      verdict: 'warning',
      message: `the key has ${bits} bits; ${GOOD_RSA_BITS} are usual by now`,
    };
  return { check: 'DKIM', verdict: 'ok', message: `we sign for ${domain} (${selector})` };
}

/** What goes into the DNS (RFC 6376, 3.6.1; Ed25519: RFC 8463). */
export function dkimRecord(publicKey: KeyObject): string {
  if (publicKey.asymmetricKeyType === 'ed25519') {
    const { x = '' } = publicKey.export({ format: 'jwk' });
    return `v=DKIM1; k=ed25519; p=${Buffer.from(x, 'base64url').toString('base64')}`;
  }
  return `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

/** The public half of a private key in PEM. */
export function publicHalf(privateKey: string): KeyObject {
  return createPublicKey(privateKey);
}

/** DMARC (RFC 7489): there is a record, by the domain or the organisation above it, and it says a policy. */
export async function examineDmarc(dns: MailDns, domain: string): Promise<Finding> {
  for (const name of new Set([domain, organisationalDomain(domain)])) {
    const { records, trouble } = await dns.texts(`_dmarc.${name}`);
    if (trouble !== undefined)
      return { check: 'DMARC', verdict: 'unknown', message: `the DNS did not answer: ${trouble}` };
    const found = records.filter((record) => /^v=DMARC1\s*;/i.test(record));
    if (found.length > 1)
      return {
        check: 'DMARC',
        verdict: 'failed',
        message: `${name} has ${found.length} DMARC records; receivers use none`,
      };
    const policy = /;\s*p\s*=\s*(none|quarantine|reject)\b/i.exec(found[0] ?? '')?.[1];
    if (policy !== undefined)
      return { check: 'DMARC', verdict: 'ok', message: `${name} has the policy ${policy.toLowerCase()}` };
    if (found.length === 1)
      return {
        check: 'DMARC',
        verdict: 'failed',
        message: `the DMARC record of ${name} says no policy`,
        record: dmarcRecord(name),
      };
  }
  const message = `${domain} has no DMARC record`;
  return { check: 'DMARC', verdict: 'failed', message, record: dmarcRecord(organisationalDomain(domain)) };
}

function dmarcRecord(domain: string) {
  return { host: `_dmarc.${domain}`, type: 'TXT' as const, value: 'v=DMARC1; p=none' };
}

/** DMARC alignment, relaxed (RFC 7489, 3.1): the signing domain, or that of the return path, is the sender's own. */
export function examineAlignment(
  fromDomain: string,
  { returnPathDomain, signingDomain }: { returnPathDomain: string; signingDomain: string | undefined },
): Finding {
  const own = organisationalDomain(fromDomain);
  const byDkim = signingDomain !== undefined && organisationalDomain(signingDomain) === own;
  const bySpf = organisationalDomain(returnPathDomain) === own;
  if (byDkim || bySpf)
    return {
      check: 'alignment',
      verdict: 'ok',
      message: `${byDkim ? 'signature' : 'return path'} and sender belong to ${own}`,
    };
  const message = `mail from ${fromDomain} is neither signed by it nor returns to it`;
  return {
    check: 'alignment',
    verdict: 'failed',
    message,
    todo: `sign as ${fromDomain} (sending.dkim.domain)`,
  };
}
