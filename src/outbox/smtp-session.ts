import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Envelope, Outcome, Session, SmtpReply, Transmission } from './mail-sender.ts';
import type { Conversation } from './smtp-conversation.ts';
import { type WireForm, wireFormOf } from './wire-form.ts';

export interface SessionLimits {
  dialogTimeoutMs: number;
  replyTimeoutMs: number;
  graceMs: number;
}

/** What the server said in its answer to EHLO. */
export interface ServerAbilities {
  extensions: ReadonlySet<string>;
  /** Octets; 0 when it named no limit. */
  maxSize: number;
}

/**
 * A session on a connection that is open and logged in. MAIL, RCPT and DATA go in one write where the server takes it
 * (PIPELINING, RFC 2920), and the next mail's with the end of this one's: a mail costs one round trip. The connection is used
 * again only after a mail that was sent, where both sides agree what comes next; after anything else it is destroyed.
 */
export function smtpSession(
  conversation: Conversation,
  server: ServerAbilities,
  limits: SessionLimits,
): Session {
  /** Whose MAIL, RCPT and DATA went with the end of the mail before. */
  let begun: Begun | undefined;
  let ended = false;
  const destroy = () => {
    ended = true;
    conversation.destroy();
  };
  const isUsable = () => !ended && conversation.broken() === undefined;

  async function transmit(transmission: Transmission): Promise<Outcome> {
    const isBegun = begun !== undefined && isSame(begun.envelope, transmission);
    const form = begun && isBegun ? begun.form : wireFormOf(transmission.bytes);
    if (begun && !isBegun) {
      destroy();
      return { kind: 'retry', reason: 'the server was told of another mail' };
    }
    begun = undefined;
    const impossible = whyImpossible(server, transmission, form);
    if (impossible) return { kind: 'rejected', reply: impossible };
    const mail = { server, limits, transmission, form, isBegun };
    const outcome = await handOver(conversation, mail, (next) => {
      begun = next;
    });
    if (outcome.kind !== 'sent') destroy();
    return outcome;
  }

  return {
    isUsable,
    transmit: (transmission) =>
      isUsable()
        ? transmit(transmission)
        : Promise.resolve({ kind: 'retry', reason: 'the connection was lost' }),
    close() {
      if (ended) return;
      // A server that waits for a mail would take QUIT for its text.
      if (begun !== undefined || conversation.broken() !== undefined) return destroy();
      ended = true;
      conversation.say('QUIT\r\n', 1);
      const timer = setTimeout(() => conversation.destroy(), QUIT_TIMEOUT_MS);
      timer.unref();
      void conversation.hear().then(() => {
        clearTimeout(timer);
        conversation.destroy();
      });
    },
  };
}

/** A mail whose envelope is on its way. */
interface Begun {
  envelope: Envelope;
  form: WireForm;
}

interface HandOver {
  server: ServerAbilities;
  limits: SessionLimits;
  transmission: Transmission;
  form: WireForm;
  isBegun: boolean;
}

/** One mail, from its envelope to the reply to its end. Whatever ends it early, no later answer lets the end go. */
function handOver(
  conversation: Conversation,
  { server, limits, transmission, form, isBegun }: HandOver,
  onBegun: (next: Begun) => void,
): Promise<Outcome> {
  const { signal } = transmission;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let released = false;
    let over = false;
    const finish = (outcome: Outcome) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const giveUp = (reason: string) => finish({ kind: released ? 'uncertain' : 'retry', reason });
    const limit = (ms: number, reason: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => giveUp(reason), ms);
    };
    const onAbort = () => {
      if (released) limit(limits.graceMs, 'no reply before the process had to end');
      else giveUp('the process was asked to end');
    };
    if (signal?.aborted) return giveUp('the process was asked to end');
    signal?.addEventListener('abort', onAbort, { once: true });
    limit(limits.dialogTimeoutMs, 'the server was too slow before the last byte');

    void (async () => {
      const refused = await envelope();
      if (refused) return finish(refused);
      conversation.say(form.bytes, 0);
      await conversation.said();
      if (over) return;
      const refusal = await askFence();
      if (over) return;
      if (refusal !== undefined) return finish(refusal);
      release();
      const reply = await conversation.hear();
      finish(typeof reply === 'string' ? { kind: 'uncertain', reason: reply } : verdictOfReply(reply));
    })();

    /** Undefined when the server waits for the mail. */
    async function envelope(): Promise<Outcome | undefined> {
      const pipelined = isBegun || server.extensions.has('PIPELINING');
      const commands = envelopeCommands(server, transmission, form);
      if (!isBegun && pipelined) conversation.say(commands.join(''), commands.length);
      for (const [at, command] of commands.entries()) {
        if (!pipelined) conversation.say(command, 1);
        const reply = await conversation.hear();
        if (typeof reply === 'string') return { kind: 'retry', reason: reply };
        const expected = at === commands.length - 1 ? 3 : 2;
        if (Math.floor(reply.code / 100) !== expected) return refusalOf(reply);
      }
      return undefined;
    }

    /** Undefined when the end may go. */
    async function askFence(): Promise<Outcome | undefined> {
      const early = conversation.broken();
      if (early !== undefined) return { kind: 'retry', reason: early };
      const askedAt = performance.now();
      const refusal = await transmission.fence().then(
        (yes) => (yes ? undefined : 'the fence said no'),
        () => 'the fence failed',
      );
      // What the network brought while the fence was asked is heard first: a connection that died meanwhile, or a server
      // that answered before the mail was complete, lets nothing go.
      for (let turn = 0; turn < TURNS_TO_HEAR; turn++) await nextTurn();
      const broken = conversation.broken();
      if (broken !== undefined) return { kind: 'retry', reason: broken };
      // The process may have been stopped between the COMMIT and here, and what the fence saw may be long untrue.
      const stale = performance.now() - askedAt > MAX_FENCE_AGE_MS;
      const reason = refusal ?? (stale ? 'the fence answered too late' : undefined);
      return reason === undefined ? undefined : { kind: 'not-released', reason };
    }

    /** From here on the server may have the whole mail. */
    function release(): void {
      released = true;
      limit(limits.replyTimeoutMs, 'no reply after the last byte');
      const next =
        server.extensions.has('PIPELINING') && !signal?.aborted ? transmission.next?.() : undefined;
      const form = next && wireFormOf(next.bytes);
      if (!next || !form || whyImpossible(server, next, form)) return conversation.say(END_OF_MAIL, 1);
      const commands = envelopeCommands(server, next, form);
      onBegun({ envelope: next, form });
      conversation.say(END_OF_MAIL + commands.join(''), 1 + commands.length);
    }
  });
}

