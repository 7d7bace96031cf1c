import type { FoundServers, TriedCandidate } from '../mailbox/find-servers/find-servers.ts';
import { serverName } from '../mailbox/find-servers/server.ts';
import type { LoginFindings } from '../operations/connect-try.ts';

/** More failures of one source than this say nothing new. */
const MAX_LEFT_SHOWN = 12;

/** What was found and why, for people, line by line. */
export function linesOfFinding(address: string, found: FoundServers): string[] {
  const lines = [`Looking for the servers of ${address}:`];
  lines.push(...found.looks.map(({ where, found: what }) => `  ${where}: ${what}`));
  for (const protocol of ['imap', 'smtp'] as const) {
    const tried = found.candidates.filter((candidate) => candidate.protocol === protocol);
    const chosen = found[protocol];
    lines.push(`${protocol.toUpperCase()}:`);
    for (const candidate of withoutEchoes(tried)) {
      const isChosen =
        chosen !== undefined &&
        serverName(chosen) === serverName(candidate) &&
        chosen.security === candidate.security;
      lines.push(...linesOfCandidate(candidate, isChosen));
    }
    const untried = tried.filter(({ outcome }) => outcome.state === 'not-tried').length;
    if (untried > 0) lines.push(`  ${untried} further possibilities were not tried.`);
    if (tried.length === 0) lines.push('  there is none to try');
  }
  if (found.note !== undefined) lines.push(`${found.note}.`);
  return lines;
}

/** Of a name that is not there, the second port says nothing new. */
function withoutEchoes(tried: readonly TriedCandidate[]): TriedCandidate[] {
  const unknown = new Set<string>();
  return tried.filter(({ host, outcome }) => {
    if (outcome.state !== 'failed' || outcome.problem !== 'unknown-name') return true;
    return !unknown.has(host) && unknown.add(host);
  });
}

function linesOfCandidate(candidate: TriedCandidate, isChosen: boolean): string[] {
  const { outcome, security, why } = candidate;
  if (outcome.state === 'not-tried') return [];
  const secured = { tls: 'TLS', starttls: 'STARTTLS', none: 'no TLS, on this machine' }[security];
  const head = `${isChosen ? '> ' : '  '}${serverName(candidate)} (${secured}): ${why}`;
  if (outcome.state === 'answers') {
    const doubt = candidate.needsConsent ? ['    It lies outside the domain, and only DNS names it.'] : [];
    return [head, ...doubt];
  }
  return [head, `    ${sentence(outcome.message)}`];
}

/** What the person can do, once, where nothing answers. */
export function hintsOf(found: FoundServers): string[] {
  const failed = found.candidates.flatMap(({ protocol, outcome }) =>
    found[protocol] === undefined && outcome.state === 'failed' ? [outcome] : [],
  );
  // A name that is not there is how guessing ends; what was really met says more.
  const telling = failed.filter(({ problem }) => problem !== 'unknown-name');
  return [...new Set((telling.length > 0 ? telling : failed).map(({ hint }) => hint))].slice(0, 2);
}

/** What the login brought. */
export function linesOfLogin({ imap, smtp }: LoginFindings): string[] {
  const lines: string[] = [];
  if (imap.ok) {
    const { choice, folders } = imap;
    lines.push(`IMAP: logged in as ${imap.user}; ${folders} folders.`);
    for (const { path, messages } of choice?.read ?? []) {
      lines.push(`  reads ${path}${messages === undefined ? '' : ` (${messages} messages)`}`);
    }
    const left = choice?.left ?? [];
    lines.push(...left.slice(0, MAX_LEFT_SHOWN).map(({ path, why }) => `  leaves ${path}: ${why}`));
    if (left.length > MAX_LEFT_SHOWN) lines.push(`  leaves ${left.length - MAX_LEFT_SHOWN} more`);
    if (!imap.sent) lines.push('  no folder of sent mail was found');
    if (!imap.tellsOfNewMail) lines.push('  The server is asked for new mail every few minutes.');
  } else lines.push(`IMAP: ${sentence(imap.message)}`, `      ${sentence(imap.hint)}`);
  if (smtp.ok) lines.push(`SMTP: logged in as ${smtp.user}. Nothing was sent.`);
  else lines.push(`SMTP: ${sentence(smtp.message)}`, `      ${sentence(smtp.hint)}`);
  return lines;
}

/** Short, and with one full stop: servers end their words as they like, and libraries repeat them. */
function sentence(words: string): string {
  const short = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)} ...` : words;
  return short.replace(/\.*$/, '.');
}

const MAX_WORDS = 300;
