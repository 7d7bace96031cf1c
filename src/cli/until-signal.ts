/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once, as people expect. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    // The listeners alone do not keep a process alive.
    const alive = setInterval(() => {}, KEEP_ALIVE_MS);
    const first = () => {
      clearInterval(alive);
      process.once('SIGINT', () => process.exit(FORCED));
      process.once('SIGTERM', () => process.exit(FORCED));
      resolve();
    };
    process.once('SIGINT', first);
    process.once('SIGTERM', first);
  });
}

const KEEP_ALIVE_MS = 3_600_000;
const FORCED = 130;
