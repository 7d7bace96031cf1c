import { codeOf } from './errors.ts';

/** What commands print for people and programs; the only place that writes to the terminal. */
export interface Terminal {
  /** One line on standard output. */
  line(text?: string): void;
  /** One line on standard error. */
  error(text: string): void;
  /** Rewrites the current line when standard error is a terminal; otherwise prints at most every few seconds, and the last. */
  progress(text: string, last?: boolean): void;
  /** Ends a progress line. */
  progressDone(): void;
}

const PLAIN_PROGRESS_EVERY_MS = 5000;

/** The process's own terminal. */
export function processTerminal(): Terminal {
  let open = false;
  let lastPlain = 0;
  // Whoever read our output, as `head` does, has seen enough.
  process.stdout.once('error', (error) => {
    if (codeOf(error) === 'EPIPE') process.exit();
    throw error;
  });
  const close = () => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    line(text = '') {
      close();
      process.stdout.write(`${text}\n`);
    },
    error(text) {
      close();
      process.stderr.write(`${text}\n`);
    },
    progress(text, last = false) {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\u001b[2K${text}`);
        open = true;
      } else if (last || Date.now() - lastPlain >= PLAIN_PROGRESS_EVERY_MS) {
        lastPlain = Date.now();
        process.stderr.write(`${text}\n`);
      }
    },
    progressDone: close,
  };
}
