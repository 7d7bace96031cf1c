import type { z } from 'zod';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';

/**
 * One thing that can be asked of Wafa: by the command line directly, by the command line through a running daemon, and
 * by the API. Takes and gives plain JSON.
 */
export interface Operation {
  name: string;
  perform(workspace: Workspace, input: unknown, actor: string): Promise<unknown>;
}

/** Makes an operation whose input is checked against `input` first. */
export function operation<Input, Output>(
  name: string,
  input: z.ZodType<Input>,
  run: (workspace: Workspace, input: Input, actor: string) => Promise<Output>,
): Operation {
  return {
    name,
    async perform(workspace, given, actor) {
      const checked = input.safeParse(given);
      if (!checked.success) {
        const problems = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
        throw new WafaError(`${name} cannot be done so: ${problems.join('; ')}`, {
          exitCode: ExitCode.usage,
        });
      }
      return run(workspace, checked.data, actor);
    },
  };
}
