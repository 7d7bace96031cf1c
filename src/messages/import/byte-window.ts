/** The bytes of a stream between what is done with and what has come so far, addressed by their place in the stream. */
export interface ByteWindow {
  /** Place of the first byte that is still held. */
  readonly start: number;
  /** Place after the last byte that has come. */
  readonly end: number;
  readonly ended: boolean;
  /** Waits for more; false at the end of the stream. */
  fill(): Promise<boolean>;
  /** Waits until the bytes up to `place` are here, or the stream has ended. */
  fillTo(place: number): Promise<void>;
  /** Bytes before `place` are no longer needed. */
  dropBefore(place: number): void;
  /** A view that holds until the next `fill` or `dropBefore`. */
  slice(from: number, to: number): Buffer;
  /** Place of `bytes` from `from` on among what has come, or -1. */
  indexOf(bytes: string, from: number): number;
  byteAt(place: number): number | undefined;
  /** Lets the stream go before its end. */
  close(): Promise<void>;
}

const FIRST_CAPACITY = 1 << 22;

/** A window over `chunks`, whose first byte has the place `at`. Memory follows the bytes held, not the stream. */
export function openByteWindow(chunks: AsyncIterable<Uint8Array>, at = 0): ByteWindow {
  const source = chunks[Symbol.asyncIterator]();
  let memory = Buffer.allocUnsafe(FIRST_CAPACITY);
  let first = 0;
  let last = 0;
  let start = at;
  let ended = false;

  function append(chunk: Uint8Array): void {
    const held = last - first;
    if (last + chunk.length > memory.length) {
      const needed = held + chunk.length;
      // Moved within the same memory while that is cheap; more for a large mail, and back to little after it.
      const fits = needed <= memory.length && held * 2 <= memory.length;
      const wasteful = memory.length > FIRST_CAPACITY && needed * 8 < memory.length;
      const capacity = Math.max(FIRST_CAPACITY, needed * 2);
      const target = fits && !wasteful ? memory : Buffer.allocUnsafe(capacity);
      memory.copy(target, 0, first, last);
      memory = target;
      first = 0;
      last = held;
    }
    memory.set(chunk, last);
    last += chunk.length;
  }

  async function fill(): Promise<boolean> {
    if (ended) return false;
    const next = await source.next();
    if (next.done) ended = true;
    else append(next.value);
    return !ended;
  }

  return {
    get start() {
      return start;
    },
    get end() {
      return start + last - first;
    },
    get ended() {
      return ended;
    },
    fill,
    async fillTo(place) {
      for (;;) if (start + last - first >= place || !(await fill())) return;
    },
    dropBefore(place) {
      const count = Math.min(Math.max(0, place - start), last - first);
      first += count;
      start += count;
    },
    slice: (from, to) =>
      memory.subarray(first + Math.max(0, from - start), Math.min(last, first + to - start)),
    indexOf(bytes, from) {
      const found = memory.subarray(first, last).indexOf(bytes, Math.max(0, from - start), 'latin1');
      return found < 0 ? -1 : start + found;
    },
    byteAt: (place) =>
      place < start || place >= start + last - first ? undefined : memory[first + place - start],
    async close() {
      await source.return?.();
    },
  };
}
