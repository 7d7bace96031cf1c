import type { Context } from 'hono';

/** What went wrong, for a program (RFC 9457). */
export interface Problem {
  /** `urn:wafa:problem:KIND`; the kinds are listed in docs/api.md. */
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** Where in the request, as JSON pointers (RFC 6901). */
  errors?: { pointer: string; detail: string }[];
}

const KINDS = {
  'not-valid': [400, 'The request is not valid'],
  'no-key': [401, 'A key is needed'],
  'not-allowed': [403, 'Not allowed from here'],
  'not-found': [404, 'There is no such thing'],
  'wrong-method': [405, 'That cannot be done to this'],
  conflict: [409, 'It conflicts with what is there'],
  erased: [409, 'This person was erased and does not come back'],
  'too-large': [413, 'The request is too large'],
  'not-json': [415, 'The request is no JSON'],
  'other-request': [422, 'This Idempotency-Key was used for another request'],
  'too-many': [429, 'Too many requests'],
  failed: [500, 'Something went wrong here'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof KINDS;

/** Thrown by whoever answers a request; becomes the answer. */
export class ApiError extends Error {
  readonly kind: ProblemKind;
  readonly errors: Problem['errors'];

  constructor(kind: ProblemKind, detail: string, errors?: Problem['errors']) {
    super(detail);
    this.name = 'ApiError';
    this.kind = kind;
    this.errors = errors;
  }
}

/** The body of a problem. */
function problemOf(kind: ProblemKind, detail?: string, errors?: Problem['errors']): Problem {
  const [status, title] = KINDS[kind];
  return {
    type: `urn:wafa:problem:${kind}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** The answer of a problem, as `application/problem+json`. */
export function problemAnswer(
  context: Context,
  kind: ProblemKind,
  detail?: string,
  errors?: Problem['errors'],
): Response {
  const [status] = KINDS[kind];
  return context.body(JSON.stringify(problemOf(kind, detail, errors)), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}
