/** A mail that must not be parsed, or that broke the parser: it goes to quarantine with `reason`, and raw as it came. */
export class PoisonError extends Error {
  readonly reason: string;

  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(
      `the mail cannot be read: ${reason}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'PoisonError';
    this.reason = reason;
  }
}
