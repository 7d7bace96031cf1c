import type { Terminal } from '../../src/lib/terminal.ts';

/** A terminal that keeps what was printed. */
export function collectingTerminal(): Terminal & { lines: string[]; errors: string[] } {
  const lines: string[] = [];
  const errors: string[] = [];
  return {
    lines,
    errors,
    line: (text = '') => void lines.push(text),
    error: (text) => void errors.push(text),
    progress: () => {},
    progressDone: () => {},
  };
}
