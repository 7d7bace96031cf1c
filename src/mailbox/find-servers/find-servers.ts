import { explainProbe } from './explain-probe.ts';
import type { FetchText } from './guarded-https.ts';
import { type Probe, type ProbeWorld, probeServer } from './probe.ts';
import type { Candidate, MailServer, Protocol, Source } from './server.ts';
import { type ServerSuggestions, suggestServers } from './suggest-servers.ts';

/** The outside, as this folder sees it. */
export interface FindWorld extends ProbeWorld {
  fetchText: FetchText;
}

/** A candidate and what came of it. Plain JSON. */
export interface TriedCandidate extends Candidate {
  outcome:
    | { state: 'answers'; address: string; logins: string[] }
    | { state: 'failed'; problem: Extract<Probe, { ok: false }>['problem']; message: string; hint: string }
    | { state: 'not-tried'; why: string };
}

/** A server that answers as it should. */
export interface FoundServer extends Candidate {
  /** The IP address that was checked; the login goes there and nowhere else. */
  address: string;
  /** Ways to log in, in upper case. */
  logins: string[];
}

export interface FoundServers extends Omit<ServerSuggestions, 'candidates'> {
  imap: FoundServer | undefined;
  smtp: FoundServer | undefined;
  candidates: TriedCandidate[];
}

/**
 * Finds the servers of an address: suggests candidates and tries them, the best source first, until one of each kind
 * answers as it should (TLS verified, STARTTLS where that is the way). Gives no user name and no password to anybody.
 */
export async function findServers(
  address: string,
  world: FindWorld,
  given: { imap?: MailServer; smtp?: MailServer } = {},
): Promise<FoundServers> {
  const { candidates, ...suggested } = await suggestServers(address, world, given);
  const [imap, smtp] = await Promise.all(
    (['imap', 'smtp'] as const).map((protocol) => tryCandidates(protocol, candidates, world)),
  );
  const tried = [...(imap ?? []), ...(smtp ?? [])];
  return { ...suggested, imap: bestOf('imap', tried), smtp: bestOf('smtp', tried), candidates: tried };
}

/** All of one source at once, the sources one after the other: few seconds, and no more connections than needed. */
async function tryCandidates(
  protocol: Protocol,
  candidates: readonly Candidate[],
  world: ProbeWorld,
): Promise<TriedCandidate[]> {
  const own = candidates.filter((candidate) => candidate.protocol === protocol);
  const sources = [...new Set<Source>(own.map(({ source }) => source))];
  const tried: TriedCandidate[] = [];
  let found = false;
  for (const source of sources) {
    const group = own.filter((candidate) => candidate.source === source);
    if (found) {
      tried.push(...group.map((candidate) => notTried(candidate, 'another server answers already')));
      continue;
    }
    const late = group.slice(MAX_AT_ONCE).map((candidate) => notTried(candidate, 'there are too many'));
    tried.push(...(await Promise.all(group.slice(0, MAX_AT_ONCE).map((one) => tryOne(one, world)))), ...late);
    found = tried.some(({ outcome }) => outcome.state === 'answers');
  }
  return tried;
}

const MAX_AT_ONCE = 8;

function notTried(candidate: Candidate, why: string): TriedCandidate {
  return { ...candidate, outcome: { state: 'not-tried', why } };
}

async function tryOne(candidate: Candidate, world: ProbeWorld): Promise<TriedCandidate> {
  const probe = await probeServer(candidate, world);
  return {
    ...candidate,
    outcome: probe.ok
      ? { state: 'answers', address: probe.address, logins: probe.logins }
      : { state: 'failed', problem: probe.problem, ...explainProbe(candidate, probe) },
  };
}

/** They are in order of preference. */
function bestOf(protocol: Protocol, tried: readonly TriedCandidate[]): FoundServer | undefined {
  for (const { outcome, ...candidate } of tried) {
    if (candidate.protocol === protocol && outcome.state === 'answers') {
      return { ...candidate, address: outcome.address, logins: outcome.logins };
    }
  }
  return undefined;
}
