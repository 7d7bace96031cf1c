import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * A message whose end is held back: the bytes flow, but the stream, and with it the terminating dot, ends only when
 * `fence` has answered true. Any other answer destroys it with `refusal` set. The fence is asked when the receiving
 * side wants more after the last byte, so at most the stream buffers are still on their way.
 */
export class HeldBackMessage extends Readable {
  /** True from the moment the end was let go: from here on the server may have the whole mail. */
  released = false;
  /** Why it was not let go, once the fence has answered. */
  refusal: string | undefined;
  readonly #bytes: Buffer;
  readonly #fence: () => Promise<boolean>;
  readonly #isOpen: () => boolean;
  #offset = 0;
  #asked = false;

  /** `isOpen`: whether the other side can still take the end. */
  constructor(bytes: Buffer, fence: () => Promise<boolean>, isOpen: () => boolean) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#bytes = bytes;
    this.#fence = fence;
    this.#isOpen = isOpen;
  }

  override _read(): void {
    if (this.#offset < this.#bytes.length) {
      const chunk = this.#bytes.subarray(this.#offset, this.#offset + CHUNK_BYTES);
      this.#offset += chunk.length;
      this.push(chunk);
    } else if (!this.#asked) {
      this.#asked = true;
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    const askedAt = performance.now();
    const refusal = await this.#fence().then(
      (yes) => (yes ? undefined : 'the fence said no'),
      () => 'the fence failed',
    );
    // What the network brought while the fence was asked is heard first: a connection that died meanwhile takes the
    // stream with it, and nothing was or will be let go.
    await nextTurn();
    if (this.destroyed || !this.#isOpen()) return;
    // The process may have been stopped between the COMMIT and here, and what the fence saw may be long untrue.
    const stale = performance.now() - askedAt > MAX_FENCE_AGE_MS;
    this.refusal = refusal ?? (stale ? 'the fence answered too late' : undefined);
    if (this.refusal !== undefined) {
      this.emit('refused');
      return;
    }
    this.released = true;
    this.push(null);
  }
}

const CHUNK_BYTES = 64 * 1024;
/** An older answer of the fence lets nothing go. */
const MAX_FENCE_AGE_MS = 30_000;
