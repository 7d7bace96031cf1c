import { createContext, Script } from 'node:vm';
import { codeOf } from '../lib/errors.ts';

/** A pattern from the configuration may take so long on one text; some never end ("catastrophic backtracking"). */
const PATTERN_TIMEOUT_MS = 100;
/** A busy machine may give us nothing of that time. Then it is tried again with more, up to this. */
const MAX_TIMEOUT_MS = 1600;
/** Having had this part of its time, the pattern is to blame. */
const FAIR_PART = 0.9;
const MAX_MATCHES = 200;

/** A pattern that took too long. */
export class PatternTimeout extends Error {
  constructor(pattern: string) {
    super(`the pattern ${pattern} takes longer than ${PATTERN_TIMEOUT_MS} ms on this mail`);
    this.name = 'PatternTimeout';
  }
}

export interface PatternMatch {
  index: number;
  groups: Record<string, string>;
}

const sandbox = createContext({ pattern: '', flags: '', text: '', limit: MAX_MATCHES, result: '[]' });
const script = new Script(`result = JSON.stringify(
  Array.from(text.matchAll(new RegExp(pattern, flags)).take(limit), ({ index, groups }) => ({ index, groups: { ...groups } })));`);

/**
 * The matches of a configured regular expression, at most MAX_MATCHES, interrupted after PATTERN_TIMEOUT_MS of work: an
 * ordinary RegExp would hold the whole process. Throws a PatternTimeout. `flags` as for RegExp, `g` is added.
 */
export function matchWithin(pattern: string, flags: string, text: string): PatternMatch[] {
  Object.assign(sandbox, { pattern, flags: `${flags}g`, text, result: '[]' });
  for (let timeout = PATTERN_TIMEOUT_MS; !endsWithin(timeout); timeout *= 2) {
    if (timeout >= MAX_TIMEOUT_MS) throw new PatternTimeout(pattern);
  }
  return JSON.parse(String(sandbox['result'])) as PatternMatch[];

  /** False when the time ran out while others had the processor: an order must not be lost to that. */
  function endsWithin(timeout: number): boolean {
    const before = process.threadCpuUsage();
    try {
      script.runInContext(sandbox, { timeout });
      return true;
    } catch (error) {
      if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const { user, system } = process.threadCpuUsage(before);
      if ((user + system) / 1000 >= PATTERN_TIMEOUT_MS * FAIR_PART) throw new PatternTimeout(pattern);
      return false;
    }
  }
}
