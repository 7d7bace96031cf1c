import type { Socket } from 'node:net';
import { describeError } from '../../lib/errors.ts';

/** The other side said too much, too little, or hung up. */
export class ConversationError extends Error {
  readonly timedOut: boolean;

  constructor(message: string, timedOut = false) {
    super(message);
    this.name = 'ConversationError';
    this.timedOut = timedOut;
  }
}

const MAX_LINE_BYTES = 8192;
const MAX_LINES = 200;
const ANSWER_TIMEOUT_MS = 8000;

/** Lines to and fro over a socket, bounded in size, number and time. */
export class LineConversation {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  #buffer = '';
  #lines = 0;
  #ended: string | undefined;
  #wake: (() => void) | undefined;
  readonly #onData = (chunk: Buffer) => {
    this.#buffer += chunk.toString('latin1');
    if (this.#buffer.length > MAX_LINE_BYTES * 8) this.#end('the server says more than anybody reads');
    this.#wake?.();
  };

  constructor(socket: Socket, timeoutMs = ANSWER_TIMEOUT_MS) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    socket.on('data', this.#onData);
    socket.once('error', (error) => this.#end(describeError(error)));
    socket.once('close', () => this.#end('the server hung up'));
  }

  say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** The next line without its end. Rejects with a ConversationError. */
  async hear(): Promise<string> {
    const until = performance.now() + this.#timeoutMs;
    for (;;) {
      const end = this.#buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, '');
        this.#buffer = this.#buffer.slice(end + 1);
        if (++this.#lines > MAX_LINES) throw new ConversationError('the server does not come to an end');
        return line;
      }
      if (this.#buffer.length > MAX_LINE_BYTES)
        throw new ConversationError('the server sends an endless line');
      if (this.#ended !== undefined) throw new ConversationError(this.#ended);
      const left = until - performance.now();
      if (left <= 0) throw new ConversationError('the server does not answer', true);
      await this.#more(left);
    }
  }

  /**
   * Stops reading, so that TLS may begin on this socket. Throws when the server said something already: whoever put
   * that there was not behind the TLS (the hole that STARTTLS had in many programs).
   */
  release(): void {
    this.#socket.off('data', this.#onData);
    if (this.#buffer !== '') throw new ConversationError('the server goes on in the clear after STARTTLS');
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#wake?.();
  }

  #more(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
