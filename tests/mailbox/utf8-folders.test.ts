import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { listenOnLoopback } from '../support/network.ts';

const NAME = 'مشتری‌ها & 顧客';
const IN_UTF7 = '&BkUGNAYqBjEGzCAMBkcGJw- &- &mGdbog-';

let server: Server | undefined;
let opened: string[];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
});

/** An IMAP server with one folder beside INBOX; with `utf8` it speaks RFC 6855, and keeps the name as it is. */
async function start(utf8: boolean): Promise<number> {
  opened = [];
  const capability = `CAPABILITY IMAP4rev1${utf8 ? ' ENABLE UTF8=ACCEPT' : ''}`;
  const written = utf8 ? NAME : IN_UTF7;
  const answers: Record<string, string[]> = {
    CAPABILITY: [`* ${capability}`],
    ENABLE: ['* ENABLED UTF8=ACCEPT'],
    LIST: ['* LIST (\\HasNoChildren) "/" INBOX', `* LIST (\\HasNoChildren) "/" "${written}"`],
    LSUB: [`* LSUB () "/" "${written}"`],
    EXAMINE: ['* FLAGS ()', '* 3 EXISTS', '* OK [UIDVALIDITY 7] ok', '* OK [UIDNEXT 4] ok'],
  };
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(`* OK [${capability}] ready\r\n`);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('utf8');
      for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
        const [, tag = '', command = '', rest = ''] = /^(\S+) (\S+) ?(.*)$/s.exec(heard.slice(0, end)) ?? [];
        heard = heard.slice(end + 2);
        if (command === 'EXAMINE') opened.push(rest);
        // An empty name asks for the delimiter alone (RFC 3501 6.3.8).
        const usual = rest.endsWith('""') ? ['* LIST (\\Noselect) "/" ""'] : answers[command.toUpperCase()];
        const lines = [...(usual ?? []), `${tag} OK done`];
        socket.write(lines.map((line) => `${line}\r\n`).join(''));
      }
    });
  });
  return listenOnLoopback(server);
}

describe('a folder with a name beyond ASCII', () => {
  it.each([
    ['modified UTF-7 (RFC 3501 5.1.3)', false, IN_UTF7],
    ['UTF-8 where the server speaks it (RFC 6855)', true, NAME],
  ])('goes to and fro in %s', async (_how, utf8, wire) => {
    const port = await start(utf8);
    const imap = { host: '127.0.0.1', port, security: 'none' as const, user: 'maryam', password: 'saffron' };
    const settings = { address: 'maryam@bakery.example', imap };
    const mailbox = await openImapMailbox(settings, { compress: false, maxMessageBytes: 100_000 });
    expect((await mailbox.listFolders()).map(({ path }) => path)).toEqual(['INBOX', NAME]);
    expect(await mailbox.openFolder(NAME)).toMatchObject({ exists: 3, uidValidity: 7 });
    expect(opened).toHaveLength(1);
    expect(opened[0]).toContain(wire);
    await mailbox.close();
  });
});
