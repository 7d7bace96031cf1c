import { connect } from 'node:net';

/**
 * Delivers one message by LMTP (RFC 2033), as a mail server would on its last hop. Throws on any refusal, with the
 * server's words.
 */
export async function deliverByLmtp(
  port: number,
  mail: { from: string; to: string; raw: Buffer | string },
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`LMTP: silent for ${TIMEOUT_MS} ms`)));
  const lines = socket.setEncoding('latin1')[Symbol.asyncIterator]();
  let buffer = '';
  const reply = async (expected: string): Promise<void> => {
    for (;;) {
      const end = /^\d{3} .*\r\n/m.exec(buffer);
      if (end) {
        const text = buffer.slice(0, end.index + end[0].length);
        buffer = buffer.slice(text.length);
        if (!end[0].startsWith(expected)) throw new Error(`LMTP: ${text.trim()}`);
        return;
      }
      const next = await lines.next();
      if (next.done) throw new Error(`LMTP: the server hung up after ${JSON.stringify(buffer)}`);
      buffer += String(next.value);
    }
  };
  const ask = (command: string, expected: string) => {
    socket.write(`${command}\r\n`);
    return reply(expected);
  };
  try {
    await reply('220');
    await ask('LHLO wafa.example', '250');
    await ask(`MAIL FROM:<${mail.from}>`, '250');
    await ask(`RCPT TO:<${mail.to}>`, '250');
    await ask('DATA', '354');
    socket.write(dotStuffed(mail.raw));
    await ask('.', '250');
    socket.end('QUIT\r\n');
  } finally {
    socket.destroy();
  }
}

const TIMEOUT_MS = 20_000;

/** CRLF line ends, leading dots doubled, a line end at the end (RFC 5321 section 4.5.2). */
function dotStuffed(raw: Buffer | string): Buffer {
  const text = Buffer.from(raw).toString('latin1');
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return Buffer.from(lines.map((line) => `${line.startsWith('.') ? '.' : ''}${line}\r\n`).join(''), 'latin1');
}
