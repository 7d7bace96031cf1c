import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { LOOPBACK } from './sandbox-imap.ts';

const POST_TIMEOUT_MS = 10_000;

/** A message and its envelope; `from` is empty for the null return path. */
export interface Post {
  from: string;
  to: string;
  raw: Buffer;
}

/**
 * Hands a message to the sandbox as a stranger's mail server would (RFC 5321 3.3), without logging in. Throws with the
 * server's words when it is refused.
 */
export async function postMail(port: number, { from, to, raw }: Post): Promise<void> {
  const socket = connect(port, LOOPBACK);
  socket.setTimeout(POST_TIMEOUT_MS, () => socket.destroy(new Error('the sandbox does not answer')));
  try {
    await once(socket, 'connect');
    const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
    await expectReply(replies, '220');
    for (const [command, wanted] of [
      ['HELO sender.example', '250'],
      [`MAIL FROM:<${from}>`, '250'],
      [`RCPT TO:<${to}>`, '250'],
      ['DATA', '354'],
    ] as const) {
      socket.write(`${command}\r\n`);
      await expectReply(replies, wanted);
    }
    writeData(socket, raw);
    await expectReply(replies, '250');
    socket.write('QUIT\r\n');
    await expectReply(replies, '221');
  } finally {
    socket.destroy();
  }
}

/** Lines of a reply go on with a hyphen behind the code; the last one has a space there. */
async function expectReply(replies: AsyncIterator<string>, wanted: string): Promise<void> {
  for (;;) {
    const line = await replies.next();
    if (line.done === true) throw new Error('the sandbox closed the connection');
    if (line.value.charAt(3) === '-') continue;
    if (!line.value.startsWith(wanted)) throw new Error(`the sandbox refused: ${line.value}`);
    return;
  }
}

/** A dot at the start of a line is doubled (RFC 5321 4.5.2). */
function writeData(socket: Socket, raw: Buffer): void {
  const text = raw.toString('latin1').replace(/^\./gm, '..');
  socket.write(Buffer.from(text.endsWith('\r\n') ? `${text}.\r\n` : `${text}\r\n.\r\n`, 'latin1'));
}
