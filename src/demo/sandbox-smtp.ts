import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { LOOPBACK, portOf } from './sandbox-imap.ts';

/** A mail that left the bakery: what the outside world would have got. */
export interface CapturedMail {
  /** The envelope's sender; empty for the null return path. */
  from: string;
  /** The envelope's recipients that do not live in the sandbox's mailbox. */
  to: string[];
  raw: Buffer;
  /** By this machine's clock, whatever `now` tells. */
  receivedAt: Date;
}

export interface SandboxSmtp {
  port: number;
  captured(): CapturedMail[];
  close(): Promise<void>;
}

export interface SandboxSmtpOptions {
  user: string;
  password: string;
  /** The domain whose mail lands in the mailbox; also the name of its receiving server: `mx.<domain>`. */
  domain: string;
  /** Addresses in the domain that are somebody else's mailbox: captured, not delivered. */
  elsewhere: readonly string[];
  /** Domains whose mail this server pronounces DKIM-signed. There is no DNS in the sandbox to look up a key. */
  signedDomains: readonly string[];
  /** The time that this server writes on top of what it receives. */
  now: () => Date;
  /** Called with the message as the mailbox shall hold it. */
  deliver: (raw: Buffer) => void;
}

const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;

/**
 * Starts an SMTP server on a free loopback port that is both of a small business's servers: whoever logged in may send
 * anywhere (submission, RFC 6409), a stranger may only deliver to the domain (MX). Throws when it cannot listen.
 */
export async function startSandboxSmtp(options: SandboxSmtpOptions): Promise<SandboxSmtp> {
  const captured: CapturedMail[] = [];
  const isLocal = (address: string) => {
    const lower = address.toLowerCase();
    return lower.endsWith(`@${options.domain}`) && !options.elsewhere.includes(lower);
  };
  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = await buffer(stream);
    if (stream.sizeExceeded) throw replyError(552, '5.3.4 message too big');
    const receivedAt = new Date();
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    const outside = recipients.filter((address) => !isLocal(address));
    if (outside.length > 0) captured.push({ from, to: outside, raw, receivedAt });
    if (outside.length < recipients.length) options.deliver(stamp(raw, from, session, options));
  };
  const server = new SMTPServer({
    name: `mx.${options.domain}`,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    logger: false,
    onAuth(auth, _session, done) {
      if (auth.username === options.user && auth.password === options.password) {
        done(null, { user: options.user });
      } else {
        done(replyError(535, '5.7.8 wrong user or password'));
      }
    },
    onRcptTo({ address }, session, done) {
      if (session.user !== undefined || isLocal(address)) done();
      else done(replyError(550, '5.7.1 relaying denied: log in first'));
    },
    onData: callbackify(receive),
  });
  // A client that resets its connection is its own business.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    port: portOf(server.server),
    captured: () => [...captured],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/**
 * What a receiving server adds on top (RFC 5321 4.4, RFC 8601): Return-Path, its verdict, Received. A verdict that the
 * message brought along under this server's own name is forged and taken out (RFC 8601 section 5).
 */
function stamp(
  raw: Buffer,
  from: string,
  session: SMTPServerSession,
  { domain, signedDomains, now }: SandboxSmtpOptions,
): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.subarray(0, end < 0 ? raw.length : end + 2).toString('latin1');
  const forged = new RegExp(
    `^Authentication-Results:[ \\t]*mx\\.${domain.replaceAll('.', '\\.')}\\b.*\\r\\n(?:[ \\t].*\\r\\n)*`,
    'gim',
  );
  const author =
    /^From:(?:.|\r\n[ \t])*?([^\s<>@]+@([^\s<>]+))>?\s*$/im.exec(header)?.[2]?.toLowerCase() ?? '';
  const signed = session.user === undefined ? signedDomains.includes(author) : author === domain;
  const verdict = signed
    ? `dkim=pass header.d=${author}; dmarc=pass header.from=${author}`
    : 'dkim=none; dmarc=none';
  const added = [
    `Return-Path: <${from}>`,
    `Authentication-Results: mx.${domain}; ${verdict}`,
    `Received: from ${session.hostNameAppearsAs || 'unknown'} ([127.0.0.1])\r\n\tby mx.${domain} with ${
      session.user === undefined ? 'ESMTP' : 'ESMTPA'
    } id ${session.id};\r\n\t${now().toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.concat([
    Buffer.from(`${added.join('\r\n')}\r\n${header.replace(forged, '')}`, 'latin1'),
    end < 0 ? Buffer.alloc(0) : raw.subarray(end + 2),
  ]);
}
