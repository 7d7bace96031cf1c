import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { codeOf, describeError } from '../../lib/errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { DIALOGUES, type Dialogue } from './dialogues.ts';
import type { Dns } from './dns.ts';
import { type Connected, connectGuarded } from './guarded-connect.ts';
import { ConversationError, LineConversation } from './line-conversation.ts';
import type { Candidate, MailServer } from './server.ts';

/** What stands at the other end, found out without logging in. Plain JSON. */
export type Probe =
  | {
      ok: true;
      /** The IP address that was checked and answered; the login goes there too. */
      address: string;
      /** Ways to log in, in upper case: PLAIN, LOGIN, XOAUTH2 ... */
      logins: string[];
    }
  | { ok: false; problem: ProbeProblem; detail: string };

/**
 * `forbidden`: an address that may not be used. `port`: a port that is none of mail. `timeout`: nothing comes back.
 * `closed`: the machine is there, the port is not. `certificate-name`: its certificate is for somebody else.
 * `certificate`: expired, or nobody vouches for it. `tls`: TLS fails otherwise. `no-starttls`: it would take the
 * password in the clear. `not-mail`: something else answers there. `turned-away`: it says that it does not want us now.
 */
export type ProbeProblem =
  | Exclude<Connected, { ok: true }>['problem']
  | 'port'
  | 'certificate-name'
  | 'certificate'
  | 'tls'
  | 'no-starttls'
  | 'not-mail'
  | 'turned-away';

export interface ProbeWorld {
  dns: Dns;
  guard: AddressGuard;
  /** PEM of a further authority to trust. */
  ca?: string;
  /** Who names servers is the operator: any port may be meant. */
  typedByOperator?: boolean;
  connectTimeoutMs?: number;
  answerTimeoutMs?: number;
  probeTimeoutMs?: number;
}

/** Where mail is spoken; anything else would make us a scanner of other people's ports. */
const MAIL_PORTS = new Set([25, 143, 465, 587, 993, 2525]);
const TLS_TIMEOUT_MS = 8000;
/** From the connection to the last answer; a server may also drip for ever. */
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Connects to a server, makes TLS as it should be, and listens to what it says of itself; no user name, no password.
 * Ports that are none of mail are only tried in networks that the operator allows, or when the operator typed them.
 */
export async function probeServer(server: Candidate, world: ProbeWorld): Promise<Probe> {
  const typed = server.source === 'given' && world.typedByOperator;
  if (!typed && !MAIL_PORTS.has(server.port) && !(await isInAllowedNetwork(server.host, world))) {
    return { ok: false, problem: 'port', detail: `${server.port} is no port of mail` };
  }
  const connection = await connectGuarded(server, world);
  if (!connection.ok) return connection;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.socket.destroy();
  }, world.probeTimeoutMs ?? PROBE_TIMEOUT_MS);
  try {
    return await converse(server, connection, world);
  } catch (error) {
    const problem = problemOf(error);
    return late ? { ok: false, problem: 'timeout', detail: problem.detail } : { ok: false, ...problem };
  } finally {
    clearTimeout(timer);
    connection.socket.destroy();
  }
}

async function isInAllowedNetwork(host: string, { dns, guard }: ProbeWorld): Promise<boolean> {
  const { records } = await dns.addresses(host);
  return records.some((address) => guard.isAllowedByName(address));
}

async function converse(
  server: MailServer,
  { socket, address }: Extract<Connected, { ok: true }>,
  world: ProbeWorld,
): Promise<Probe> {
  const dialogue = DIALOGUES[server.protocol];
  if (server.security === 'tls') {
    const secured = await secure(socket, server.host, world);
    return listen(dialogue, new LineConversation(secured, world.answerTimeoutMs), address);
  }
  const plain = new LineConversation(socket, world.answerTimeoutMs);
  const greeted = await dialogue.greet(plain);
  if (greeted !== undefined) return { ok: false, ...greeted };
  const offered = await dialogue.capabilities(plain);
  if (server.security === 'none') return { ok: true, address, logins: offered.logins };
  if (!offered.startTls || !(await dialogue.startTls(plain))) {
    return { ok: false, problem: 'no-starttls', detail: `${server.host} offers no STARTTLS` };
  }
  plain.release();
  const secured = new LineConversation(await secure(socket, server.host, world), world.answerTimeoutMs);
  const { logins } = await dialogue.capabilities(secured);
  secured.say(dialogue.goodbye);
  return { ok: true, address, logins };
}

async function listen(dialogue: Dialogue, line: LineConversation, address: string): Promise<Probe> {
  const greeted = await dialogue.greet(line);
  if (greeted !== undefined) return { ok: false, ...greeted };
  const { logins } = await dialogue.capabilities(line);
  line.say(dialogue.goodbye);
  return { ok: true, address, logins };
}

/** TLS with the certificate verified for `host`. Rejects with a TlsError. */
function secure(socket: Socket, host: string, { ca }: ProbeWorld): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      socket,
      host,
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca }),
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(new TlsError(error));
    };
    const timer = setTimeout(() => fail(new Error('TLS does not come about in time')), TLS_TIMEOUT_MS);
    const onClose = () => fail(new Error('the server hung up while TLS began'));
    secured.once('error', fail);
    secured.once('close', onClose);
    secured.once('secureConnect', () => {
      clearTimeout(timer);
      secured.off('error', fail);
      secured.off('close', onClose);
      secured.on('error', () => undefined);
      resolve(secured);
    });
  });
}

class TlsError extends Error {
  constructor(cause: Error) {
    super(describeError(cause), { cause });
    this.name = 'TlsError';
  }
}

/** What node calls a certificate that nobody vouches for, or not any more. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)/;

function problemOf(error: unknown): { problem: ProbeProblem; detail: string } {
  if (error instanceof ConversationError) {
    return { problem: error.timedOut ? 'timeout' : 'not-mail', detail: error.message };
  }
  if (!(error instanceof TlsError)) throw error;
  const code = codeOf(error.cause) ?? '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return { problem: 'certificate-name', detail: namesOf(error.cause).join(', ') };
  }
  if (UNTRUSTED.test(code)) return { problem: 'certificate', detail: error.message };
  // A server that speaks first in the clear, where TLS was expected.
  if (/WRONG_VERSION|PACKET_LENGTH|UNKNOWN_PROTOCOL|HTTP_REQUEST/.test(code)) {
    return { problem: 'not-mail', detail: 'it does not speak TLS on this port' };
  }
  return { problem: 'tls', detail: error.message };
}

const MAX_NAMES = 5;

/** For whom a certificate was made out. */
function namesOf(error: unknown): string[] {
  const certificate: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'cert') : undefined;
  const written: unknown =
    typeof certificate === 'object' && certificate !== null
      ? Reflect.get(certificate, 'subjectaltname')
      : undefined;
  if (typeof written !== 'string') return [];
  return [...written.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)]
    .map((match) => match[1] ?? '')
    .slice(0, MAX_NAMES);
}
