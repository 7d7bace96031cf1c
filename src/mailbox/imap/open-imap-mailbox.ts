import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { MailboxSettings, ReadingSettings } from '../../config/schema.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { type Credentials, fixedPassword, type LogInWith, signInNeeded } from '../credentials.ts';
import { TOKEN_REFUSED } from '../explain-failure.ts';
import { type Mailbox, MailboxFailure } from '../mailbox.ts';
import { toMailboxFailure } from './imap-failure.ts';
import { ImapMailbox } from './imap-mailbox.ts';

const CONNECT_TIMEOUT_MS = 30_000;
const GREETING_TIMEOUT_MS = 20_000;
/** Silence after which the connection is probed, and then given up: finds half-open connections. */
const SOCKET_TIMEOUT_MS = 75_000;
/** How often a waiting connection is probed; silence beyond the socket timeout would end it. */
const ASK_EVERY_MS = 50_000;
/** Servers and gateways drop an IDLE of half an hour (RFC 2177), some much earlier. */
const MAX_IDLE_MS = 4 * 60_000;
/** RFC822.SIZE is not always exact; a literal beyond this is no longer the mail that was asked for. */
const SIZE_TOLERANCE = 1.25;
const SIZE_SLACK_BYTES = 1_000_000;

/**
 * Who is logged in, where. `credentials` are asked when `imap` has no password of its own. `connectTo` is the address of
 * `imap.host` that is connected to, where a guard has chosen it; the certificate is held against the host all the same.
 */
export interface ImapAccount extends Pick<MailboxSettings, 'address' | 'imap'> {
  credentials?: Credentials | undefined;
  connectTo?: string | undefined;
}

/**
 * Opens a new connection and logs in; at a refusal once more, with what the credentials know instead. TLS certificates
 * are verified; `starttls` is required once said; `none` only reaches this machine (a WafaError otherwise). Rejects
 * with a MailboxFailure; an aborted `signal` hangs up at once.
 */
export async function openImapMailbox(
  account: ImapAccount,
  reading: ImapReading,
  signal?: AbortSignal,
  askEveryMs = ASK_EVERY_MS,
): Promise<Mailbox> {
  const { host, security, password } = account.imap;
  if (security === 'none' && !isLoopback(host)) {
    throw new WafaError(`imap.security "none" would send the password readable to ${host}`, {
      hint: 'use tls or starttls; none is only for a server on this machine',
      exitCode: ExitCode.configuration,
    });
  }
  const credentials =
    password === undefined && account.credentials ? account.credentials : fixedPassword(password);
  const logInWith = await credentials.current();
  if (!logInWith) throw signInNeeded('no password is known', account.address);
  try {
    return await logIn(account, logInWith, reading, signal, askEveryMs);
  } catch (error) {
    const refused = error instanceof MailboxFailure && error.failureClass === 'auth';
    const other = refused ? await credentials.after(logInWith) : undefined;
    if (!other) throw error;
    return logIn(account, other, reading, signal, askEveryMs);
  }
}

type ImapReading = Pick<ReadingSettings, 'compress' | 'maxMessageBytes'>;

async function logIn(
  account: ImapAccount,
  logInWith: LogInWith,
  reading: ImapReading,
  signal: AbortSignal | undefined,
  askEveryMs: number,
): Promise<Mailbox> {
  const { host, port, security, user = account.address } = account.imap;
  const { connectTo } = account;
  const maxLiteralSize = Math.ceil(reading.maxMessageBytes * SIZE_TOLERANCE) + SIZE_SLACK_BYTES;
  const client = new ImapFlow({
    // The certificate is held against the name in both cases.
    ...(connectTo === undefined
      ? { host }
      : { host: connectTo, ...(isIP(host) ? {} : { servername: host }) }),
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    // OAUTHBEARER where the server has it (RFC 7628), else XOAUTH2.
    auth:
      logInWith.kind === 'token'
        ? { user, accessToken: logInWith.token }
        : { user, pass: logInWith.password },
    logger: false,
    clientInfo: { name: 'Wafa' },
    disableAutoIdle: true,
    qresync: true,
    disableCompression: !reading.compress,
    maxIdleTime: MAX_IDLE_MS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    maxLiteralSize,
    maxResponseSize: maxLiteralSize * 2,
  });
  // Attached before connecting: an `error` without a listener would end the process.
  const mailbox = new ImapMailbox(client, askEveryMs);
  const hangUp = () => client.close();
  signal?.addEventListener('abort', hangUp, { once: true });
  client.once('close', () => signal?.removeEventListener('abort', hangUp));
  try {
    if (signal?.aborted) throw new Error('no longer wanted');
    await client.connect();
    return mailbox;
  } catch (error) {
    client.close();
    const failure = toMailboxFailure(error, { heard: mailbox.heard });
    throw logInWith.kind === 'token' && failure.failureClass === 'auth' ? tokenRefused(failure) : failure;
  }
}

export interface ImapAccount extends Pick<MailboxSettings, 'address' | 'imap'> {
  /** The IP address of `imap.host` that was checked; looked up when left out. */
  connectTo?: string;
}

/** So that nobody is told to check a password that there is not. */
function tokenRefused(failure: MailboxFailure): MailboxFailure {
  return new MailboxFailure('auth', `${TOKEN_REFUSED}: ${failure.message}`, { cause: failure });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
