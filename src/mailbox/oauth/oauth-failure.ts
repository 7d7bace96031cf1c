import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { codeOf, describeError } from '../../lib/errors.ts';

/**
 * What became of a request to a provider. `withdrawn`: the grant is gone, a person must sign in again. `declined`: the person
 * said no, or took too long. `misconfigured`: it does not know this client, or what it asks for. `throttled` and
 * `unreachable` pass by themselves.
 */
export type OAuthProblem = 'withdrawn' | 'declined' | 'misconfigured' | 'throttled' | 'unreachable';

/** An expected failure of a provider; `message` holds its words, never a token. */
export class OAuthFailure extends Error {
  readonly problem: OAuthProblem;

  constructor(problem: OAuthProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'OAuthFailure';
    this.problem = problem;
  }
}

/** What openid-client threw, as one of ours (RFC 6749 5.2 and 4.1.2.1, RFC 8628 3.5, OpenID Connect Core 3.1.2.6). */
export function toOAuthFailure(error: unknown): OAuthFailure {
  if (error instanceof OAuthFailure) return error;
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const words = error.error_description ?? '';
    const message = `${error.error}${words === '' ? '' : `: ${plain(words)}`}`;
    const status = error instanceof ResponseBodyError ? error.status : 0;
    return new OAuthFailure(problemOf(error.error, status), message, error);
  }
  const status = statusOf(error);
  if (status === TOO_MANY_REQUESTS) return new OAuthFailure('throttled', 'it asks to slow down', error);
  const code = error instanceof ClientError ? codeOf(error) : undefined;
  // Answers that break the protocol, or a check of ours: a state, a nonce, an issuer that is not the right one.
  const broken = code !== undefined && status === undefined && /JWT|COMPARISON|INVALID|PARSE/.test(code);
  return new OAuthFailure(broken ? 'misconfigured' : 'unreachable', plain(describeError(error)), error);
}

const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;
const MAX_WORDS = 300;

function problemOf(error: string, status: number): OAuthProblem {
  if (WITHDRAWN.has(error)) return 'withdrawn';
  if (DECLINED.has(error)) return 'declined';
  if (status === TOO_MANY_REQUESTS || error === 'slow_down') return 'throttled';
  if (PASSING.has(error) || status >= SERVER_ERROR) return 'unreachable';
  return 'misconfigured';
}

const WITHDRAWN = new Set(['invalid_grant', 'interaction_required', 'login_required', 'consent_required']);
const DECLINED = new Set(['access_denied', 'authorization_declined', 'expired_token']);
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

/** Of a response that is no OAuth error, such as a proxy's page. */
function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Response ? cause.status : undefined;
}

/** On one line, and short: some providers answer with a paragraph. */
function plain(words: string): string {
  return words
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS);
}
