import { XMLParser } from 'fast-xml-parser';
import { domainOf } from '../../lib/email-address.ts';
import { describeError } from '../../lib/errors.ts';
import { hostName, type MailServer, type Protocol, type Security } from './server.ts';

/** A server of an autoconfig file, with the user name it wants. */
interface ConfiguredServer extends MailServer {
  user: string;
}

export type Autoconfig = { ok: true; servers: ConfiguredServer[] } | { ok: false; why: string };

const MAX_NESTED_TAGS = 20;
const MAX_SERVERS = 10;
const MAX_PORT = 65_535;
const MAX_USER_LENGTH = 254;

/**
 * Reads Mozilla's client configuration (config-v1.1.xml) for one address: IMAP and SMTP servers in the order of the
 * file, placeholders filled in. Servers without TLS, other protocols and what cannot be used are left out. Never throws.
 */
export function readAutoconfig(xml: string, address: string): Autoconfig {
  // Nothing here needs entities of its own, and they are how small files grow large.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return { ok: false, why: 'has a document type of its own' };
  let root: unknown;
  try {
    root = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      parseTagValue: false,
      parseAttributeValue: false,
      processEntities: false,
      maxNestedTags: MAX_NESTED_TAGS,
      isArray: (name) => REPEATED.has(name),
    }).parse(xml);
  } catch (error) {
    return { ok: false, why: `is not XML (${describeError(error)})` };
  }
  const provider = children(child(root, 'clientConfig'), 'emailProvider')[0];
  if (provider === undefined) return { ok: false, why: 'is no mail configuration' };
  const servers = [...children(provider, 'incomingServer'), ...children(provider, 'outgoingServer')]
    .flatMap((node) => readServer(node, address) ?? [])
    .slice(0, MAX_SERVERS);
  return servers.length === 0 ? { ok: false, why: 'names no server with TLS' } : { ok: true, servers };
}

const REPEATED = new Set(['emailProvider', 'incomingServer', 'outgoingServer', 'username', 'socketType']);
const PROTOCOLS = new Map<string, Protocol>([
  ['imap', 'imap'],
  ['smtp', 'smtp'],
]);
const SECURITY = new Map<string, Security>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);

function readServer(node: unknown, address: string): ConfiguredServer | undefined {
  const protocol = PROTOCOLS.get(text(child(node, '@type')).toLowerCase());
  const security = SECURITY.get(text(first(child(node, 'socketType'))).toUpperCase());
  const host = hostName(fillIn(text(child(node, 'hostname')), address));
  const written = text(child(node, 'port'));
  const port = /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (!protocol || !security || host === undefined || port < 1 || port > MAX_PORT) return undefined;
  return { protocol, host, port, security, user: userName(text(first(child(node, 'username'))), address) };
}

/** The address where the file says nothing that can be used. */
function userName(template: string, address: string): string {
  const user = fillIn(template, address);
  return user === '' || user.length > MAX_USER_LENGTH || /[\p{Cc}\s%<>]|&#?\w+;/u.test(user) ? address : user;
}

function fillIn(template: string, address: string): string {
  return template
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', () => address.slice(0, address.lastIndexOf('@')))
    .replaceAll('%EMAILDOMAIN%', () => domainOf(address));
}

function child(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, name)
    ? (node as Record<string, unknown>)[name]
    : undefined;
}

function children(node: unknown, name: string): unknown[] {
  const found = child(node, name);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

/** The text of an element, also of one with attributes. */
function text(value: unknown): string {
  const inner = typeof value === 'object' ? child(value, '#text') : value;
  return typeof inner === 'string' ? inner.trim() : '';
}
