import { ImapFlow } from 'imapflow';

/**
 * The floor of hearing of mail: bare imapflow clients that IDLE, fetch what comes, and do nothing with it. Arguments: port,
 * password, and the users; a connection each. Prints a line for each mail as it is there, its Message-ID and the
 * monotonic clock in milliseconds; `ready` once all listen. Ends with its standard input.
 */
async function listen(port: number, user: string, password: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user, pass: password },
    logger: false,
    disableCompression: true,
  });
  client.on('error', (error) => process.stderr.write(`${String(error)}\n`));
  await client.connect();
  const { uidNext } = await client.mailboxOpen('INBOX', { readOnly: true });
  let from = uidNext;
  let fetching: Promise<void> = Promise.resolve();
  // imapflow by itself waits a quarter of a minute before it idles.
  const idle = () => {
    client.idle().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  };
  const fetchNew = async () => {
    const seen = from;
    for await (const row of client.fetch(`${seen}:*`, { uid: true, source: true }, { uid: true })) {
      if (row.uid < seen || !row.source) continue;
      from = Math.max(from, row.uid + 1);
      const at = Number(process.hrtime.bigint()) / 1e6;
      const id = /^message-id:\s*<([^>]+)>/im.exec(row.source.toString('latin1', 0, HEADER_BYTES))?.[1] ?? '';
      process.stdout.write(`${id} ${at}\n`);
    }
    idle();
  };
  client.on('exists', () => {
    fetching = fetching.then(fetchNew).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
    });
  });
  idle();
  return client;
}

const HEADER_BYTES = 8192;

const [port, password = '', ...users] = process.argv.slice(2);
const clients: ImapFlow[] = [];
for (const user of users) clients.push(await listen(Number(port), user, password));
// For a figure of memory that can be repeated.
globalThis.gc?.();
process.stdout.write('ready\n');
process.stdin.resume();
process.stdin.once('end', () => {
  for (const client of clients) client.close();
});
