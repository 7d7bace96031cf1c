import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForPort, waitUntil } from './network.ts';
import { watchServer } from './server-process.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { requireTool } from './tools.ts';
import { giveTo, spawnAs, unprivilegedAccount } from './unprivileged.ts';

/** A mail that the sink read to its terminating dot. */
export interface SunkMail {
  /** Envelope addresses, without brackets. */
  readonly from: string;
  readonly to: readonly string[];
  /** As it was sent, CRLF line ends, dots unstuffed. */
  readonly raw: string;
}

/** Postfix's smtp-sink: a mail server in C that takes everything and is never the slow part. */
export interface SmtpSink {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /**
   * Every mail whose terminating dot arrived, in no order (`dump` only). That includes mails which `flags` made
   * the sink refuse at the dot or drop without a reply: look at what the flags say before calling them accepted.
   */
  messages(): SunkMail[];
  /** Waits until `messages` answers at least `count`. */
  waitForMessages(count: number, timeoutMs?: number): Promise<SunkMail[]>;
  stop(): Promise<void>;
}

/**
 * Starts smtp-sink on a free port. `flags`: its own, such as `['-q', '.']` (hang up after the dot), `['-r', '.']`
 * (4xx), `['-f', 'rcpt']` (5xx), `['-W', '.:10']` (answer late). `dump: false` keeps nothing, for benchmarks.
 */
export async function startSmtpSink(
  options: { flags?: readonly string[]; dump?: boolean; port?: number; backlog?: number } = {},
): Promise<SmtpSink> {
  const account = unprivilegedAccount(['nobody']);
  const folder = temporaryFolder('smtp-sink', { inMemory: true });
  const dumps = join(folder, 'mail');
  mkdirSync(dumps);
  giveTo(account, folder);
  giveTo(account, dumps);
  const port = options.port ?? (await freePort());
  const dumping = options.dump === false ? [] : ['-d', `${dumps}/%H%M%S.`];
  const where = [`127.0.0.1:${port}`, String(options.backlog ?? BACKLOG)];
  const child = spawnAs(
    account,
    requireTool('smtp-sink'),
    [...(options.flags ?? []), '-m', String(MAX_CONNECTIONS), ...dumping, ...where],
    { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], deathSignal: 'KILL' },
  );
  const server = watchServer(child, { onExit: () => removeFolder(folder) });
  await Promise.race([
    waitForPort(port),
    server.exited.then(() => {
      removeFolder(folder);
      throw new Error(`smtp-sink did not start: ${server.output()}`);
    }),
  ]);
  const messages = () =>
    readdirSync(dumps).flatMap((name) => parseDump(readFileSync(join(dumps, name), 'utf8')));
  return {
    host: '127.0.0.1',
    port,
    pid: server.pid,
    messages,
    waitForMessages: (count, timeoutMs = 20_000) =>
      waitUntil(
        () => {
          const found = messages();
          return found.length >= count ? found : undefined;
        },
        { timeoutMs, everyMs: 50, what: `${count} mails at smtp-sink` },
      ),
    async stop() {
      if (server.isRunning()) server.signal('SIGTERM');
      await server.exited;
      removeFolder(folder);
    },
  };
}

const BACKLOG = 1000;
const MAX_CONNECTIONS = 256;

/** The sink's own lines come first (X-Client-Addr ... Received), then the mail; an open file has no last blank line. */
function parseDump(text: string): SunkMail[] {
  const received = /^Received: from .*\n(?:\t.*\n)+/m.exec(text);
  if (!received || !text.endsWith('\n\n')) return [];
  const envelope = text.slice(0, received.index);
  const from = /^X-Mail-Args: <([^>]*)>/m.exec(envelope)?.[1] ?? '';
  const to = [...envelope.matchAll(/^X-Rcpt-Args: <([^>]*)>/gm)].map((match) => match[1] ?? '');
  const raw = text.slice(received.index + received[0].length, -1);
  return [{ from, to, raw: raw.replaceAll(/\r?\n/g, '\r\n') }];
}
