import type { Server, Socket } from 'node:net';
import hoodiecrow, { type HoodiecrowFolder, type HoodiecrowServer } from 'hoodiecrow-imap';

/** The folders of the sandbox's mailbox. */
export type SandboxFolder = 'INBOX' | 'Sent' | 'Drafts' | 'Trash' | 'Junk';

/** A message that lies in the sandbox before anybody connects. */
export interface SandboxMessage {
  folder: SandboxFolder;
  /** The message as it came over the wire, with CRLF line ends. */
  raw: Buffer;
  /** When it arrived: the INTERNALDATE. */
  date: Date;
}

/** The reading side of the sandbox: one account on a loopback port. */
export interface SandboxImap {
  port: number;
  append(folder: SandboxFolder, raw: Buffer, date: Date): void;
  /** The raw messages of a folder, in the order of their UIDs. */
  messages(folder: SandboxFolder): Buffer[];
  close(): Promise<void>;
}

export const LOOPBACK = '127.0.0.1';

const SPECIAL_USE: Record<Exclude<SandboxFolder, 'INBOX'>, string> = {
  Sent: '\\Sent',
  Drafts: '\\Drafts',
  Trash: '\\Trash',
  Junk: '\\Junk',
};

/** CONDSTORE stays out: hoodiecrow announces it but ignores changedSince. */
const PLUGINS = [
  'ID',
  'SASL-IR',
  'AUTH-PLAIN',
  'NAMESPACE',
  'IDLE',
  'ENABLE',
  'LITERALPLUS',
  'UNSELECT',
  'SPECIAL-USE',
  'UIDPLUS',
  'MOVE',
];

/** Starts an IMAP server on a free loopback port that holds `seed`. Resolves when it listens; throws when it cannot. */
export async function startSandboxImap(options: {
  user: string;
  password: string;
  seed: readonly SandboxMessage[];
}): Promise<SandboxImap> {
  const sockets = new Set<Socket>();
  const server = hoodiecrow({
    plugins: [...PLUGINS, (it) => attendSockets(it, sockets)],
    users: { [options.user]: { password: options.password } },
    storage: storageOf(options.seed),
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    port: portOf(server.server),
    append(folder, raw, date) {
      server.appendMessage(folder, [], internalDate(date), raw.toString('latin1'));
    },
    messages(folder) {
      return (server.getMailbox(folder)?.messages ?? []).map(({ raw }) => Buffer.from(raw, 'latin1'));
    },
    close() {
      return new Promise((resolve) => {
        server.server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

/** The TCP port a listening server has got. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}

/**
 * A server only ends when its connections do, and an IDLE never ends by itself. Hoodiecrow answers in small pieces, each
 * of which would wait 40 ms for the acknowledgement of the one before.
 */
function attendSockets(server: HoodiecrowServer, sockets: Set<Socket>): void {
  server.connectionHandlers.push(({ socket }) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

function storageOf(seed: readonly SandboxMessage[]) {
  const folder = (name: SandboxFolder, index: number): HoodiecrowFolder => ({
    uidvalidity: UIDVALIDITY + index,
    messages: seed
      .filter((message) => message.folder === name)
      .sort((one, other) => one.date.getTime() - other.date.getTime())
      .map(({ raw, date }) => ({
        raw: raw.toString('latin1'),
        internaldate: internalDate(date),
        flags: ['\\Seen'],
      })),
  });
  const folders: Record<string, HoodiecrowFolder> = {};
  for (const [index, name] of (['Sent', 'Drafts', 'Trash', 'Junk'] as const).entries()) {
    folders[name] = { ...folder(name, index + 1), 'special-use': SPECIAL_USE[name] };
  }
  return { INBOX: folder('INBOX', 0), '': { separator: '/', folders } };
}

const UIDVALIDITY = 1_700_000_001;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date-time of RFC 3501 section 9, in UTC; written here because hoodiecrow's own is wrong for half-hour zones. */
function internalDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
