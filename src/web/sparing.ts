/**
 * The same work, done sparingly: what took long is answered from the last time for a while, so that it never takes more
 * than a fiftieth of the time however often it is asked for; who asks while it is done waits for the same answer. Work
 * that is quick is always done anew. A failure is nobody's answer but of those who waited for it. `now` in milliseconds.
 */
export function sparing<T>(
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let running: Promise<T> | undefined;
  let last: { answer: T; freshUntil: number } | undefined;
  const run = async () => {
    const startedAt = now();
    const answer = await work();
    const took = now() - startedAt;
    const keepMs = took <= QUICK_MS ? 0 : Math.min(MAX_AGE_MS, took * KEEP_FACTOR);
    last = { answer, freshUntil: now() + keepMs };
    return answer;
  };
  return () => {
    if (last && now() < last.freshUntil) return Promise.resolve(last.answer);
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}

const QUICK_MS = 250;
const KEEP_FACTOR = 50;
const MAX_AGE_MS = 60_000;
