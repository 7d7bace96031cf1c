import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { configFile, loadConfig } from '../config/read-config.ts';
import type { MailboxSettings, ReadingSettings } from '../config/schema.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { fixedPassword, fixedToken } from '../mailbox/credentials.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';

interface LoginOptions extends CommonOptions {
  device?: boolean;
  port: number;
  passwordFile?: string;
}

/** What was signed in with, as the operation takes it. */
type SignedInWith =
  | { password: string }
  | { accessToken: string; refreshToken: string; livesMs: number; account: string | undefined };

const EXAMPLES = `
A mailbox with oauth settings is signed in to in a browser: on this machine, or on another one, whose address
bar you paste here in the end. Without them a password is asked for. Either is kept sealed in the database.
docs/signing-in.md says how to register Wafa at Google and at Microsoft.

Examples:
  npx wafa login hello@bakery.example
  npx wafa login main --device            a code to type into any browser; not at Google
  npx wafa login main --port 4090         behind: ssh -L 4090:127.0.0.1:4090 server`;

/** `login` and `logout`: a person signs in to a mailbox, and Wafa may from then on. */
export function addLoginCommand(program: Command, terminal: Terminal): void {
  program
    .command('login <mailbox>')
    .description(
      'sign in to a mailbox, by its name or address: with OAuth 2, or a password that is kept sealed',
    )
    .option('--device', 'sign in with a code, where this machine has no browser')
    .option('--port <n>', 'where the browser comes back to on this machine', count, 0)
    .option('--password-file <file>', 'read the password from this file instead of asking')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (wanted: string, _options, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>();
      const config = loadConfig(configFile(options.config));
      const { findMailbox } = await import('../operations/sign-in-operations.ts');
      const mailbox = findMailbox(config, wanted);
      const given = mailbox.oauth
        ? await signIn(mailbox, mailbox.oauth, options, terminal)
        : { password: await askPassword(mailbox, options) };
      const found = await tryOut(mailbox, config.reading, given);
      const stored = 'password' in given ? given : withoutAccount(given);
      await perform(options, 'sign-in-store', { mailbox: mailbox.name, with: stored });
      const account = 'account' in given ? given.account : undefined;
      print(terminal, options, { mailbox: mailbox.name, account: account ?? mailbox.address }, () => [
        ...found,
        `Signed in to ${mailbox.name}. A running Wafa takes it up by itself within seconds.`,
      ]);
    });

  program
    .command('logout <mailbox>')
    .description(
      'forget the tokens or the password that login keeps; new connections wait for the next login',
    )
    .option('--json', 'one JSON object')
    .action(async (wanted: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ mailbox: string; forgotten: boolean }>(options, 'sign-in-forget', {
        mailbox: wanted,
      });
      print(terminal, options, done, ({ mailbox, forgotten }) => [
        forgotten
          ? `Forgot the sign-in of ${mailbox}. With OAuth, take the permission back at the provider as well.`
          : `Nothing is kept for ${mailbox}.`,
      ]);
    });
}

async function signIn(
  mailbox: MailboxSettings,
  oauth: NonNullable<MailboxSettings['oauth']>,
  { device = false, port }: LoginOptions,
  terminal: Terminal,
): Promise<SignedInWith> {
  const { signInWithOAuth } = await import('../operations/sign-in.ts');
  const lines = createInterface({ input: process.stdin });
  try {
    const tokens = await signInWithOAuth(oauth, mailbox.imap.user ?? mailbox.address, {
      device,
      port,
      typed: lines,
      say: (words) => terminal.error(words),
    });
    const { account } = tokens;
    if (account !== undefined && account.toLowerCase() !== mailbox.address.toLowerCase())
      terminal.error(`You signed in as ${account}; the mailbox is ${mailbox.address}.`);
    return tokens;
  } finally {
    lines.close();
    // A terminal or a pipe that is still open would keep the process.
    process.stdin.destroy();
  }
}

async function askPassword(mailbox: MailboxSettings, { passwordFile }: LoginOptions): Promise<string> {
  if (mailbox.imap.password !== undefined && mailbox.smtp.password !== undefined) {
    throw new WafaError(`the mailbox ${mailbox.name} has its password in the configuration`, {
      hint: 'take imap.password and smtp.password out to keep it sealed in the database instead',
      exitCode: ExitCode.usage,
    });
  }
  if (passwordFile !== undefined) return readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
  if (!process.stdin.isTTY) {
    throw new WafaError('there is nobody to ask for the password', {
      hint: 'give it with --password-file FILE',
      exitCode: ExitCode.usage,
    });
  }
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message: `Password or app password of ${mailbox.address}?` });
  if (isCancel(answer)) throw new WafaError('nothing was stored', { exitCode: ExitCode.failed });
  return answer;
}

/** A sign-in that the mail server refuses is not kept; one that cannot be tried now is. */
async function tryOut(
  mailbox: MailboxSettings,
  reading: ReadingSettings,
  given: SignedInWith,
): Promise<string[]> {
  const { describeFindings, tryAccount } = await import('../operations/try-mailbox.ts');
  const credentials = 'password' in given ? fixedPassword(given.password) : fixedToken(given.accessToken);
  const findings = await tryAccount(mailbox, reading, credentials);
  const { imap } = findings;
  if (!imap.ok && imap.failureClass === 'auth')
    throw new WafaError(`${imap.message}. Nothing was stored`, {
      hint: imap.hint,
      exitCode: ExitCode.connection,
    });
  return describeFindings(findings);
}

function withoutAccount(given: Extract<SignedInWith, { accessToken: string }>) {
  const { accessToken, refreshToken, livesMs } = given;
  return { accessToken, refreshToken, livesMs };
}
