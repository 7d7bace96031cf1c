import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Document } from 'yaml';
import { SHIPPED_AUTOMATIONS } from '../automations/shipped.ts';
import { codeOf } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { mailboxSettings, type WrittenServer } from './connect-write.ts';
import type { NewManager } from './parse-manager.ts';

/** What `wafa init` was told and found. */
export interface InitAnswers {
  address: string;
  business: string;
  imap: InitServer;
  smtp: InitServer;
  /** Instead of a password. */
  oauth?: { provider: string; clientId: string } | undefined;
  locale: Locale;
  timeZone: string;
  /** Who gets the weekly report, in the language above. */
  managers: NewManager[];
  /** Undefined with `oauth`. */
  password: string | undefined;
  /** Where the password is kept already: `env:NAME` or a file; otherwise it is written beside the configuration. */
  passwordEnv?: string | undefined;
  passwordFile?: string | undefined;
}

export interface InitServer extends Omit<WrittenServer, 'password'> {
  /** It takes mail by our address: there is no password for it. */
  withoutLogin?: boolean;
}

export interface InitialConfig {
  /** The YAML file, its password as `env:` so that it can be checked before a secret is written. */
  text: string;
  passwordVariable: string;
}

/** Not `WAFA_...`: those are settings. */
const PASSWORD_VARIABLE = 'INBOX_PASSWORD';
const PASSWORD_FILE = 'inbox.secret';
const HEAD = ` Wafa's configuration. Every setting is described in docs/configuration.md.
 Nothing is sent until you set the mode of an automation in the folder automations, beside this file, to something other than off.`;

/** The first configuration file for these answers: what has to be there, and nothing else. */
export function initialConfig(answers: InitAnswers): InitialConfig {
  const secret = answers.password === undefined ? undefined : `env:${PASSWORD_VARIABLE}`;
  const { address, oauth } = answers;
  const written = ({ withoutLogin, ...server }: InitServer): WrittenServer => ({
    ...server,
    password: withoutLogin ? undefined : secret,
  });
  const document = new Document({
    business: { name: answers.business, locale: answers.locale, timeZone: answers.timeZone },
    managers: answers.managers.map((manager) => ({ ...manager, locale: answers.locale })),
    mailboxes: [
      mailboxSettings({ address, imap: written(answers.imap), smtp: written(answers.smtp), oauth }),
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
  const reference = await keepSecret(folder, answers, written);
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

/** How the configuration refers to the password; adds the file that it wrote for it to `written`. */
async function keepSecret(
  folder: string,
  { password, passwordEnv, passwordFile }: InitAnswers,
  written: string[],
): Promise<string> {
  if (passwordEnv !== undefined) return `env:${passwordEnv}`;
  let file = passwordFile;
  if (file === undefined && password !== undefined) {
    file = path.join(folder, PASSWORD_FILE);
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
    written.push(file);
  }
  return file === undefined ? '' : `file:${path.relative(folder, path.resolve(file)) || file}`;
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
