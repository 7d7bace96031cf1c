import { setTimeout as pause } from 'node:timers/promises';

/** The story did not go as told: something did not happen in time, or should not have; the message says what. */
export class NotAsTold extends Error {
  override readonly name = 'NotAsTold';
}

export interface Wait {
  /** What is waited for, so that "not seen within 20 s: ..." is a sentence. */
  what: string;
  limitMs: number;
  /** Ends the wait; its reason is thrown. */
  signal: AbortSignal;
  /** Between two looks; short unless told, for steps that are measured. */
  everyMs?: number;
}

const LOOK_EVERY_MS = 15;

/** Looks again and again until `look` answers something; throws NotAsTold after the limit. */
export async function waitUntil<T>(
  look: () => T | undefined | Promise<T | undefined>,
  { what, limitMs, signal, everyMs = LOOK_EVERY_MS }: Wait,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > end) {
      throw new NotAsTold(`not seen within ${Math.round(limitMs / 1000)} s: ${what}`);
    }
    await pause(everyMs);
  }
}
