import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';

/** An address as it stands in a header: `Maryam <maryam@bakery.example>`. */
export interface MailAddress {
  name: string;
  address: string;
}

const MAX_ADDRESS_LENGTH = 254; // RFC 5321 4.5.3.1.3, less the angle brackets
const MAX_LOCAL_LENGTH = 64; // RFC 5321 4.5.3.1.1

/** Providers that ignore dots in the local part, and their other names. */
const DOTLESS_DOMAINS = new Set(['gmail.com', 'googlemail.com']);
const DOMAIN_ALIASES = new Map([['googlemail.com', 'gmail.com']]);

/**
 * The address as it is mailed to: trimmed, domain in lower case and ASCII (IDNA). Undefined when it is not a strict
 * addr-spec (RFC 5321 4.1.2, dot-string only: quoted local parts are refused, for they only serve injection).
 */
export function parseAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  const domain = domainToASCII(trimmed.slice(at + 1)).toLowerCase();
  if (at < 1 || trimmed.length > MAX_ADDRESS_LENGTH || local.length > MAX_LOCAL_LENGTH) return undefined;
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local))
    return undefined;
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(domain)) {
    return undefined;
  }
  return `${local}@${domain}`;
}

/**
 * The key two spellings of one person's address share: lower case, without a plus tag, without dots where the
 * provider ignores them. Used to match, never to mail to. Undefined when it is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (seen.has(text)) return seen.get(text);
  const canonical = canonicalOf(text);
  if (seen.size >= MAX_SEEN) seen.clear();
  if (text.length <= MAX_ADDRESS_LENGTH) seen.set(text, canonical);
  return canonical;
}

/** Every mail of a mailbox names its owner, and most name somebody who was named before. */
const seen = new Map<string, string | undefined>();
const MAX_SEEN = 5000;

function canonicalOf(text: string): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const at = address.lastIndexOf('@');
  const rawDomain = address.slice(at + 1);
  const domain = DOMAIN_ALIASES.get(rawDomain) ?? rawDomain;
  let local = address.slice(0, at).normalize('NFKC').toLowerCase();
  const plus = local.indexOf('+');
  if (plus > 0) local = local.slice(0, plus).replace(/\.+$/, '');
  if (DOTLESS_DOMAINS.has(domain)) local = local.replaceAll('.', '');
  return `${local}@${domain}`;
}

/** `bakery.example` of `maryam@bakery.example`; '' when there is none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/**
 * The organisational domain (RFC 7489 3.2, by the Public Suffix List): `bakery.co.uk` of `mail.bakery.co.uk`. A name
 * under no known suffix, such as `mail.bakery.example`, gives its last two labels.
 */
export function organisationalDomain(domain: string): string {
  const lower = domain.toLowerCase();
  return getDomain(lower, { allowPrivateDomains: true }) ?? lower.split('.').slice(-2).join('.');
}
