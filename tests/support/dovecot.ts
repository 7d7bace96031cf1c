import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import { type DovecotMailbox, dovecotConfig, oauth2Config } from './dovecot-config.ts';
import { deliverByLmtp } from './lmtp-client.ts';
import { type MaildirWriter, openMaildir, type SavedMail } from './maildir.ts';
import { freePort, waitForPort, waitUntil } from './network.ts';
import { killTree } from './processes.ts';
import { type ServerProcess, watchServer } from './server-process.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { findTool, requireTool } from './tools.ts';
import { type Account, giveTo, runAs, spawnAs, unprivilegedAccount } from './unprivileged.ts';

/** A message as the server lists it. */
interface StoredMail {
  readonly uid: number;
  /** IMAP flags, sorted, `\Recent` left out. */
  readonly flags: readonly string[];
  readonly messageId: string;
}

/** A private Dovecot on loopback. Every user name exists, with the one password. */
export interface Dovecot {
  readonly host: string;
  readonly port: number;
  /** The port of IMAP over TLS; undefined unless started with `tls`. */
  readonly tlsPort: number | undefined;
  /** Undefined when dovecot-lmtpd is not installed. */
  readonly lmtpPort: number | undefined;
  readonly password: string;
  /** Delivers by LMTP into INBOX: the server sets INTERNALDATE to now and wakes IDLE. */
  deliver(user: string, raw: Buffer | string, options?: { from?: string }): Promise<void>;
  /** Writes the file of a message: fast, with any date; the server sees it at its next look at the folder. */
  saveMail(user: string, folder: string, raw: Buffer | string, options?: SavedMail): void;
  /** The Maildir of a user, for seeding thousands. */
  maildir(user: string): MaildirWriter;
  /** Saves through the server: the UID is assigned when this returns. */
  append(user: string, folder: string, raw: Buffer | string): void;
  /** What a folder holds, by UID. */
  list(user: string, folder: string): StoredMail[];
  /** The raw bytes of one message. */
  read(user: string, folder: string, uid: number): string;
  /** Removes messages by a doveadm search query, e.g. `'all'` or `'uid 7'`. */
  expunge(user: string, folder: string, query: string): void;
  setFlags(user: string, folder: string, query: string, flags: string): void;
  createFolder(user: string, folder: string): void;
  deleteFolder(user: string, folder: string): void;
  renameFolder(user: string, from: string, to: string): void;
  setUidValidity(user: string, folder: string, value: number): void;
  uidValidity(user: string, folder: string): number;
  /** Throws the user's connections out. */
  kick(user: string): void;
  /** Any other doveadm command. */
  doveadm(...args: string[]): string;
  /** The server's own log. */
  log(): string;
  /** The process id of the master, for SIGSTOP and measurements. */
  pid(): number;
  /** Orderly end; removes all mail. */
  stop(): Promise<void>;
  /** Ends orderly and starts again on the same port, the mail untouched. */
  restart(): Promise<void>;
  /** kill -9 of the master and all its children. `restart` brings it back. */
  kill(): Promise<void>;
}

export interface DovecotOptions {
  readonly mailboxes?: readonly DovecotMailbox[];
  /** TLS with a certificate that signs itself, or with this one (PEM texts). */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
  readonly password?: string;
  readonly capability?: string;
  readonly maxConnectionsPerUser?: number;
  readonly compress?: boolean;
  /** Offer XOAUTH2 and OAUTHBEARER beside passwords, and ask here whether a token is good. */
  readonly introspectionUrl?: string;
  /** Keep the mail in memory when there is room. Default true. */
  readonly inMemory?: boolean;
  readonly extra?: readonly string[];
}

