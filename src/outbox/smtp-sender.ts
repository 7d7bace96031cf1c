import { connect, isIP, Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailboxSettings } from '../config/schema.ts';
import { codeOf, describeError, WafaError } from '../lib/errors.ts';
import { type Credentials, fixedPassword, type LogInWith } from '../mailbox/credentials.ts';
import { MailboxFailure } from '../mailbox/mailbox.ts';
import { type MailSender, SenderError, type Session } from './mail-sender.ts';
import { converse } from './smtp-conversation.ts';
import { type ServerAbilities, smtpSession } from './smtp-session.ts';
import { TOKEN_LOGIN, tokenLogin } from './smtp-token.ts';

/** What differs from the defaults of RFC 5321 4.5.3.2, for tests and slow lines. */
export interface SmtpSenderOptions {
  /** Asked for every connection when the settings have no password of their own. */
  credentials?: Credentials | undefined;
  /** The name in EHLO; by default this machine's. */
  clientName?: string;
  /** The IP address of the host that was checked; looked up when left out. */
  connectTo?: string;
  /** PEM of a further authority whose certificates are trusted. */
  ca?: string;
  connectTimeoutMs?: number;
  /** For greeting, EHLO, TLS and login together. */
  openTimeoutMs?: number;
  /** From MAIL to the last byte. */
  dialogTimeoutMs?: number;
  /** From the last byte to the reply. */
  replyTimeoutMs?: number;
  /** For the reply, once the process was asked to end. */
  graceMs?: number;
}

/**
 * Sends through one SMTP server (a mailbox's `smtp` settings). Certificates are verified; `starttls` is demanded, never
 * tried; `none` is refused but for loopback. Throws a WafaError when that does not hold.
 */
export function smtpSender(settings: MailboxSettings['smtp'], options: SmtpSenderOptions = {}): MailSender {
  if (settings.security === 'none' && !isLoopback(settings.host)) {
    throw new WafaError(`SMTP to ${settings.host} would not be encrypted`, {
      hint: 'set security to tls or starttls; none is only for a server on this machine',
    });
  }
  return { open: (signal) => open(settings, options, signal) };
}

async function open(
  settings: MailboxSettings['smtp'],
  options: SmtpSenderOptions,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const { password } = settings;
  const credentials =
    password === undefined && options.credentials ? options.credentials : fixedPassword(password);
  const logInWith = await asked(credentials.current());
  try {
    return await openWith(logInWith, settings, options, signal);
  } catch (error) {
    const refused = logInWith && error instanceof SenderError && error.problem === 'login';
    const other = refused ? await asked(credentials.after(logInWith)) : undefined;
    if (!other) throw error;
    return openWith(other, settings, options, signal);
  }
}

/** Without them no conversation is opened. */
async function asked(answer: Promise<LogInWith | undefined>): Promise<LogInWith | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof MailboxFailure)) throw error;
    const passes = error.failureClass === 'network' || error.failureClass === 'throttle';
    throw new SenderError(error.message, passes ? 'connection' : 'login', error);
  }
}

async function openWith(
  logInWith: LogInWith | undefined,
  settings: MailboxSettings['smtp'],
  options: SmtpSenderOptions,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const socket = await openSocket(options.connectTo ?? settings.host, settings.port, connectTimeoutMs);
  const connection = new SMTPConnection({
    connection: socket,
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    ...(options.clientName === undefined ? {} : { name: options.clientName }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: SOCKET_TIMEOUT_MS,
    socketCloseTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    logger: false,
    ...(logInWith?.kind === 'token' ? { customAuth: tokenLogin(settings.host, settings.port) } : {}),
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(isIP(settings.host) ? {} : { servername: settings.host }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    },
  });
  // Errors reach the callbacks below and those of the session; this keeps a late one from ending the process.
  connection.on('error', () => undefined);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), options.openTimeoutMs ?? OPEN_TIMEOUT_MS);
  const stop = AbortSignal.any(signal ? [signal, limit.signal] : [limit.signal]);
  const tooSlow = () => socket.destroy(new Error('the server was too slow to begin, or we had to end'));
  stop.addEventListener('abort', tooSlow, { once: true });
  try {
    if (stop.aborted) tooSlow();
    await greet(connection);
    await login(connection, settings.user, logInWith);
  } catch (error) {
    connection.close();
    socket.destroy();
    throw openError(settings, error);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', tooSlow);
  }
  return smtpSession(converse(takeOver(connection)), abilitiesOf(connection), {
    dialogTimeoutMs: options.dialogTimeoutMs ?? DIALOG_TIMEOUT_MS,
    replyTimeoutMs: options.replyTimeoutMs ?? REPLY_TIMEOUT_MS,
    graceMs: options.graceMs ?? GRACE_MS,
  });
}

/**
 * The library connects, encrypts and logs in; from here on it no longer listens, and sends nothing. After STARTTLS it talks to
 * another socket than it was given.
 */
function takeOver(connection: SMTPConnection): Socket {
  const socket: unknown = Reflect.get(connection, '_socket');
  const listener: unknown = Reflect.get(connection, '_onSocketData');
  if (!(socket instanceof Socket) || typeof listener !== 'function')
    throw new Error('the library for SMTP is not the one that this was written for');
  socket.removeAllListeners('data');
  return socket;
}

function abilitiesOf(connection: SMTPConnection): ServerAbilities {
  const extensions: unknown = Reflect.get(connection, '_supportedExtensions');
  const names = Array.isArray(extensions) ? extensions.filter((name) => typeof name === 'string') : [];
  return { extensions: new Set(names), maxSize: Number(Reflect.get(connection, '_maxAllowedSize')) || 0 };
}

/** Our own socket, so that it sends at once (no Nagle) and can be destroyed whatever the library thinks of it. */
function openSocket(host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new SenderError(`cannot connect to ${host}:${port}`, 'connection', error));
    };
    const timer = setTimeout(() => fail(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function greet(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => {
      connection.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}

function login(
  connection: SMTPConnection,
  user: string | undefined,
  logInWith: LogInWith | undefined,
): Promise<void> {
  if (user === undefined || logInWith === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.login(authData(user, logInWith), (error) => {
      connection.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}

function authData(user: string, logInWith: LogInWith) {
  return logInWith.kind === 'token'
    ? { method: TOKEN_LOGIN, credentials: { user, pass: logInWith.token } }
    : { user, credentials: { user, pass: logInWith.password } };
}

function openError(settings: MailboxSettings['smtp'], error: unknown): SenderError {
  const code = codeOf(error);
  // The library keeps what Node.js said about a certificate beside its own code.
  const original: unknown = error instanceof Error ? Reflect.get(error, 'originalCode') : undefined;
  const untrusted = typeof original === 'string' && /CERT|ERR_TLS|ERR_SSL/.test(original);
  const problem = code === 'EAUTH' ? 'login' : code === 'ETLS' || untrusted ? 'encryption' : 'connection';
  return new SenderError(`${settings.host}:${settings.port}: ${describeError(error)}`, problem, error);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

const CONNECT_TIMEOUT_MS = 30_000;
const OPEN_TIMEOUT_MS = 2 * 60_000;
/** RFC 5321 4.5.3.2.1-5: five minutes for a command, three for a block of data. */
const DIALOG_TIMEOUT_MS = 5 * 60_000;
/** RFC 5321 4.5.3.2.6. */
const REPLY_TIMEOUT_MS = 10 * 60_000;
/** Longer than any of ours, so that ours decide. */
const SOCKET_TIMEOUT_MS = 30 * 60_000;
const GRACE_MS = 20_000;
const MAX_RESPONSE_BYTES = 64 * 1024;
