import type { ToolName } from '../support/tools.ts';
import type { World } from './world.ts';

/** One row of the matrix: something goes wrong on purpose, and the end must be as if it had not. */
export interface FaultCase {
  /** Its name in the matrix, such as `I7`. */
  id: string;
  injected: string;
  checked: string;
  /** Programs of the machine without which it cannot run, and then counts as failed. */
  needs: readonly ToolName[];
  /** It waits more than it works: it runs beside the others. */
  patient?: boolean;
  /** A part of the quick subset (`--quick`), which proves that the command itself works. */
  quick?: boolean;
  /** So long at most, in milliseconds. */
  limitMs?: number;
  /** Throws when the end is not what it should be. Answers figures worth printing. */
  run: (world: World) => Promise<string | undefined>;
  /** The same with a broken program in the place of ours: it must be caught, or the check is worth nothing. */
  control?: Control;
}

interface Control {
  /** What is broken. */
  broken: string;
  /** What the check must complain of. */
  caughtBy: RegExp;
  run: (world: World) => Promise<unknown>;
}

export interface CaseResult {
  id: string;
  passed: boolean;
  injected: string;
  checked: string;
  /** Figures of the run. */
  detail: string;
  /** Why it failed. */
  reason: string | null;
  /** What the broken program was caught by; null where there is none. */
  control: string | null;
  seconds: number;
}
