import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { makeCertificate } from './certificate.ts';
import { headerOf } from './mail-header.ts';
import { listenOnLoopback, waitUntil } from './network.ts';
import type { SmtpScript } from './smtp-script.ts';
import { type BearerLogin, runSmtpSession, type SessionMail } from './smtp-session.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

export { faultFirst, faultPerConnection, faultRandomly, SMTP_FAULTS } from './smtp-script.ts';

/** A mail whose terminating dot the server saw. `accepted` is false only when it answered 4xx or 5xx to the dot. */
interface ScriptedMail extends SessionMail {
  readonly messageId: string | undefined;
  /** When the dot was seen. */
  readonly at: Date;
}

/** A mail server on loopback that misbehaves as told, and remembers every mail it took. */
export interface ScriptedSmtp {
  readonly host: string;
  readonly port: number;
  /** Connections so far. */
  connections(): number;
  /** Connections open now. */
  open(): number;
  /** Every mail whose dot was seen, refused ones too, in the order they came. */
  received(): readonly ScriptedMail[];
  /** Those it took: what a recipient may get to see. */
  accepted(): readonly ScriptedMail[];
  /** How often each Message-ID was accepted. INV1 holds when no number is above 1. */
  copies(): Map<string, number>;
  waitForAccepted(count: number, timeoutMs?: number): Promise<readonly ScriptedMail[]>;
  /** Replaces the script for what comes next. */
  use(script: SmtpScript): void;
  /** Resets all open connections. */
  resetAll(): void;
  stop(): Promise<void>;
}

export interface ScriptedSmtpOptions {
  readonly script?: SmtpScript;
  /** Lines of the EHLO answer. Default: what a usual server offers. */
  readonly extensions?: readonly string[];
  readonly login?: { readonly user: string; readonly password: string };
  readonly bearer?: BearerLogin;
  /** STARTTLS with a certificate that signs itself, or with this one (PEM texts). */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
  readonly port?: number;
}

/** Starts it; the script is asked at every stage of every connection (smtp-script.ts). */
export async function startScriptedSmtp(options: ScriptedSmtpOptions = {}): Promise<ScriptedSmtp> {
  let script: SmtpScript = options.script ?? (() => undefined);
  let connections = 0;
  const mails: ScriptedMail[] = [];
  const sockets = new Set<Socket>();
  const tls = certificateOf(options.tls);
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    runSmtpSession(socket, {
      connection: connections,
      script: (moment) => script(moment),
      extensions: options.extensions ?? EXTENSIONS,
      login: options.login,
      bearer: options.bearer,
      tls,
      onMail: (mail) => {
        mails.push({ ...mail, messageId: headerOf(mail.raw, 'Message-ID'), at: new Date() });
      },
    });
  });
  const port = await listenOnLoopback(server, options.port ?? 0);
  const accepted = () => mails.filter((mail) => mail.accepted);
  return {
    host: '127.0.0.1',
    port,
    connections: () => connections,
    open: () => sockets.size,
    received: () => mails,
    accepted,
    copies: () => countBy(accepted(), (mail) => mail.messageId ?? ''),
    waitForAccepted: (count, timeoutMs = 20_000) =>
      waitUntil(
        () => {
          const taken = accepted();
          return taken.length >= count ? taken : undefined;
        },
        { timeoutMs, what: `${count} accepted mails` },
      ),
    use: (next) => {
      script = next;
    },
    resetAll: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const EXTENSIONS = [
  'PIPELINING',
  'SIZE 52428800',
  '8BITMIME',
  'SMTPUTF8',
  'ENHANCEDSTATUSCODES',
  'AUTH PLAIN',
];

function certificateOf(tls: ScriptedSmtpOptions['tls']): { key: string; certificate: string } | undefined {
  if (typeof tls === 'object') return { key: tls.key, certificate: tls.cert };
  return tls ? temporaryCertificate() : undefined;
}

function temporaryCertificate(): { key: string; certificate: string } {
  const folder = temporaryFolder('certificate');
  try {
    const files = makeCertificate(folder);
    return { key: readFileSync(files.key, 'utf8'), certificate: readFileSync(files.certificate, 'utf8') };
  } finally {
    removeFolder(folder);
  }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
