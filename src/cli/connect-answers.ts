import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { processEnvironment } from '../config/environment.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { FoundServer, FoundServers } from '../mailbox/find-servers/find-servers.ts';
import { keepPassword } from '../operations/connect-write.ts';
import { askPassword, askYes, canAsk } from './ask.ts';
import { hintsOf } from './connect-lines.ts';
import type { CommonOptions } from './perform.ts';

/** What the command line said of how to sign in. */
export interface PasswordOptions {
  user?: string;
  passwordEnv?: string;
  passwordFile?: string;
  oauthClient?: string;
  /** Servers outside the domain that only DNS names are fine. */
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** What was given on the command line. */
export interface ConnectOptions extends CommonOptions, PasswordOptions {
  imap?: string;
  smtp?: string;
  name?: string;
  folders?: string[];
  allowNetwork?: string[];
}

/** Both servers. Throws a WafaError (exit code 5) that says what to do where one is missing. */
export function requireServers(found: FoundServers): { imap: FoundServer; smtp: FoundServer } {
  const { imap, smtp } = found;
  if (imap && smtp) return { imap, smtp };
  const which = [...(imap ? [] : ['IMAP']), ...(smtp ? [] : ['SMTP'])].join(' and no ');
  const hints = found.candidates.length === 0 && found.note !== undefined ? [found.note] : hintsOf(found);
  throw new WafaError(`no ${which} server was found that can be used`, {
    hint: hints.join('\n      ') || 'name it with --imap HOST:PORT and --smtp HOST:PORT',
    exitCode: ExitCode.connection,
  });
}

/** How the mailbox is signed in to where it is not by a password. */
export function oauthOf(
  found: FoundServers,
  { oauthClient, passwordEnv, passwordFile, dryRun }: PasswordOptions,
) {
  const provider = found.provider?.name === 'Google' ? 'google' : 'microsoft';
  if (oauthClient !== undefined) {
    if (found.provider && (provider === 'google' || found.provider.login === 'oauth')) {
      return { provider, clientId: oauthClient };
    }
    throw new WafaError('--oauth-client is only for mailboxes at Google and Microsoft', {
      hint: 'other providers are named in the configuration: mailboxes.N.oauth',
      exitCode: ExitCode.usage,
    });
  }
  if (
    found.provider?.login !== 'oauth' ||
    dryRun ||
    passwordEnv !== undefined ||
    passwordFile !== undefined
  ) {
    return undefined;
  }
  throw new WafaError(`${found.provider.name} takes no password over IMAP, only OAuth`, {
    hint: 'register Wafa there once (docs/signing-in.md), then add --oauth-client CLIENT-ID',
    exitCode: ExitCode.connection,
  });
}

/** Undefined only when nothing is to be tried. */
export async function passwordOf(address: string, options: PasswordOptions): Promise<string | undefined> {
  const { passwordEnv, passwordFile, dryRun } = options;
  if (passwordEnv !== undefined) {
    const password = processEnvironment()[passwordEnv];
    if (password) return password;
    throw new WafaError(`the environment variable ${passwordEnv} is not set`, { exitCode: ExitCode.usage });
  }
  if (passwordFile !== undefined) {
    const text = await readFile(passwordFile, 'utf8').catch((cause: unknown) => {
      throw new WafaError(`cannot read ${passwordFile}`, { exitCode: ExitCode.usage, cause });
    });
    return text.replace(/\r?\n$/, '');
  }
  if (dryRun) return undefined;
  if (canAsk() && !options.json) return askPassword(`Password or app password of ${address}?`);
  throw new WafaError('there is no password, and no terminal to ask on', {
    hint: 'name an environment variable with --password-env, or a file with --password-file',
    exitCode: ExitCode.usage,
  });
}

export async function requireConsent(servers: FoundServer[], { yes, json }: PasswordOptions): Promise<void> {
  const doubtful = [...new Set(servers.filter(({ needsConsent }) => needsConsent).map(({ host }) => host))];
  if (doubtful.length === 0 || yes) return;
  const named = doubtful.join(' and ');
  const agreed =
    canAsk() &&
    !json &&
    (await askYes(`Only DNS says that ${named} may have the password. Is that your mail provider?`));
  if (agreed) return;
  throw new WafaError(`only DNS says that ${named} may have the password, and DNS can be forged`, {
    hint: 'if that is your mail provider, add --yes, or name it with --imap and --smtp',
    exitCode: ExitCode.usage,
  });
}

/** How the configuration refers to the password; one that was typed is kept in a file of its own. */
export async function referenceOf(
  mailbox: string,
  password: string,
  file: string,
  { passwordEnv, passwordFile }: PasswordOptions,
): Promise<{ reference: string; remove?: () => Promise<void> }> {
  if (passwordEnv !== undefined) return { reference: `env:${passwordEnv}` };
  if (passwordFile === undefined) return keepPassword(file, mailbox, password);
  return { reference: `file:${path.relative(path.dirname(file), path.resolve(passwordFile))}` };
}
