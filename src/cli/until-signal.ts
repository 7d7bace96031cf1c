/**
 * Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once, as people expect. Does not keep the
 * process alive by itself.
 */
export function abortOnSignal(): AbortSignal {
  const ending = new AbortController();
  const first = () => {
    process.off('SIGINT', first);
    process.off('SIGTERM', first);
    process.once('SIGINT', () => process.exit(FORCED));
    process.once('SIGTERM', () => process.exit(FORCED));
    ending.abort();
  };
  process.on('SIGINT', first);
  process.on('SIGTERM', first);
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

const KEEP_ALIVE_MS = 3_600_000;
const FORCED = 130;
