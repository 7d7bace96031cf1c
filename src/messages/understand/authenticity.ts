import { domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { headerValues, type ParsedMessage } from '../parse/parsed-message.ts';
import { remember } from '../parse/remember.ts';

/** Whether the mail really comes from the domain in its From. */
export interface Authenticity {
  verdict: 'verified' | 'unverified' | 'failed';
  /** For a person: `dmarc=pass for bakery.example`. */
  reason: string;
  /** Whose word it rests on; `nobody` where no server is trusted to check, so that nothing could be found out. */
  checkedBy: AuthenticityChecker;
}

export type AuthenticityChecker = 'trusted-server' | 'nobody';

/**
 * Reads the topmost Authentication-Results (RFC 8601) written by one of `trustedServers` (their authserv-id, such as
 * `mx.google.com`); lower ones may be forged by the sender. Verified: DMARC passed, or DKIM or SPF passed for a domain
 * that shares From's organisational domain (relaxed alignment, RFC 7489 3.1). Failed: DMARC failed. Everything else,
 * and all mail when no server is trusted, is unverified.
 */
export function checkAuthenticity(message: ParsedMessage, trustedServers: readonly string[]): Authenticity {
  const checkedBy = trustedServers.length === 0 ? 'nobody' : 'trusted-server';
  return { ...verdictOn(message, trustedServers), checkedBy };
}

function verdictOn(
  message: ParsedMessage,
  trustedServers: readonly string[],
): Omit<Authenticity, 'checkedBy'> {
  const fromDomain = domainOf(message.from?.address ?? '');
  if (fromDomain === '') return { verdict: 'unverified', reason: 'no address in From' };
  if (trustedServers.length === 0) return { verdict: 'unverified', reason: 'no server is trusted to check' };
  const first = firstTrusted(message, new Set(trustedServers.map((server) => server.toLowerCase())));
  if (!first) return { verdict: 'unverified', reason: 'no result from a trusted server' };
  const dmarc = first.methods.find(({ method }) => method === 'dmarc');
  if (dmarc?.result === 'pass' && aligned(dmarc.properties.get('header.from') ?? fromDomain, fromDomain)) {
    return { verdict: 'verified', reason: `dmarc=pass for ${fromDomain}` };
  }
  if (dmarc?.result === 'fail') return { verdict: 'failed', reason: `dmarc=fail for ${fromDomain}` };
  for (const { method, result, properties } of first.methods) {
    if (result !== 'pass') continue;
    const domain = method === 'dkim' ? dkimDomain(properties) : method === 'spf' ? spfDomain(properties) : '';
    if (domain !== '' && aligned(domain, fromDomain)) {
      return { verdict: 'verified', reason: `${method}=pass for ${domain}` };
    }
  }
  const seen = first.methods.map(({ method, result }) => `${method}=${result}`).join(', ');
  return {
    verdict: 'unverified',
    reason: seen === '' ? 'the server checked nothing' : `not aligned with From: ${seen}`,
  };
}

function firstTrusted(
  message: ParsedMessage,
  servers: ReadonlySet<string>,
): AuthenticationResults | undefined {
  for (const value of headerValues(message.headers, 'authentication-results')) {
    const results = parseAuthenticationResults(value);
    if (servers.has(results.server)) return results;
  }
  return undefined;
}

interface AuthenticationResults {
  server: string;
  methods: { method: string; result: string; properties: ReadonlyMap<string, string> }[];
}

/** RFC 8601 2.2, comments dropped. A property that is given twice counts for nothing: it may be injected. */
const parseAuthenticationResults = remember((value: string): AuthenticationResults => {
  const [head = '', ...rest] = splitOutsideQuotes(withoutComments(value));
  const server = head.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  const methods: AuthenticationResults['methods'] = [];
  for (const part of rest) {
    const words = part.trim().split(/\s+/);
    const match = /^([a-z0-9-]+)(?:\/\d+)?=([a-z]+)$/i.exec(words[0] ?? '');
    if (!match) continue;
    const properties = new Map<string, string>();
    for (const word of words.slice(1)) {
      const equals = word.indexOf('=');
      if (equals < 1) continue;
      const name = word.slice(0, equals).toLowerCase();
      properties.set(
        name,
        properties.has(name)
          ? ''
          : word
              .slice(equals + 1)
              .replaceAll('"', '')
              .toLowerCase(),
      );
    }
    methods.push({
      method: (match[1] ?? '').toLowerCase(),
      result: (match[2] ?? '').toLowerCase(),
      properties,
    });
  }
  return { server, methods };
});

/** Comments (RFC 5322 3.2.2) nest; text in quotes is no comment. Linear. */
function withoutComments(value: string): string {
  if (!value.includes('(') && !value.includes('\\')) return value;
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? '';
    if (character === '\\') {
      if (depth === 0) kept += character + (value[at + 1] ?? '');
      at++;
    } else if (depth === 0 && character === '"') {
      quoted = !quoted;
      kept += character;
    } else if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')' && depth > 0) depth--;
    else if (depth === 0) kept += character;
  }
  return kept;
}

function splitOutsideQuotes(value: string): string[] {
  if (!value.includes('"')) return value.split(';');
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '"') quoted = !quoted;
    if (value[at] === ';' && !quoted) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(value.slice(start));
  return parts;
}

function dkimDomain(properties: ReadonlyMap<string, string>): string {
  return properties.get('header.d') ?? domainOf(properties.get('header.i') ?? '');
}

function spfDomain(properties: ReadonlyMap<string, string>): string {
  const from = properties.get('smtp.mailfrom') ?? properties.get('smtp.mfrom') ?? '';
  return domainOf(from);
}

function aligned(domain: string, fromDomain: string): boolean {
  return organisationOf(domain) === organisationOf(fromDomain);
}

const organisationOf = remember(organisationalDomain);
