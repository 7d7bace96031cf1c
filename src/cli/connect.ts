import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { processEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/read-config.ts';
import type { Config } from '../config/schema.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { FindWorld, FoundServer, FoundServers } from '../mailbox/find-servers/find-servers.ts';
import { outsideWorld } from '../mailbox/find-servers/outside-world.ts';
import { checkedAddress, findMailbox, typedAddresses } from '../operations/connect-find.ts';
import { type LoginFindings, tryLogin } from '../operations/connect-try.ts';
import {
  addMailbox,
  mailboxName,
  replaceConfiguration,
  type WrittenServer,
} from '../operations/connect-write.ts';
import {
  type ConnectOptions,
  oauthOf,
  passwordOf,
  referenceOf,
  requireConsent,
  requireServers,
} from './connect-answers.ts';
import { linesOfFinding, linesOfLogin } from './connect-lines.ts';

/** What the command found and did; the answer of `--json`. */
interface Connection {
  address: string;
  found: FoundServers;
  login?: LoginFindings;
  written?: { file: string; mailbox: string };
}

/** The outside, with the networks that the operator allows; tests give their own. */
export type MakeWorld = (allowedNetworks: readonly string[]) => FindWorld;

/** Who sits at the command line is the operator. */
export const operatorsWorld: MakeWorld = (allowed) => outsideWorld(allowed, { typedByOperator: true });

/**
 * Finds the servers of an address, logs in to them, and adds the mailbox to the configuration `file`. Throws a WafaError
 * (exit code 5) when one of them cannot be used; then nothing was written.
 */
export async function connect(
  terminal: Terminal,
  file: string,
  written: string,
  options: ConnectOptions,
  makeWorld: MakeWorld = operatorsWorld,
): Promise<void> {
  const address = checkedAddress(written);
  const config = options.dryRun && !existsSync(file) ? undefined : loadConfig(file);
  if (!options.dryRun) refuseTwice(config, address, options.name, file);
  const allowed = [
    ...(config?.connecting.allowedNetworks ?? []),
    ...(options.allowNetwork ?? []),
    ...typedAddresses(options),
  ];
  const { imap, smtp } = options;
  const asked = { address, ...(imap === undefined ? {} : { imap }), ...(smtp === undefined ? {} : { smtp }) };
  const done: Connection = { address, found: await findMailbox(asked, makeWorld(allowed)) };
  const say = (lines: string[]) => {
    if (!options.json) for (const line of lines) terminal.line(line);
  };
  try {
    say(linesOfFinding(address, done.found));
    await goOn(done, config, file, options, say);
  } finally {
    if (options.json) terminal.line(JSON.stringify({ ok: isGood(done, options), ...done }));
  }
}

async function goOn(
  done: Connection,
  config: Config | undefined,
  file: string,
  options: ConnectOptions,
  say: (lines: string[]) => void,
): Promise<void> {
  const { imap, smtp } = requireServers(done.found);
  const oauth = oauthOf(done.found, options);
  const { dryRun, user, folders, passwordEnv, passwordFile } = options;
  const justLooking = dryRun && passwordEnv === undefined && passwordFile === undefined;
  if (!justLooking) await requireConsent([imap, smtp], options);
  const password = oauth ? undefined : await passwordOf(done.address, options);
  if (password !== undefined) {
    done.login = await tryLogin({ address: done.address, user, password, imap, smtp, folders });
    say(linesOfLogin(done.login));
    requireLogin(done.login);
  }
  if (dryRun || config === undefined) return say(['Nothing was written (--dry-run).']);
  const mailbox =
    options.name ??
    mailboxName(
      done.address,
      config.mailboxes.map(({ name }) => name),
    );
  const kept = password === undefined ? undefined : await referenceOf(mailbox, password, file, options);
  const before = await readFile(file, 'utf8');
  const sides = {
    imap: writtenServer(imap, done.login?.imap.user ?? user, kept?.reference),
    smtp: writtenServer(smtp, done.login?.smtp.user ?? user, kept?.reference),
  };
  const entry = { name: mailbox, address: done.address, ...sides, oauth, folders };
  try {
    await replaceConfiguration(file, before, addMailbox(before, file, entry, processEnvironment()));
  } catch (error) {
    await kept?.remove?.();
    throw error;
  }
  done.written = { file, mailbox };
  say([
    `Added the mailbox ${mailbox} to ${file}.`,
    oauth ? `Next: npx wafa login ${mailbox}` : 'Next: start Wafa, or start it again: npx wafa start',
  ]);
}

function refuseTwice(
  config: Config | undefined,
  address: string,
  name: string | undefined,
  file: string,
): void {
  const mailboxes = config?.mailboxes ?? [];
  const known = mailboxes.find((one) => canonicalAddress(one.address) === canonicalAddress(address));
  if (known) {
    throw new WafaError(`${address} is connected already, as the mailbox ${known.name}`, {
      hint: `change it in ${file}, or look at it with --dry-run`,
      exitCode: ExitCode.usage,
    });
  }
  if (mailboxes.some((one) => one.name === name)) {
    throw new WafaError(`there is another mailbox of the name ${name}`, { exitCode: ExitCode.usage });
  }
}

function requireLogin({ imap, smtp }: LoginFindings): void {
  if (!imap.ok || !smtp.ok) {
    throw new WafaError('nothing was written', {
      hint: 'mend what is named above and run the command again',
      exitCode: ExitCode.connection,
    });
  }
  const [missing] = imap.choice?.missing ?? [];
  if (missing === undefined) return;
  const { read = [], left = [] } = imap.choice ?? {};
  const near = nearestName(
    missing,
    [...read, ...left].map(({ path: name }) => name),
  );
  throw new WafaError(`there is no folder "${missing}"`, {
    hint: near === undefined ? 'the folders there are stand above' : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}

function writtenServer(
  { host, port, security, logins, protocol }: FoundServer,
  user: string | undefined,
  reference: string | undefined,
): WrittenServer {
  const asksForNone = protocol === 'smtp' && logins.length === 0;
  return { host, port, security, user, password: asksForNone ? undefined : reference };
}

function isGood({ found, login, written }: Connection, { dryRun }: ConnectOptions): boolean {
  if (!dryRun) return written !== undefined;
  return (
    found.imap !== undefined &&
    found.smtp !== undefined &&
    (login === undefined || (login.imap.ok && login.smtp.ok))
  );
}
