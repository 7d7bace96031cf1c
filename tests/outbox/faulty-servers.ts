import { connect, createServer, type Socket } from 'node:net';
import { headerOf } from '../support/mail-header.ts';
import { listenOnLoopback } from '../support/network.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

/** Real mail servers behind one port, where a share of the connections meets a bad one. */
export interface FaultyServers {
  port: number;
  connections(): { all: number; faulted: number };
  /** How often each Message-ID was taken. A server that hung up after the dot may deliver: that counts as taken. */
  accepted(): Map<string, number>;
  stop(): Promise<void>;
}

/** smtp-sink's flags, and whether a mail that such a server read to the dot counts as taken. */
const FAULTS: { flags: string[]; takes: boolean }[] = [
  { flags: ['-q', 'connect'], takes: false },
  { flags: ['-q', 'mail'], takes: false },
  { flags: ['-q', 'data'], takes: false },
  { flags: ['-q', '.'], takes: true },
  { flags: ['-W', '.:2'], takes: true },
  { flags: ['-Q', '.'], takes: false },
  { flags: ['-r', '.'], takes: false },
  { flags: ['-r', 'rcpt'], takes: false },
  { flags: ['-f', '.'], takes: false },
];

/** `share` (0..1) of the connections meets a fault, chosen by `random`; some are reset within the mail instead. */
export async function startFaultyServers(share: number, random: () => number): Promise<FaultyServers> {
  const good = await startSmtpSink();
  const bad = await Promise.all(
    FAULTS.map(async ({ flags, takes }) => ({ sink: await startSmtpSink({ flags }), takes })),
  );
  let all = 0;
  let faulted = 0;
  const server = createServer({ noDelay: true }, (client) => {
    all++;
    if (random() >= share) return join(client, good, undefined);
    faulted++;
    const choice = bad[Math.floor(random() * (bad.length + 1))];
    if (choice) join(client, choice.sink, undefined);
    // In its first mail or a later one: a mail of the flow has about 1,500.
    else join(client, good, 300 + Math.floor(random() * 5000));
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    connections: () => ({ all, faulted }),
    accepted() {
      const counts = new Map<string, number>();
      for (const sink of [good, ...bad.filter(({ takes }) => takes).map((one) => one.sink)]) {
        for (const { raw } of sink.messages()) {
          const messageId = (headerOf(raw, 'Message-ID') ?? '').replace(/^<|>$/g, '');
          counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
        }
      }
      return counts;
    },
    async stop() {
      server.close();
      await Promise.all([good, ...bad.map(({ sink }) => sink)].map((sink) => sink.stop()));
    },
  };
}

/** Passes everything on, or resets both sides once the client has sent more than so many bytes. */
function join(client: Socket, sink: SmtpSink, resetAfter: number | undefined): void {
  const upstream = connect({ host: sink.host, port: sink.port, noDelay: true });
  let sent = 0;
  client.on('data', (chunk) => {
    sent += chunk.length;
    if (resetAfter !== undefined && sent > resetAfter) {
      upstream.destroy();
      client.resetAndDestroy();
    } else upstream.write(chunk);
  });
  upstream.on('data', (chunk) => client.write(chunk));
  client.on('end', () => upstream.end());
  upstream.on('end', () => client.end());
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
}
