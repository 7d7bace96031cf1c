import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import { backup } from './backup.ts';
import { digestPreview } from './digest-preview.ts';
import type { Operation } from './operation.ts';
import { status } from './status-operation.ts';

/** Everything that can be asked of Wafa, by the command line and by the API alike. */
export const OPERATIONS: readonly Operation[] = [status, digestPreview, backup];

/** The operation of this name. Throws a WafaError with exit code `usage`, and the nearest name, when there is none. */
export function findOperation(name: string): Operation {
  const found = OPERATIONS.find((operation) => operation.name === name);
  if (found) return found;
  const names = OPERATIONS.map((operation) => operation.name);
  const near = nearestName(name, names);
  throw new WafaError(`there is no operation "${name}"`, {
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}
