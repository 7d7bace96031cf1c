/** Tells the time. Only `schedule/` and `app.ts` hold one; everything else is given `now`. */
export interface Clock {
  now(): Promise<Date>;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Promise.resolve(new Date()) };

/** A clock that a demo or a test moves on by hand. It never goes back. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
}

/** `inner`, plus whatever it was advanced by. */
export function movableClock(inner: Clock): MovableClock {
  let offsetMs = 0;
  return {
    now: async () => new Date((await inner.now()).getTime() + offsetMs),
    advance(milliseconds) {
      if (milliseconds < 0) throw new RangeError('a movable clock only moves on');
      offsetMs += milliseconds;
    },
  };
}

/**
 * Resolves after `milliseconds` (at once when that time is over already), or when `signal` aborts; never rejects, never keeps
 * the process alive.
 */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal?.addEventListener('abort', done, { once: true });
  });
}
