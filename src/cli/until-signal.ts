/**
 * Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once, as people expect. Does not keep the
 * process alive by itself. One press of Ctrl-C can arrive twice, from the terminal and passed on by the launcher or
 * npx: what comes within `SAME_PRESS_MS` is the same press.
 */
export function abortOnSignal(): AbortSignal {
  const ending = new AbortController();
  let firstAt: number | undefined;
  const end = () => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > SAME_PRESS_MS) process.exit(FORCED);
    ending.abort();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return ending.signal;
}

/** Resolves when `signal` aborts, by default at the first Ctrl-C or SIGTERM; keeps the process alive until then. */
export function untilSignal(signal: AbortSignal = abortOnSignal()): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // The listeners alone do not keep a process alive.
    const alive = setInterval(() => {}, KEEP_ALIVE_MS);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });
}

const SAME_PRESS_MS = 500;
const KEEP_ALIVE_MS = 3_600_000;
const FORCED = 130;
