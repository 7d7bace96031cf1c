import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SmtpAction, SmtpScript, SmtpStage } from './smtp-script.ts';

/** A mail that arrived whole. */
export interface SessionMail {
  readonly connection: number;
  readonly from: string;
  readonly to: readonly string[];
  /** Dots unstuffed, CRLF kept. */
  readonly raw: string;
  /**
   * Whether the server took it: every outcome at the dot except a reply of 4xx or 5xx. A server that hangs up
   * after the dot may well deliver, so that counts as taken.
   */
  readonly accepted: boolean;
}

/** A login with an access token. */
export interface BearerLogin {
  readonly mechanism: 'XOAUTH2' | 'OAUTHBEARER';
  accepts(user: string, token: string): boolean;
  /** Refuses at once, instead of with a challenge that tells why. */
  readonly curt?: boolean;
}

export interface SessionOptions {
  readonly connection: number;
  readonly script: SmtpScript;
  /** Lines of the EHLO answer. */
  readonly extensions: readonly string[];
  /** Undefined: any login is right. */
  readonly login: { user: string; password: string } | undefined;
  /** How access tokens are taken; undefined: none are. */
  readonly bearer: BearerLogin | undefined;
  /** PEM texts; undefined: no STARTTLS. */
  readonly tls: { key: string; certificate: string } | undefined;
  /** Told at the moment the dot is seen, before the reply leaves. */
  onMail(mail: SessionMail): void;
}

