import { connect } from 'node:net';

/**
 * The floor of reading: asks Dovecot for everything in one command, and throws the bytes away. Arguments: port,
 * user, password. Nothing that reads mail over IMAP can be faster than the server.
 */
async function fetchEverything(port: number, user: string, password: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  let bytes = 0;
  let tail = '';
  let waiting: ((line: string) => void) | undefined;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    tail = (tail + chunk.subarray(-TAIL_BYTES).toString('latin1')).slice(-TAIL_BYTES);
    const answer = /(?:^|\n)(a OK|a NO|a BAD)[^\n]*\r\n$/.exec(tail);
    if (answer) waiting?.(answer[0]);
  });
  const ask = async (command: string) => {
    tail = '';
    const line = await new Promise<string>((resolve, reject) => {
      waiting = resolve;
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server hung up')));
      socket.write(`a ${command}\r\n`);
    });
    if (!line.includes('a OK')) throw new Error(`${command.split(' ')[0]}: ${line.trim()}`);
  };
  await ask(`LOGIN ${user} ${password}`);
  await ask('EXAMINE INBOX');
  bytes = 0;
  const start = performance.now();
  await ask('UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])');
  const seconds = (performance.now() - start) / 1000;
  socket.destroy();
  process.stdout.write(`${JSON.stringify({ seconds, bytes })}\n`);
}

const TAIL_BYTES = 4096;

const [port, user = '', password = ''] = process.argv.slice(2);
await fetchEverything(Number(port), user, password);
