import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './network.ts';

/** What a server says that no Dovecot can be brought to say. */
export interface ImapScript {
  /** After the basic ones, for example `OBJECTID` or `X-GM-EXT-1`. */
  capabilities?: string;
  /** INBOX, UIDs from 1 unless they name theirs. May be changed while the server runs; nobody is told. */
  mails?: readonly ScriptedImapMail[];
  uidValidity?: number;
  /**
   * Replaces the answer to a command (`UID FETCH 1:2 (...)`, without its tag): untagged lines, then the last one without the
   * tag, for example `['NO [THROTTLED] slow down']`. `hang up` closes the connection instead. Undefined: the usual answer.
   */
  answer?: (command: string) => readonly string[] | 'hang up' | undefined;
}

export interface ScriptedImapMail {
  source: string;
  uid?: number;
  /** INTERNALDATE; by default long ago. */
  received?: Date;
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
    let idling: string | undefined;
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.toUpperCase() === 'DONE' && idling !== undefined) {
          socket.write(`${idling} OK done\r\n`);
          idling = undefined;
          continue;
        }
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        commands.push(command);
        const answer = script.answer?.(command) ?? usualAnswer(command, script);
        if (answer === 'hang up') {
          socket.destroy();
          return;
        }
        if (/^IDLE$/i.test(command) && answer.length === 0) {
          // Accepted; whoever waits hears nothing more.
          idling = tag;
          socket.write('+ idling\r\n');
          continue;
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

/** What a plain server answers to a command; for scripts that change only a part of it. */
export function usualAnswer(
  command: string,
  { capabilities = '', mails = [], uidValidity = 7 }: ImapScript,
): string[] {
  const [verb = ''] = command.toUpperCase().split(' ');
  const numbered = mails.map((mail, at) => ({ ...mail, uid: mail.uid ?? at + 1, place: at + 1 }));
  if (verb === 'CAPABILITY') return [`* CAPABILITY IMAP4rev1 ${capabilities}`.trim(), 'OK done'];
  if (verb === 'LIST' || verb === 'LSUB') return ['* LIST () "/" INBOX', 'OK done'];
  if (verb === 'IDLE') return [];
  if (verb === 'EXAMINE') {
    return [
      '* FLAGS (\\Seen)',
      `* ${mails.length} EXISTS`,
      `* OK [UIDVALIDITY ${uidValidity}] valid`,
      `* OK [UIDNEXT ${(numbered.at(-1)?.uid ?? 0) + 1}] next`,
      'OK [READ-ONLY] open',
    ];
  }
  const [, set = '1:*'] = /^UID (?:FETCH|SEARCH\b.*\bUID) (\d[\d:,*]*)/i.exec(command) ?? [];
  const top = numbered.at(-1)?.uid ?? 0;
  const asked = numbered.filter(({ uid }) => isIn(set, uid, top));
  if (/^UID SEARCH/i.test(command))
    return [`* SEARCH ${asked.map(({ uid }) => uid).join(' ')}`.trim(), 'OK done'];
  if (/^UID FETCH/i.test(command)) return [...asked.map((mail) => fetchAnswer(command, mail)), 'OK done'];
  return ['OK done'];
}

/** Whether a set such as `1:5,9:*` names this UID; `*` is the last one there is, even when that is below (RFC 3501 6.4.8). */
function isIn(set: string, uid: number, top: number): boolean {
  return set.split(',').some((range) => {
    const [from = '', to = from] = range.split(':');
    const ends = [from, to].map((end) => (end === '*' ? top : Number(end)));
    return uid >= Math.min(...ends) && uid <= Math.max(...ends);
  });
}

function fetchAnswer(
  command: string,
  { uid, place, source, extra, received = LONG_AGO }: ScriptedImapMail & { uid: number; place: number },
): string {
  const header = source.slice(0, source.indexOf('\r\n\r\n') + 4);
  const literal = (text: string) => `{${Buffer.byteLength(text)}}\r\n${text}`;
  const items = [
    `UID ${uid}`,
    `INTERNALDATE "${internalDate(received)}"`,
    ...(command.includes('RFC822.SIZE') ? [`RFC822.SIZE ${Buffer.byteLength(source)}`] : []),
    ...(command.includes('BODY.PEEK[]') ? [`BODY[] ${literal(source)}`] : []),
    ...(command.includes('BODY.PEEK[HEADER]') ? [`BODY[HEADER] ${literal(header)}`] : []),
    ...(extra === undefined ? [] : [extra]),
  ];
  return `* ${place} FETCH (${items.join(' ')})`;
}

const LONG_AGO = new Date('2025-03-01T10:00:00Z');

/** `01-Mar-2025 10:00:00 +0000` (RFC 3501, date-time). */
function internalDate(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
}