/** Speaks the server's side of SMTP (RFC 5321, with PIPELINING) on one connection, as the script wants it. */
export function runSmtpSession(plain: Socket, options: SessionOptions): void {
  let socket: Socket = plain;
  let buffer = '';
  let from = '';
  let to: string[] = [];
  let transaction = 0;
  let mode: 'command' | 'mail' | 'ended' = 'command';
  let pumping = false;
  let bodyToldBytes = 0;
  let lastByteTold = false;
  let challenged = false;

  attach();
  void pump(async () => {
    if (await interrupted('connect', '')) return;
    await answer('greeting', '220 scripted.example ESMTP');
  });

  function attach(): void {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      mode = 'ended';
    });
    socket.on('data', (chunk: Buffer) => {
      buffer += chunk.toString('latin1');
      void pump();
    });
  }

  /** One thing at a time: bytes that arrive during a delayed reply wait in the buffer. */
  async function pump(first?: () => Promise<void>): Promise<void> {
    if (pumping) return;
    pumping = true;
    try {
      await first?.();
      while (mode !== 'ended' && (mode === 'mail' ? await readMail() : await readCommand()));
    } finally {
      pumping = false;
    }
  }

  async function readCommand(): Promise<boolean> {
    const end = buffer.indexOf('\r\n');
    if (end < 0) return false;
    const line = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    if (challenged) {
      challenged = false;
      send('535 5.7.8 Authentication failed');
      return true;
    }
    const verb = line.split(' ')[0]?.toUpperCase() ?? '';
    switch (verb) {
      case 'EHLO':
        await answer('ehlo', extensionLines());
        break;
      case 'HELO':
        await answer('ehlo', '250 scripted.example');
        break;
      case 'STARTTLS':
        await startTls();
        break;
      case 'AUTH':
        await answer('auth', loginReply(line));
        break;
      case 'MAIL':
        transaction++;
        from = addressIn(line);
        to = [];
        await answer('mail', '250 2.1.0 Ok');
        break;
      case 'RCPT':
        to.push(addressIn(line));
        if (!(await answer('rcpt', '250 2.1.5 Ok'))) to.pop();
        break;
      case 'DATA':
        await startMail();
        break;
      case 'QUIT':
        await answer('quit', '221 2.0.0 Bye');
        socket.end();
        break;
      case 'RSET':
      case 'NOOP':
        send('250 2.0.0 Ok');
        break;
      default:
        send('502 5.5.2 Unknown command');
    }
    return true;
  }

  async function startMail(): Promise<void> {
    if (to.length === 0) return send('503 5.5.1 No valid recipients');
    if (!(await answer('data', '354 End data with <CR><LF>.<CR><LF>'))) return;
    bodyToldBytes = 0;
    lastByteTold = false;
    mode = 'mail';
  }

  async function readMail(): Promise<boolean> {
    const empty = buffer.startsWith('.\r\n');
    const end = empty ? 0 : buffer.indexOf('\r\n.\r\n', Math.max(0, bodyToldBytes - 4));
    if (buffer.length > bodyToldBytes) {
      bodyToldBytes = buffer.length;
      if (await interrupted('body', '')) return false;
    }
    const complete = end >= 0;
    if (!lastByteTold && (complete || /(^|\r\n)\.\r$/.test(buffer))) {
      lastByteTold = true;
      if (await interrupted('lastByte', '')) return false;
    }
    if (!complete) return buffer.length > bodyToldBytes;
    const body = empty ? '' : buffer.slice(0, end + 2);
    buffer = buffer.slice(empty ? 3 : end + 5);
    mode = 'command';
    await finishMail(Buffer.from(body.replaceAll(/(^|\r\n)\./g, '$1'), 'latin1').toString());
    return true;
  }

  async function finishMail(raw: string): Promise<void> {
    const action = ask('dot');
    const accepted = action?.kind !== 'reply' || action.text.startsWith('2');
    options.onMail({ connection: options.connection, from, to, raw, accepted });
    await act(action, '250 2.0.0 Ok: queued');
    from = '';
    to = [];
  }

  async function startTls(): Promise<void> {
    if (!options.tls) return send('502 5.5.1 TLS is not offered');
    if (!(await answer('starttls', '220 2.0.0 Ready'))) return;
    const { key, certificate: cert } = options.tls;
    socket.removeAllListeners('data');
    socket = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
    buffer = '';
    attach();
  }

  function extensionLines(): string {
    const offered = options.tls && !(socket instanceof TLSSocket) ? ['STARTTLS'] : [];
    const lines = ['scripted.example', ...options.extensions, ...offered];
    return lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
  }

  /** Knows `AUTH PLAIN` with an initial response only. */
  function loginReply(line: string): string {
    const [, mechanism = '', response = ''] = line.split(' ');
    if (mechanism.toUpperCase() === options.bearer?.mechanism) return bearerReply(options.bearer, response);
    if (mechanism.toUpperCase() !== 'PLAIN') return '504 5.5.4 Unknown mechanism';
    const [, user, password] = Buffer.from(response, 'base64').toString().split('\0');
    const right = !options.login || (options.login.user === user && options.login.password === password);
    return right ? '235 2.7.0 Authenticated' : '535 5.7.8 Authentication failed';
  }

  function bearerReply(bearer: BearerLogin, response: string): string {
    const fields = Buffer.from(response, 'base64').toString().split('\u0001');
    const user = /^(?:user=|n,a=)([^,]*)/.exec(fields[0] ?? '')?.[1] ?? '';
    const token =
      fields.find((field) => field.startsWith('auth=Bearer '))?.slice('auth=Bearer '.length) ?? '';
    if (bearer.accepts(user, token)) return '235 2.7.0 Authenticated';
    if (bearer.curt) return '535 5.7.3 Authentication unsuccessful';
    challenged = true;
    return `334 ${Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64')}`;
  }

  function ask(stage: SmtpStage): SmtpAction | undefined {
    const bytes = mode === 'mail' ? buffer.length : 0;
    return options.script({ stage, connection: options.connection, transaction, from, to, bytes });
  }

  /** Answers true when the usual reply was sent and the conversation goes on from it. */
  function answer(stage: SmtpStage, usual: string): Promise<boolean> {
    return act(ask(stage), usual);
  }

  /** For stages that have no reply of their own. */
  async function interrupted(stage: SmtpStage, usual: string): Promise<boolean> {
    const action = ask(stage);
    return action !== undefined && !(await act(action, usual));
  }

  async function act(action: SmtpAction | undefined, usual: string): Promise<boolean> {
    if (action === undefined) {
      send(usual);
      return isPositive(usual);
    }
    switch (action.kind) {
      case 'delay':
        await sleep(action.ms);
        if (usual) send(usual);
        return true;
      case 'reply':
        send(action.text);
        if (action.hangUp) hangUp(action.hangUp);
        return isPositive(action.text);
      case 'half':
        socket.write(usual.slice(0, usual.length / 2), 'latin1', () => hangUp('drop'));
        mode = 'ended';
        return false;
      case 'replyThenReset':
        socket.write(`${usual}\r\n`, 'latin1', () => hangUp('reset'));
        mode = 'ended';
        return false;
      case 'silence':
        mode = 'ended';
        return false;
      case 'drop':
      case 'reset':
        hangUp(action.kind);
        return false;
      default:
        return action satisfies never;
    }
  }

  function send(text: string): void {
    if (!socket.destroyed) socket.write(`${text}\r\n`, 'latin1');
  }

  function hangUp(how: 'drop' | 'reset'): void {
    mode = 'ended';
    if (how === 'reset') plain.resetAndDestroy();
    else socket.destroySoon();
  }
}

function isPositive(reply: string): boolean {
  return reply.startsWith('2') || reply.startsWith('3');
}

function addressIn(line: string): string {
  return Buffer.from(/<([^>]*)>/.exec(line)?.[1] ?? '', 'latin1').toString();
}
