import { sha256Hex } from '../../../src/lib/ids.ts';
import { type ImapScript, type ScriptedImapMail, startScriptedImap } from '../../support/scripted-imap.ts';
import type { World } from '../world.ts';
import { type MailAccount, order } from './mail-account.ts';

/** An account on a server that says what it is told to. */
export interface ScriptedAccount extends MailAccount {
  /** Its answers; may be replaced at any time. */
  script: ImapScript & { mails: ScriptedImapMail[] };
  /** Every command, without tags. */
  commands: readonly string[];
  /** Puts the next mail into INBOX, and tells nobody; answers its content's SHA-256. */
  add(source?: Buffer): string;
}

export async function scriptedAccount(world: World, history: number): Promise<ScriptedAccount> {
  const script: ScriptedAccount['script'] = { mails: [] };
  const server = await startScriptedImap(script);
  world.defer(() => server.stop());
  let uid = 0;
  const add = (source = order(uid + 1)) => {
    uid++;
    script.mails.push({ source: source.toString('latin1'), uid, received: new Date() });
    return sha256Hex(source);
  };
  for (let number = 0; number < history; number++) add();
  return {
    script,
    commands: server.commands,
    add,
    name: 'maryam',
    port: server.port,
    user: 'maryam',
    password: 'warm-bread',
    folders: ['INBOX'],
    truth: () => ({
      uidValidity: script.uidValidity ?? 7,
      mails: script.mails.map(({ uid: number = 0, source }) => ({
        uid: number,
        hash: sha256Hex(Buffer.from(source, 'latin1')),
        size: source.length,
        flags: '',
      })),
    }),
    touched: () =>
      server.commands
        .filter(
          (command) =>
            /^(?:UID )?(?:SELECT|STORE|COPY|MOVE|EXPUNGE|APPEND|CREATE|DELETE|RENAME)\b/i.test(command) ||
            /BODY\[/i.test(command),
        )
        .map((command) => `the server was told ${command}`),
  };
}

/** What one FETCH asks for, as the server would answer it; undefined for other commands. */
export function askedUids(command: string, item = 'BODY.PEEK[]'): number[] | undefined {
  const [, set] = /^UID FETCH (\S+)/i.exec(command) ?? [];
  if (set === undefined || !command.includes(item)) return undefined;
  return set.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
}
