import { readFile } from 'node:fs/promises';
import {
  cancel,
  confirm,
  intro,
  isCancel,
  log,
  outro,
  password,
  select,
  spinner,
  text,
} from '@clack/prompts';
import { readConfig } from '../config/read-config.ts';
import type { Config } from '../config/schema.ts';
import { formatDuration } from '../lib/duration.ts';
import { domainOf, parseAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { isTimeZone, type Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { guessServers } from '../mailbox/guess-servers.ts';
import { type InitAnswers, initialConfig, writeInitialConfig } from '../operations/initial-config.ts';
import { parseManager } from '../operations/parse-manager.ts';
import { describeFindings, type Findings, PATIENCE_MS, tryMailbox } from '../operations/try-mailbox.ts';
import type { CommonOptions } from './perform.ts';

/** What was given on the command line. */
export interface InitOptions extends CommonOptions {
  address?: string;
  business?: string;
  imap?: string;
  smtp?: string;
  locale?: Locale;
  timeZone?: string;
  passwordFile?: string;
  /** Who gets the weekly report, as in `--manager`. */
  manager?: string[];
  skipTest?: boolean;
}

/** Asks for what `options` does not say, tries the servers, and writes `file`; sends nothing. */
export async function init(terminal: Terminal, file: string, options: InitOptions): Promise<void> {
  const asking = process.stdin.isTTY && process.stdout.isTTY;
  if (asking)
    intro('Wafa reads your mailbox and keeps your customers. Nothing is sent until you switch it on.');
  const answers = await gather(options, asking);
  const written = initialConfig(answers);
  const config = readConfig(written.text, file, { [written.passwordVariable]: answers.password });
  if (!options.skipTest) {
    const findings = await tryAloud(terminal, config, asking);
    for (const line of describeFindings(findings)) terminal.line(line);
    if (!findings.imap.ok || !findings.smtp.ok) {
      const anyway =
        asking &&
        (await ask(confirm({ message: 'Write the configuration all the same?', initialValue: false })));
      if (!anyway) {
        throw new WafaError('nothing was written', {
          hint: 'mend what is named above and run npx wafa init again',
          exitCode: ExitCode.connection,
        });
      }
    }
  }
  const files = await writeInitialConfig(file, written, answers);
  const next = [
    `Wrote ${files.join(', ')}.`,
    'Next: npx wafa start   (reads the history; every automation is off)',
  ];
  if (asking) outro(next.join('\n'));
  else for (const line of next) terminal.line(line);
}

/** Says what is tried, and for how long: a wrong port answers nothing at all. */
async function tryAloud(terminal: Terminal, config: Config, asking: boolean): Promise<Findings> {
  const servers = config.mailboxes.flatMap(({ imap, smtp }) => [imap, smtp]);
  const named = servers.map(({ host, port }) => `${host}:${port}`).join(' and ');
  const what = `Trying ${named} (up to ${formatDuration(PATIENCE_MS)})`;
  if (!asking) {
    terminal.progress(`${what} ...`, true);
    return tryMailbox(config);
  }
  const waiting = spinner({ indicator: 'timer' });
  waiting.start(what);
  const findings = await tryMailbox(config);
  waiting.stop('Tried the servers');
  return findings;
}

async function gather(options: InitOptions, asking: boolean): Promise<InitAnswers> {
  const need = async <T>(
    given: T | undefined,
    flag: string,
    question: () => Promise<T | Cancelled>,
  ): Promise<T> => {
    if (given !== undefined) return given;
    if (asking) return ask(question());
    throw new WafaError(`${flag} is missing, and there is no terminal to ask on`, {
      exitCode: ExitCode.usage,
    });
  };
  const address = await need(options.address, '--address', () =>
    text({
      message: 'Which mailbox?',
      placeholder: 'hello@bakery.example',
      validate: (value) => (parseAddress(value ?? '') ? undefined : 'Write an address: name@domain'),
    }),
  );
  if (!parseAddress(address)) {
    throw new WafaError(`"${address}" is not an e-mail address`, { exitCode: ExitCode.usage });
  }
  const guess = guessServers(address);
  const business = await need(options.business, '--business', () =>
    text({
      message: 'The name your customers know you by?',
      // A provider's name is not the name of the business.
      initialValue: guess.isProvider ? '' : (domainOf(address).split('.')[0] ?? ''),
      validate: (value) => (value?.trim() ? undefined : 'Write a name'),
    }),
  );
  if (asking && guess.note) log.info(guess.note);
  const imap = await need(options.imap ?? (asking ? undefined : guess.imap), '--imap', () =>
    text({ message: 'IMAP server?', initialValue: guess.imap }),
  );
  const smtp = await need(options.smtp ?? (asking ? undefined : guess.smtp), '--smtp', () =>
    text({ message: 'SMTP server?', initialValue: guess.smtp }),
  );
  const locale = await need(options.locale ?? (asking ? undefined : 'en'), '--locale', () =>
    select<Locale>({
      message: 'Language of your mails, where a customer’s own is not known?',
      options: [
        { value: 'en', label: 'English' },
        { value: 'ar', label: 'العربية' },
        { value: 'fa', label: 'فارسی' },
      ],
    }),
  );
  const managers = readManagers(
    await need(options.manager ?? (asking ? undefined : []), '--manager', async () => {
      const given = await text({
        message: 'Who gets the weekly report? Addresses, with commas between them; none is possible',
        placeholder: 'Maryam <maryam@bakery.example>',
        defaultValue: '',
        validate: (value) => wrongManager(splitManagers(value ?? '')),
      });
      return typeof given === 'string' ? splitManagers(given) : given;
    }),
  );
  const given = options.passwordFile;
  const secret = given
    ? await readPasswordFile(given)
    : await need<string>(undefined, '--password-file', () =>
        password({ message: 'Password or app password (kept in a file of its own)?' }),
      );
  if (options.timeZone !== undefined && !isTimeZone(options.timeZone)) {
    throw new WafaError(`"${options.timeZone}" is not a time zone`, {
      hint: 'write an IANA name such as Europe/Berlin or Asia/Tehran',
      exitCode: ExitCode.usage,
    });
  }
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { address, business, imap, smtp, locale, managers, timeZone, password: secret, passwordFile: given };
}

function splitManagers(given: string): string[] {
  return given.split(/[,،;]/).filter((one) => one.trim() !== '');
}

/** What is wrong with the first that is no address, or undefined. */
function wrongManager(given: readonly string[]): string | undefined {
  const wrong = given.find((one) => parseManager(one) === undefined);
  return wrong === undefined ? undefined : `"${wrong.trim()}" is not an address: write name@domain`;
}

function readManagers(given: readonly string[]): InitAnswers['managers'] {
  const wrong = wrongManager(given);
  if (wrong !== undefined) throw new WafaError(wrong, { exitCode: ExitCode.usage });
  return given.flatMap((one) => parseManager(one) ?? []);
}

/** What a question answers when the person presses Ctrl-C. */
type Cancelled = Extract<Awaited<ReturnType<typeof confirm>>, symbol>;

async function ask<T>(question: Promise<T | Cancelled>): Promise<T> {
  const answer = await question;
  if (isCancel(answer)) {
    cancel('Nothing was written.');
    process.exit(ExitCode.failed);
  }
  return answer;
}

async function readPasswordFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new WafaError(`cannot read ${file}`, { exitCode: ExitCode.usage, cause });
  }
}
