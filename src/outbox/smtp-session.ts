import { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { codeOf, describeError } from '../lib/errors.ts';
import { HeldBackMessage } from './held-back-message.ts';
import { type Outcome, parseReply, type Session, type SmtpReply, type Transmission } from './mail-sender.ts';

export interface SessionLimits {
  dialogTimeoutMs: number;
  replyTimeoutMs: number;
  graceMs: number;
}

/**
 * A session on an open, logged-in connection. The connection is used again only after a mail that was sent, where
 * both sides agree what comes next; after anything else it is destroyed.
 */
export function smtpSession(connection: SMTPConnection, socket: Socket, limits: SessionLimits): Session {
  let ended = false;
  connection.once('end', () => {
    ended = true;
  });
  const destroy = () => {
    ended = true;
    socket.destroy();
    connection.close();
  };
  return {
    isUsable: () => !ended && isOpen(connection),
    transmit(transmission) {
      const impossible = whyImpossible(connection, transmission);
      if (impossible) return Promise.resolve({ kind: 'rejected', reply: impossible });
      return transmit(connection, transmission, limits, destroy);
    },
    close() {
      if (ended) return;
      ended = true;
      connection.quit();
      setTimeout(() => socket.destroy(), QUIT_TIMEOUT_MS).unref();
    },
  };
}

function transmit(
  connection: SMTPConnection,
  { envelopeFrom, recipient, bytes, fence, signal }: Transmission,
  limits: SessionLimits,
  destroy: () => void,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const message = new HeldBackMessage(
      bytes,
      async () => {
        const yes = await fence();
        if (yes) limit(limits.replyTimeoutMs, 'no reply after the last byte');
        return yes;
      },
      () => isOpen(connection),
    );
    const finish = (outcome: Outcome) => {
      // At once, so that no answer of the fence that is still under way can let the end go.
      if (outcome.kind !== 'sent') {
        message.destroy();
        destroy();
      }
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const giveUp = (reason: string) => {
      finish(message.released ? { kind: 'uncertain', reason } : { kind: 'retry', reason });
    };
    const limit = (ms: number, reason: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => giveUp(reason), ms);
    };
    const onAbort = () => {
      if (message.released) limit(limits.graceMs, 'no reply before the process had to end');
      else giveUp('the process was asked to end');
    };
    message.once('refused', () => {
      finish({ kind: 'not-released', reason: message.refusal ?? 'not released' });
    });
    if (signal?.aborted) return giveUp('the process was asked to end');
    signal?.addEventListener('abort', onAbort, { once: true });
    limit(limits.dialogTimeoutMs, 'the server was too slow before the last byte');
    const envelope = {
      from: envelopeFrom,
      to: [recipient],
      size: bytes.length,
      use8BitMime: hasHighBytes(bytes),
    };
    connection.send(envelope, message, (error, info) => {
      if (error) finish(outcomeOfError(error, message.released));
      else if (message.released) finish({ kind: 'sent', reply: info.response.slice(0, MAX_KEPT_REPLY) });
      else finish({ kind: 'retry', reason: `answered before the mail was complete: ${info.response}` });
    });
  });
}

/**
 * Before the last byte every failure is harmless. After it only a whole 4xx or 5xx reply to the dot says that the
 * mail was not taken; a lost connection, half a reply or nonsense says nothing.
 */
function outcomeOfError(error: Error, released: boolean): Outcome {
  const reply = replyOf(error);
  const code = codeOf(error);
  const answered = code === 'EENVELOPE' || code === 'EMESSAGE';
  const definite = reply !== undefined && reply.code >= 400 && (!released || answered);
  if (definite && reply.code >= 500 && answered) return { kind: 'rejected', reply };
  if (definite) return { kind: 'retry', reason: reply.text, reply };
  const reason = describeError(error);
  return released ? { kind: 'uncertain', reason } : { kind: 'retry', reason };
}

function replyOf(error: Error): SmtpReply | undefined {
  return 'response' in error && typeof error.response === 'string' ? parseReply(error.response) : undefined;
}

/** What the server cannot take is not tried: RFC 1870 (SIZE), RFC 6531 (SMTPUTF8), RFC 6152 (8BITMIME). */
function whyImpossible(
  connection: SMTPConnection,
  { envelopeFrom, recipient, bytes }: Transmission,
): SmtpReply | undefined {
  const extensions: unknown = Reflect.get(connection, '_supportedExtensions');
  const maxSize = Number(Reflect.get(connection, '_maxAllowedSize'));
  const offers = (name: string) => Array.isArray(extensions) && extensions.includes(name);
  const refuse = (code: number, enhanced: string, what: string): SmtpReply => ({
    code,
    enhanced,
    text: `${code} ${enhanced} ${what} (found before sending)`,
  });
  if (maxSize > 0 && bytes.length > maxSize) {
    return refuse(552, '5.3.4', `the mail has ${bytes.length} octets and the server takes ${maxSize}`);
  }
  const international = !isAscii(envelopeFrom) || !isAscii(recipient);
  if (international && !offers('SMTPUTF8')) {
    return refuse(553, '5.6.7', 'the address is not ASCII and the server has no SMTPUTF8');
  }
  if (hasHighBytes(bytes) && !offers('8BITMIME')) {
    return refuse(554, '5.6.3', 'the mail has 8-bit bytes and the server has no 8BITMIME');
  }
  return undefined;
}

/** False as soon as the other side has closed, also by halves. After STARTTLS the library talks to another socket. */
function isOpen(connection: SMTPConnection): boolean {
  const socket: unknown = Reflect.get(connection, '_socket');
  return socket instanceof Socket && !socket.destroyed && socket.readable && socket.writable;
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text);
}

function hasHighBytes(bytes: Buffer): boolean {
  return !isAscii(bytes.toString('latin1'));
}

const QUIT_TIMEOUT_MS = 2000;
const MAX_KEPT_REPLY = 1000;
