import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Document } from 'yaml';
import { SHIPPED_AUTOMATIONS } from '../automations/shipped.ts';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { NewManager } from './parse-manager.ts';

/** What `wafa init` was told. */
export interface InitAnswers {
  address: string;
  business: string;
  /** `host` or `host:port`. */
  imap: string;
  smtp: string;
  locale: Locale;
  timeZone: string;
  /** Who gets the weekly report, in the language above. */
  managers: NewManager[];
  password: string;
  /** Where the password is already kept; otherwise it is written beside the configuration. */
  passwordFile: string | undefined;
}

export interface InitialConfig {
  /** The YAML file, its password as `env:` so that it can be checked before a secret is written. */
  text: string;
  passwordVariable: string;
}

/** Not `WAFA_...`: those are settings. */
const PASSWORD_VARIABLE = 'INBOX_PASSWORD';
const PASSWORD_FILE = 'inbox.secret';
const SUBMISSION_PORT = 587;
const IMAP_PORT = 993;
const SMTPS_PORT = 465;
const MAX_PORT = 65_535;
/** What Google signs its Authentication-Results with; the only verdicts to believe in a mailbox there. */
const GOOGLE_AUTHSERV_ID = 'mx.google.com';

const HEAD = ` Wafa's configuration. Every setting is described in docs/configuration.md.
 Nothing is sent until you set the mode of an automation in the folder automations, beside this file, to something other than off.`;

/** The first configuration file for these answers: what has to be there, and nothing else. */
export function initialConfig(answers: InitAnswers): InitialConfig {
  const secret = `env:${PASSWORD_VARIABLE}`;
  const document = new Document({
    business: { name: answers.business, locale: answers.locale, timeZone: answers.timeZone },
    managers: answers.managers.map((manager) => ({ ...manager, locale: answers.locale })),
    mailboxes: [
      {
        address: answers.address,
        imap: { ...parseServer(answers.imap, IMAP_PORT), password: secret },
        smtp: { ...parseServer(answers.smtp, SMTPS_PORT), password: secret },
        historySince: '2y',
        ...(isGoogle(answers.imap) ? { authservIds: [GOOGLE_AUTHSERV_ID] } : {}),
      },
    ],
  });
  document.commentBefore = HEAD;
  return { text: document.toString({ lineWidth: 0 }), passwordVariable: PASSWORD_VARIABLE };
}

/**
 * Writes the configuration and, readable by the owner only, the password; puts the shipped automations beside it where
 * there is no folder of them yet. Answers the files and folders it wrote.
 */
export async function writeInitialConfig(
  file: string,
  config: InitialConfig,
  answers: InitAnswers,
): Promise<string[]> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const written = [file];
  let secretFile = answers.passwordFile;
  if (secretFile === undefined) {
    secretFile = path.join(folder, PASSWORD_FILE);
    await writeFile(secretFile, `${answers.password}\n`, { mode: 0o600 });
    await chmod(secretFile, 0o600);
    written.push(secretFile);
  }
  const reference = `file:${path.relative(folder, path.resolve(secretFile)) || secretFile}`;
  await writeFile(file, config.text.replaceAll(`env:${config.passwordVariable}`, reference), {
    flag: 'wx',
    mode: 0o600,
  });
  const automations = path.join(folder, 'automations');
  if (await makeFolder(automations)) {
    await cp(SHIPPED_AUTOMATIONS, automations, { recursive: true });
    written.push(automations);
  }
  return written;
}

/** False when it is there already. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function parseServer(given: string, usualPort: number): { host: string; port: number; security: string } {
  const match = /^([^\s:]+)(?::(\d{1,5}))?$/.exec(given.trim());
  if (!match?.[1] || Number(match[2] ?? usualPort) > MAX_PORT) {
    throw new WafaError(`"${given}" is not a server`, {
      hint: 'write host or host:port',
      exitCode: ExitCode.usage,
    });
  }
  const port = match[2] === undefined ? usualPort : Number(match[2]);
  const host = match[1];
  return { host, port, security: securityOf(host, port) };
}

function isGoogle(imap: string): boolean {
  return /^imap\.(gmail|googlemail)\.com(:|$)/i.test(imap.trim());
}

/** TLS from the start on the ports made for it, else STARTTLS; a server on this machine may do without. */
function securityOf(host: string, port: number): string {
  if (port === IMAP_PORT || port === SMTPS_PORT) return 'tls';
  if (['127.0.0.1', 'localhost', '::1'].includes(host) && port !== SUBMISSION_PORT) return 'none';
  return 'starttls';
}
