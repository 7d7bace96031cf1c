import type { ParsePool } from '../messages/workers/parse-pool.ts';
import type { StageHealth } from '../schedule/lane.ts';

/** What the server needs beside the workspace. */
export interface WebParts {
  /** The secret of the command line, from daemon.json. */
  operationsToken: string;
  stages: () => StageHealth[];
  /** Something was changed by a person: look now. */
  nudge(): void;
  /** Reads raw mail that somebody wants to see as it came. */
  pool: Pick<ParsePool, 'read'>;
}