/** Starts a throw-away Dovecot 2.3, unprivileged, in well under a second. Throws when Dovecot is not installed. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const binary = requireTool('dovecot');
  const account = unprivilegedAccount(['dovecot', 'dovenull']);
  const folder = temporaryFolder('dovecot', { inMemory: options.inMemory ?? true });
  giveTo(account, folder);
  for (const name of ['run', 'state', 'mail']) {
    mkdirSync(join(folder, name));
    giveTo(account, join(folder, name));
  }
  const settings = {
    folder,
    account,
    port: await freePort(),
    lmtpPort: findTool('dovecot-lmtpd') ? await freePort() : undefined,
    tls: options.tls
      ? { port: await freePort(), ...certificateFor(account, folder, options.tls) }
      : undefined,
    password: options.password ?? 'secret',
    mailboxes: options.mailboxes ?? DEFAULT_MAILBOXES,
    capability: options.capability,
    maxConnectionsPerUser: options.maxConnectionsPerUser ?? MAX_CONNECTIONS_PER_USER,
    compress: options.compress ?? false,
    oauth: options.introspectionUrl === undefined ? undefined : join(folder, 'oauth2.conf'),
    extra: options.extra ?? [],
  };
  writeFileSync(join(folder, 'dovecot.conf'), dovecotConfig(settings), { mode: 0o644 });
  if (settings.oauth !== undefined)
    writeFileSync(settings.oauth, oauth2Config(options.introspectionUrl ?? ''), { mode: 0o644 });
  const launch = () => launchDovecot(binary, account, folder, settings.port);
  let server: ServerProcess;
  try {
    server = await launch();
  } catch (error) {
    removeFolder(folder);
    throw error;
  }

  const doveadm = (args: readonly string[], input?: Buffer | string) =>
    runAs(account, requireTool('doveadm'), ['-c', join(folder, 'dovecot.conf'), ...args], input);
  const writers = new Map<string, MaildirWriter>();
  const maildir = (user: string) => {
    const existing = writers.get(user);
    if (existing) return existing;
    const root = join(folder, 'mail', user.toLowerCase(), 'Maildir');
    mkdirSync(dirname(root), { recursive: true, mode: 0o700 });
    giveTo(account, dirname(root));
    const opened = openMaildir(root, account);
    writers.set(user, opened);
    return opened;
  };
  const end = async () => {
    if (server.isRunning()) server.signal('SIGTERM');
    await server.exited;
  };

  return {
    host: '127.0.0.1',
    port: settings.port,
    tlsPort: settings.tls?.port,
    lmtpPort: settings.lmtpPort,
    password: settings.password,
    async deliver(user, raw, { from = 'sender@wafa.example' } = {}) {
      if (settings.lmtpPort === undefined) requireTool('dovecot-lmtpd');
      await deliverByLmtp(settings.lmtpPort ?? 0, { from, to: user, raw });
    },
    saveMail: (user, where, raw, saved) => maildir(user).save(where, raw, saved),
    maildir,
    append: (user, where, raw) => void doveadm(['save', '-u', user, '-m', where], raw),
    list: (user, where) => parseList(doveadm(['-f', 'tab', ...fetchArgs(user, where, LIST_FIELDS, 'all')])),
    read: (user, where, uid) =>
      doveadm(fetchArgs(user, where, 'text', `uid ${uid}`)).replace(/^text:\r?\n/, ''),
    expunge: (user, where, query) =>
      void doveadm(['expunge', '-u', user, 'mailbox', where, ...query.split(' ')]),
    setFlags: (user, where, query, flags) =>
      void doveadm(['flags', 'add', '-u', user, flags, 'mailbox', where, ...query.split(' ')]),
    createFolder: (user, where) => void doveadm(['mailbox', 'create', '-u', user, '-s', where]),
    deleteFolder: (user, where) => void doveadm(['mailbox', 'delete', '-u', user, '-s', where]),
    renameFolder: (user, from, to) => void doveadm(['mailbox', 'rename', '-u', user, '-s', from, to]),
    setUidValidity: (user, where, value) =>
      void doveadm(['mailbox', 'update', '-u', user, '--uid-validity', String(value), where]),
    uidValidity: (user, where) =>
      Number(/uidvalidity=(\d+)/.exec(doveadm(['mailbox', 'status', '-u', user, 'uidvalidity', where]))?.[1]),
    kick: (user) => void doveadm(['kick', user]),
    doveadm: (...args) => doveadm(args),
    log: () => readFileSync(join(folder, 'dovecot.log'), 'utf8'),
    pid: () => server.pid,
    async stop() {
      await end();
      removeFolder(folder);
    },
    async restart() {
      await end();
      server = await launch();
    },
    async kill() {
      killTree(server.pid);
      await server.exited;
    },
  };
}

const DEFAULT_MAILBOXES: readonly DovecotMailbox[] = [
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Drafts', specialUse: '\\Drafts' },
];
const MAX_CONNECTIONS_PER_USER = 50;
const LIST_FIELDS = 'uid flags hdr.message-id';

async function launchDovecot(
  binary: string,
  account: Account,
  folder: string,
  port: number,
): Promise<ServerProcess> {
  const child = spawnAs(account, binary, ['-F', '-c', join(folder, 'dovecot.conf')], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    deathSignal: 'TERM',
  });
  const server = watchServer(child, { lastSignal: 'SIGTERM', onExit: () => removeFolder(folder) });
  await Promise.race([
    waitUntil(() => ownPid(folder) === server.pid, { what: 'Dovecot to listen' }).then(() =>
      waitForPort(port),
    ),
    server.exited.then(() => {
      throw new Error(`Dovecot did not start: ${server.output()}`);
    }),
  ]);
  return server;
}

/** Written once all sockets are open; a file of an earlier start has another number in it. */
function ownPid(folder: string): number {
  const file = join(folder, 'run/master.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function fetchArgs(user: string, folder: string, fields: string, query: string): string[] {
  return ['fetch', '-u', user, fields, 'mailbox', folder, ...query.split(' ')];
}

function parseList(output: string): StoredMail[] {
  // A folded header is printed folded: its line break is no new row.
  const rows = output.split(/\n(?=\d+\t)/).slice(1);
  return rows.map((row) => {
    const [uid, flags = '', messageId = ''] = row.split('\t');
    const kept = flags.split(' ').filter((flag) => flag && flag !== '\\Recent');
    return { uid: Number(uid), flags: kept.sort(), messageId: messageId.trim() };
  });
}

function certificateFor(
  account: Account,
  folder: string,
  given: true | { cert: string; key: string },
): { certificate: string; key: string } {
  const files = given === true ? makeCertificate(folder) : writeCertificate(folder, given);
  giveTo(account, files.certificate);
  giveTo(account, files.key);
  return files;
}

function writeCertificate(
  folder: string,
  { cert, key }: { cert: string; key: string },
): { certificate: string; key: string } {
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.certificate, cert);
  writeFileSync(files.key, key);
  return files;
}
