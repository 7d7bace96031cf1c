const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Turns the ISO times of an operation's JSON answer back into Dates, at any depth. */
export function revive<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'string' && ISO_TIME.test(inner) ? new Date(inner) : inner,
  ) as T;
}
