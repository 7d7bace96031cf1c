import { describeError } from '../lib/errors.ts';
import { explainFailure } from '../mailbox/explain-failure.ts';
import type { FoundServer } from '../mailbox/find-servers/find-servers.ts';
import { noteOf, providerOfHost } from '../mailbox/find-servers/provider.ts';
import { MailboxFailure } from '../mailbox/mailbox.ts';
import { type ConnectionTest, testConnection } from '../mailbox/test-connection.ts';
import { SenderError } from '../outbox/mail-sender.ts';
import { smtpSender } from '../outbox/smtp-sender.ts';
import { openInTime, PATIENCE_MS } from './try-mailbox.ts';

/** What to log in with, and where: servers that `findMailbox` answered. */
export interface LoginAttempt {
  address: string;
  /** Instead of what the servers are thought to want. */
  user?: string | undefined;
  password: string;
  imap: FoundServer;
  smtp: FoundServer;
  /** Folders that are wanted (choose-folders.ts). */
  folders?: readonly string[] | undefined;
}

/** What came of it; nothing was sent, nothing was changed. `user`: with which name. Plain JSON. */
export interface LoginFindings {
  imap: ConnectionTest & { user: string };
  smtp: SmtpTest & { user: string };
}

type SmtpTest = { ok: true } | { ok: false; message: string; hint: string };

/** A listing and counting is all that is fetched. */
const READING = { compress: false, maxMessageBytes: 1_000_000 };

/** Logs in to both servers, each at the address that was checked before. */
export async function tryLogin(attempt: LoginAttempt): Promise<LoginFindings> {
  const imap = await eachUser(attempt, attempt.imap, (user) => tryImap(attempt, user));
  const smtp = await eachUser(attempt, attempt.smtp, (user) => trySmtp(attempt, user));
  return { imap, smtp };
}

/**
 * Most servers want the whole address; some small ones the part before the @. That is tried once, and only where nobody
 * said how it is: providers that are known lock accounts for less.
 */
async function eachUser<T extends { ok: boolean }>(
  { address, user }: LoginAttempt,
  server: FoundServer,
  attempt: (user: string) => Promise<{ found: T; refused: boolean }>,
): Promise<T & { user: string }> {
  const first = user ?? server.user;
  const { found, refused } = await attempt(first);
  const local = address.slice(0, address.lastIndexOf('@'));
  if (!refused || user !== undefined || first !== address || providerOfHost(server.host)) {
    return { ...found, user: first };
  }
  const { found: second } = await attempt(local);
  return second.ok ? { ...second, user: local } : { ...found, user: first };
}

async function tryImap(
  { address, password, imap, folders = [] }: LoginAttempt,
  user: string,
): Promise<{ found: ConnectionTest; refused: boolean }> {
  const only = oauthOnly(imap);
  if (only) return { found: { ok: false, failureClass: 'auth', ...only }, refused: false };
  const { host, port, security } = imap;
  const settings = { address, imap: { host, port, security, user, password }, connectTo: imap.address };
  const found = await testConnection(
    () => openInTime(settings, READING, PATIENCE_MS),
    { host, user },
    folders,
  );
  return { found, refused: !found.ok && found.failureClass === 'auth' };
}

async function trySmtp(
  { password, smtp }: LoginAttempt,
  user: string,
): Promise<{ found: SmtpTest; refused: boolean }> {
  const only = oauthOnly(smtp);
  if (only) return { found: { ok: false, ...only }, refused: false };
  const { host, port, security } = smtp;
  // A server that knows no login takes mail by the address of this machine: it is given no password.
  const login = smtp.logins.length === 0 ? {} : { user, password };
  try {
    const sender = smtpSender(
      { host, port, security, ...login },
      { connectTo: smtp.address, connectTimeoutMs: PATIENCE_MS, openTimeoutMs: PATIENCE_MS },
    );
    (await sender.open()).close();
    return { found: { ok: true }, refused: false };
  } catch (error) {
    if (!(error instanceof SenderError)) throw error;
    const refused = error.problem === 'login';
    const failure = new MailboxFailure(refused ? 'auth' : 'network', describeError(error));
    return { found: { ok: false, ...explainFailure(failure, { host, user }) }, refused };
  }
}

const PASSWORD_LOGINS = /^(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|SCRAM-.*)$/;

/** Before a password goes to a server that says that it takes none. */
function oauthOnly({ host, logins }: FoundServer): { message: string; hint: string } | undefined {
  if (logins.length === 0 || logins.some((login) => PASSWORD_LOGINS.test(login))) return undefined;
  const provider = providerOfHost(host);
  return {
    message: `${host} takes no password (it offers ${logins.join(', ')})`,
    hint: (provider && noteOf(provider)) ?? 'sign in with OAuth: docs/signing-in.md',
  };
}
