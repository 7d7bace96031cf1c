import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './network.ts';

/** What a server says that no Dovecot can be brought to say. */
export interface ImapScript {
  /** After the basic ones, for example `OBJECTID` or `X-GM-EXT-1`. */
  capabilities?: string;
  /** INBOX, UIDs from 1. */
  mails?: readonly ScriptedImapMail[];
  /**
   * Replaces the answer to a command (`UID FETCH 1:2 (...)`, without its tag): untagged lines, then the last one without the
   * tag, for example `['NO [THROTTLED] slow down']`. `hang up` closes the connection instead. Undefined: the usual answer.
   */
  answer?: (command: string) => readonly string[] | 'hang up' | undefined;
}

interface ScriptedImapMail {
  source: string;
  /** Items beside the usual ones, for example `EMAILID (M123)`. */
  extra?: string;
}

export interface ScriptedImap {
  port: number;
  /** Every command, without tags. */
  readonly commands: readonly string[];
  stop(): Promise<void>;
}

/** An IMAP4rev1 server on loopback that knows enough to be read, and says what the script wants. */
export async function startScriptedImap(script: ImapScript = {}): Promise<ScriptedImap> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.write('* OK ready\r\n');
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        commands.push(command);
        const answer = script.answer?.(command) ?? usualAnswer(command, script);
        if (answer === 'hang up') {
          socket.destroy();
          return;
        }
        socket.write(
          answer.map((text, at) => `${at === answer.length - 1 ? `${tag} ` : ''}${text}\r\n`).join(''),
        );
      }
    });
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    commands,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function usualAnswer(command: string, { capabilities = '', mails = [] }: ImapScript): string[] {
  const [verb = ''] = command.toUpperCase().split(' ');
  const uids = mails.map((_mail, at) => at + 1);
  if (verb === 'CAPABILITY') return [`* CAPABILITY IMAP4rev1 ${capabilities}`.trim(), 'OK done'];
  if (verb === 'LIST' || verb === 'LSUB') return ['* LIST () "/" INBOX', 'OK done'];
  if (verb === 'EXAMINE') {
    return [
      '* FLAGS (\\Seen)',
      `* ${mails.length} EXISTS`,
      '* OK [UIDVALIDITY 7] valid',
      `* OK [UIDNEXT ${mails.length + 1}] next`,
      'OK [READ-ONLY] open',
    ];
  }
  if (/^UID SEARCH/i.test(command)) return [`* SEARCH ${uids.join(' ')}`.trim(), 'OK done'];
  if (/^UID FETCH/i.test(command)) {
    return [...mails.map((mail, at) => fetchAnswer(at + 1, command, mail)), 'OK done'];
  }
  return ['OK done'];
}

function fetchAnswer(uid: number, command: string, { source, extra }: ScriptedImapMail): string {
  const header = source.slice(0, source.indexOf('\r\n\r\n') + 4);
  const literal = (text: string) => `{${Buffer.byteLength(text)}}\r\n${text}`;
  const items = [
    `UID ${uid}`,
    'INTERNALDATE "01-Mar-2025 10:00:00 +0000"',
    ...(command.includes('RFC822.SIZE') ? [`RFC822.SIZE ${Buffer.byteLength(source)}`] : []),
    ...(command.includes('BODY.PEEK[]') ? [`BODY[] ${literal(source)}`] : []),
    ...(command.includes('BODY.PEEK[HEADER]') ? [`BODY[HEADER] ${literal(header)}`] : []),
    ...(extra === undefined ? [] : [extra]),
  ];
  return `* ${uid} FETCH (${items.join(' ')})`;
}
