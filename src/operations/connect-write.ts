import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { type Environment } from '../config/overrides.ts';
import { readConfig } from '../config/read-config.ts';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import type { Security } from '../mailbox/find-servers/server.ts';

/** One side of a mailbox as it stands in the configuration. */
export interface WrittenServer {
  host: string;
  port: number;
  security: Security;
  user?: string | undefined;
  /** `env:NAME` or `file:PATH`; none for OAuth, and for a server that asks for none. */
  password?: string | undefined;
}

export interface WrittenMailbox {
  name: string;
  address: string;
  imap: WrittenServer;
  smtp: WrittenServer;
  oauth?: { provider: string; clientId: string } | undefined;
  folders?: readonly string[] | undefined;
}

/** What Google signs its Authentication-Results with; the only verdicts to believe in a mailbox there. */
const AUTHSERV_IDS = new Map([['imap.gmail.com', ['mx.google.com']]]);

/** The settings of a mailbox in the order in which people read them; what says nothing new is left out. */
export function mailboxSettings(
  mailbox: Omit<WrittenMailbox, 'name'> & { name?: string },
): Record<string, unknown> {
  const { name, address, imap, smtp, oauth, folders } = mailbox;
  const authservIds = AUTHSERV_IDS.get(imap.host);
  return {
    ...(name === undefined ? {} : { name }),
    address,
    imap: serverSettings(imap, address),
    smtp: serverSettings(smtp, address),
    ...(oauth ? { oauth } : {}),
    ...(folders === undefined || folders.length === 0 ? {} : { folders: [...folders] }),
    historySince: '2y',
    ...(authservIds ? { authservIds } : {}),
  };
}

function serverSettings({ host, port, security, user, password }: WrittenServer, address: string) {
  return {
    host,
    port,
    security,
    ...(user === undefined || user === address ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}

/**
 * Adds a mailbox to the text of a configuration; comments, order and everything else stay. Throws a WafaError when the
 * result could not be read: nothing half-right is ever written.
 */
export function addMailbox(
  text: string,
  file: string,
  mailbox: WrittenMailbox,
  environment: Environment,
): string {
  const document = parseDocument(text);
  const node = document.createNode(mailboxSettings(mailbox));
  const mailboxes = document.get('mailboxes');
  if (isSeq(mailboxes)) {
    if (mailboxes.items.length === 0) mailboxes.flow = false;
    mailboxes.add(node);
  } else if (isMap(document.contents)) {
    document.set('mailboxes', document.createNode([mailboxSettings(mailbox)]));
  } else {
    throw new WafaError(`${file} holds no settings`, { exitCode: ExitCode.configuration });
  }
  const written = document.toString({ lineWidth: 0 });
  readConfig(written, file, environment);
  return written;
}

/** A name that no mailbox has yet: the part before the @, or the whole address. */
export function mailboxName(address: string, taken: readonly string[]): string {
  const local = address.slice(0, address.lastIndexOf('@'));
  if (!taken.includes(local)) return local;
  if (!taken.includes(address)) return address;
  for (let number = 2; ; number++) {
    const name = `${local}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/**
 * Replaces the configuration in one step, so that a crash leaves the old or the new one; refuses when somebody else
 * changed it since `before` was read.
 */
export async function replaceConfiguration(file: string, before: string, after: string): Promise<void> {
  if ((await readFile(file, 'utf8')) !== before) {
    throw new WafaError(`${file} was changed meanwhile`, { hint: 'run the command again' });
  }
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, after, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * Keeps a password in a new file beside the configuration, for its owner only; answers `file:NAME` and how to take it away
 * again. A file of that name that is there already is never touched.
 */
export async function keepPassword(
  configuration: string,
  name: string,
  password: string,
): Promise<{ reference: string; remove: () => Promise<void> }> {
  const base = name.replaceAll(/[^\p{L}\p{N}._@+-]/gu, '_').replace(/^\.+/, '_');
  for (let number = 1; ; number++) {
    const own = `${base}${number === 1 ? '' : `-${number}`}.secret`;
    const file = path.join(path.dirname(configuration), own);
    try {
      await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
      return { reference: `file:${own}`, remove: () => rm(file, { force: true }) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || number >= MAX_SECRET_FILES) throw error;
    }
  }
}

const MAX_SECRET_FILES = 100;