function envelopeCommands(
  { extensions }: ServerAbilities,
  { envelopeFrom, recipient, bytes }: Envelope,
  { hasHighBytes }: WireForm,
): string[] {
  const size = extensions.has('SIZE') ? ` SIZE=${bytes.length}` : '';
  const body = hasHighBytes && extensions.has('8BITMIME') ? ' BODY=8BITMIME' : '';
  const utf8 = isAscii(envelopeFrom) && isAscii(recipient) ? '' : ' SMTPUTF8';
  return [`MAIL FROM:<${envelopeFrom}>${utf8}${body}${size}\r\n`, `RCPT TO:<${recipient}>\r\n`, 'DATA\r\n'];
}

/** A reply to the dot: only a whole 2xx says that the mail was taken, only a whole 4xx or 5xx that it was not. */
function verdictOfReply(reply: SmtpReply): Outcome {
  if (reply.code >= 400) return refusalOf(reply);
  if (reply.code >= 300) return { kind: 'uncertain', reason: `no answer to a mail: ${reply.text}` };
  return { kind: 'sent', reply: reply.text };
}

function refusalOf(reply: SmtpReply): Outcome {
  if (reply.code >= 500) return { kind: 'rejected', reply };
  if (reply.code >= 400) return { kind: 'retry', reason: reply.text, reply };
  return { kind: 'retry', reason: `not the answer to this command: ${reply.text}` };
}

/**
 * What the server cannot take is not tried: RFC 1870 (SIZE), RFC 6531 (SMTPUTF8), RFC 6152 (8BITMIME); nor what would not stay
 * one command.
 */
function whyImpossible(
  { extensions, maxSize }: ServerAbilities,
  { envelopeFrom, recipient, bytes }: Envelope,
  { hasHighBytes }: WireForm,
): SmtpReply | undefined {
  const refuse = (code: number, enhanced: string, what: string): SmtpReply => ({
    code,
    enhanced,
    text: `${code} ${enhanced} ${what} (found before sending)`,
  });
  if (NOT_IN_A_PATH.test(envelopeFrom) || NOT_IN_A_PATH.test(recipient) || recipient === '') {
    return refuse(553, '5.1.3', 'the address cannot stand in a command');
  }
  if (maxSize > 0 && bytes.length > maxSize) {
    return refuse(552, '5.3.4', `the mail has ${bytes.length} octets and the server takes ${maxSize}`);
  }
  const international = !isAscii(envelopeFrom) || !isAscii(recipient);
  if (international && !extensions.has('SMTPUTF8')) {
    return refuse(553, '5.6.7', 'the address is not ASCII and the server has no SMTPUTF8');
  }
  if (hasHighBytes && !extensions.has('8BITMIME')) {
    return refuse(554, '5.6.3', 'the mail has 8-bit bytes and the server has no 8BITMIME');
  }
  return undefined;
}

function isSame(one: Envelope, other: Envelope): boolean {
  return (
    one.envelopeFrom === other.envelopeFrom && one.recipient === other.recipient && one.bytes === other.bytes
  );
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text);
}

/** What would end the path, or the command. */
// eslint-disable-next-line no-control-regex
const NOT_IN_A_PATH = /[\u0000-\u001f\u007f<>]/;
/** The last line of every mail: the byte that was held back is in it. */
const END_OF_MAIL = '.\r\n';
const QUIT_TIMEOUT_MS = 2000;
/**
 * Turns of the event loop: a fence that answers without waiting, as the embedded database does, leaves the network no time
 * to tell of its own; the first turn brings what lay there, the others what that caused.
 */
const TURNS_TO_HEAR = 3;
/** An older answer of the fence lets nothing go. */
const MAX_FENCE_AGE_MS = 30_000;
