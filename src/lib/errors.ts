/**
 * An error that a person is meant to read: what happened, and what to do about it. Anything else that is thrown is
 * a bug and is shown with its stack.
 */
export class WafaError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;

  /** `exitCode`: one of `ExitCode`; 1 unless told. */
  constructor(message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WafaError';
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? ExitCode.failed;
  }
}

/** What the process answers to the shell; documented in docs/command-line.md. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  database: 4,
  connection: 5,
  locked: 6,
} as const;

/** One line about an unknown thrown value, with the chain of its causes; none says again what was said. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current !== undefined && current !== null && depth < MAX_CAUSES; depth++) {
    const message = messageOf(current);
    if (message && !parts.some((part) => part.includes(message))) parts.push(message);
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(': ') || 'unknown error';
}

const MAX_CAUSES = 5;

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (error instanceof Error) return error.message || codeOf(error) || error.name;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** The `code` of a Node.js, Postgres or nodemailer error, or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
