import { Readable } from 'node:stream';

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
  #offset = 0;
  #asked = false;

  constructor(bytes: Buffer, fence: () => Promise<boolean>) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#bytes = bytes;
    this.#fence = fence;
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
    // A connection that died meanwhile took the stream with it: nothing was or will be let go.
    if (this.destroyed) return;
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
export const MAX_FENCE_AGE_MS = 30_000;
