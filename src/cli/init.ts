import { intro, log, outro } from '@clack/prompts';
import { readConfig } from '../config/read-config.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { Candidate } from '../mailbox/find-servers/server.ts';
import type { LoginFindings } from '../operations/connect-try.ts';
import {
  type InitAnswers,
  type InitServer,
  initialConfig,
  writeInitialConfig,
} from '../operations/initial-config.ts';
import { askYes, canAsk } from './ask.ts';
import { type MakeWorld, operatorsWorld } from './connect.ts';
import { oauthOf, type PasswordOptions, passwordOf, requireConsent } from './connect-answers.ts';
import { linesOfLogin } from './connect-lines.ts';
import { addressOf, type BusinessOptions, businessOf } from './init-questions.ts';
import {
  foundServers,
  guessedServers,
  logIn,
  type PickedServers,
  type ServerOptions,
} from './init-servers.ts';
import type { CommonOptions } from './perform.ts';

/** What was given on the command line. */
export interface InitOptions extends CommonOptions, BusinessOptions, ServerOptions, PasswordOptions {
  skipTest?: boolean;
}

/**
 * Asks for what `options` does not say, finds the servers and logs in to them as `connect` does, and writes `file`;
 * sends nothing. Throws a WafaError (exit code 5) when a server cannot be used; then nothing was written.
 */
export async function init(
  terminal: Terminal,
  file: string,
  options: InitOptions,
  makeWorld: MakeWorld = operatorsWorld,
): Promise<void> {
  const asking = canAsk();
  if (asking)
    intro('Wafa reads your mailbox and keeps your customers. Nothing is sent until you switch it on.');
  const address = await addressOf(options, asking);
  const about = await businessOf(address, options, asking);
  const servers = options.skipTest
    ? guessedServers(address, options)
    : await foundServers(terminal, address, options, makeWorld, asking);
  const oauth = servers.found && oauthOf(servers.found, options);
  const password = oauth ? undefined : await passwordOf(address, options);
  const login =
    password === undefined ? undefined : await tried(terminal, address, password, servers, options);
  const answers: InitAnswers = {
    address,
    ...about,
    imap: server(servers.imap, login?.imap.user ?? options.user),
    smtp: {
      ...server(servers.smtp, login?.smtp.user ?? options.user),
      withoutLogin: servers.found?.smtp.logins.length === 0,
    },
    oauth,
    password,
    passwordEnv: options.passwordEnv,
    passwordFile: options.passwordFile,
  };
  const written = initialConfig(answers);
  // What cannot be read is not written.
  readConfig(written.text, file, { [written.passwordVariable]: password });
  const files = await writeInitialConfig(file, written, answers);
  const named = options.config === undefined ? '' : ` --config ${options.config}`;
  const next = [
    `Wrote ${files.join(', ')}.`,
    oauth
      ? `Next: npx wafa login ${address}${named}   then npx wafa start${named}`
      : `Next: npx wafa start${named}   (reads the history; every automation is off)`,
  ];
  if (asking) outro(next.join('\n'));
  else for (const line of next) terminal.line(line);
}

/** The login, where servers were found; a person may go on without it. */
async function tried(
  terminal: Terminal,
  address: string,
  password: string,
  { found }: PickedServers,
  options: InitOptions,
): Promise<LoginFindings | undefined> {
  if (!found) return undefined;
  const asking = canAsk();
  await requireConsent([found.imap, found.smtp], options);
  const login = await logIn(terminal, asking, { address, password, user: options.user }, found);
  for (const line of linesOfLogin(login)) terminal.line(line);
  if (login.imap.ok && login.smtp.ok) return login;
  if (asking) log.warn('Not both sides can be used as they are.');
  if (asking && (await askYes('Write the configuration all the same?'))) return login;
  throw new WafaError('nothing was written', {
    hint: 'mend what is named above and run npx wafa init again',
    exitCode: ExitCode.connection,
  });
}

function server({ host, port, security, user }: Candidate, known: string | undefined): InitServer {
  return { host, port, security, user: known ?? user };
}
