import {
  type Envelope,
  type MailSender,
  type Outcome,
  parseReply,
  SenderError,
  type Session,
  type SmtpReply,
  type Transmission,
} from '../../src/outbox/mail-sender.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What one server took. */
export interface AcceptedMail {
  /** No angle brackets. */
  messageId: string;
  recipient: string;
  envelopeFrom: string;
  at: number;
}

/** The server that mail is handed to. It keeps what it took, also of a process that did not live to hear of it. */
export class SimulatedSmtpServer {
  readonly world: World;
  readonly accepted: AcceptedMail[] = [];

  constructor(world: World) {
    this.world = world;
  }

  /** Its counterpart in a process; behaves as smtp-sender.ts does, without a line between. */
  senderOf(process: SimulatedProcess): MailSender {
    const { world } = this;
    return {
      open: async (signal) => {
        await world.point(process, 'smtp connect');
        if (signal?.aborted) throw new SenderError('given up', 'connection');
        if (world.random.chance(world.faults.refusedConnection / 4)) {
          world.note('the SMTP server refuses the connection');
          throw new SenderError('no connection', world.random.pick(['connection', 'login'] as const));
        }
        return this.#session(process);
      },
    };
  }

  #session(process: SimulatedProcess): Session {
    let isUsable = true;
    let begun: Envelope | undefined;
    return {
      isUsable: () => isUsable,
      transmit: async (transmission) => {
        if (begun !== undefined && begun.recipient !== transmission.recipient)
          throw new Error('another mail was handed over than the one that was announced');
        begun = undefined;
        const outcome = await this.#transmit(process, {
          ...transmission,
          // A server that takes commands together, most of the time.
          next: () => {
            begun = this.world.random.chance(0.8) ? transmission.next?.() : undefined;
            return begun;
          },
        });
        isUsable = outcome.kind === 'sent';
        this.world.note(`${process.name} smtp outcome: ${outcome.kind}`);
        return outcome;
      },
      close: () => {
        isUsable = false;
      },
    };
  }

  async #transmit(process: SimulatedProcess, transmission: Transmission): Promise<Outcome> {
    const { world } = this;
    const { faults, random } = world;
    await world.point(process, 'smtp envelope');
    if (random.chance(faults.beforeLastByte)) return this.#refusedBefore();
    await world.point(process, 'smtp all but the last byte');
    const askedAt = world.now;
    const yes = await transmission.fence().catch(() => false);
    await world.point(process, 'smtp after the fence');
    if (!yes || world.now - askedAt > MAX_FENCE_AGE_MS)
      return { kind: 'not-released', reason: 'the fence said no' };
    // From here on it is on its way, whatever becomes of the process.
    return this.#afterLastByte(process, transmission);
  }

  #refusedBefore(): Outcome {
    const { random } = this.world;
    if (random.chance(0.4)) return { kind: 'retry', reason: 'the connection broke off' };
    if (random.chance(0.7))
      return { kind: 'retry', reason: 'later', reply: reply('451 4.7.1 later, please') };
    return {
      kind: 'rejected',
      reply: reply(random.pick(['550 5.1.1 no such user', '554 5.7.1 not this one'])),
    };
  }

  async #afterLastByte(process: SimulatedProcess, transmission: Transmission): Promise<Outcome> {
    const { world } = this;
    const { faults, random } = world;
    const fate = random.chance(faults.afterLastByte)
      ? random.pick([
          'lost',
          'accepted unheard',
          'accepted late',
          'deferred',
          'refused',
          'unknown user',
        ] as const)
      : 'accepted';
    world.note(`${process.name} the last byte leaves: ${fate}`);
    if (transmission.next?.() !== undefined) world.note('... and the envelope of the next mail with it');
    if (fate.startsWith('accepted')) {
      const lateMs = fate === 'accepted late' ? random.between(60_000, MAX_REPLY_MS) : random.between(0, 100);
      world.at(lateMs, () => this.#accept(transmission));
      await wait(world, lateMs, process);
    }
    await world.point(process, 'smtp reply');
    if (fate === 'accepted') return { kind: 'sent', reply: '250 2.0.0 taken' };
    if (fate === 'deferred')
      return { kind: 'retry', reason: 'later', reply: reply('452 4.2.2 mailbox full') };
    if (fate === 'refused') return { kind: 'rejected', reply: reply('554 5.6.0 not this one') };
    if (fate === 'unknown user') return { kind: 'rejected', reply: reply('550 5.1.1 no such user') };
    return { kind: 'uncertain', reason: 'no reply after the last byte' };
  }

  #accept({ bytes, recipient, envelopeFrom }: Transmission): void {
    const messageId = /^message-id:\s*<([^>]+)>/im.exec(bytes.toString('latin1'))?.[1] ?? '';
    this.world.note(`the server takes a mail for ${recipient}`);
    this.accepted.push({ messageId, recipient, envelopeFrom, at: this.world.now });
  }
}

/** As in smtp-session.ts. */
const MAX_FENCE_AGE_MS = 30_000;
/** RFC 5321 4.5.3.2.6. */
const MAX_REPLY_MS = 600_000;

function wait(world: World, milliseconds: number, process: SimulatedProcess): Promise<void> {
  return new Promise((resolve) => {
    world.at(milliseconds, resolve, process);
  });
}

function reply(text: string): SmtpReply {
  const read = parseReply(text);
  if (!read) throw new Error(`not a reply: ${text}`);
  return read;
}
