import type { FailureClass } from './mailbox.ts';

/** How often a login must be refused, and for how long, before a person is told that the password is wrong. */
const WRONG_LOGIN_FAILURES = 5;
const WRONG_LOGIN_AFTER_MS = 10 * 60_000;

const FIRST_DELAY_MS = 2000;
const GROWTH = 1.5;
const MAX_DELAY_MS = 5 * 60_000;

/** How often it is looked whether a person has signed in: only the database is asked. */
const SIGN_IN_LOOK_MS = 10_000;

/** A server that asks for patience is not asked again at once. */
const LEAST_DELAY_MS: Record<FailureClass, number> = {
  auth: FIRST_DELAY_MS,
  capacity: 15_000,
  throttle: 60_000,
  network: FIRST_DELAY_MS,
  protocol: FIRST_DELAY_MS,
  'missing-folder': 15_000,
  'sign-in': SIGN_IN_LOOK_MS,
};

/**
 * How long to wait after the `failures`-th failure in a row (from 1): 2 s, half as much again each time, at most five
 * minutes. `random` (0 to 1) takes off up to a quarter, so that many mailboxes do not come back at the same moment.
 */
export function retryDelayMs(failures: number, failureClass: FailureClass, random: number): number {
  if (failureClass === 'sign-in') return SIGN_IN_LOOK_MS;
  const grown = FIRST_DELAY_MS * GROWTH ** Math.max(0, failures - 1);
  const delay = Math.min(MAX_DELAY_MS, Math.max(grown, LEAST_DELAY_MS[failureClass]));
  return Math.round(delay * (1 - 0.25 * random));
}

/**
 * Whether to call the login wrong: not at the first refusal, for a full server ("too many connections") or a hiccup at
 * the provider looks the same.
 */
export function isLoginWrong(refusals: number, firstAt: Date, now: Date): boolean {
  return refusals >= WRONG_LOGIN_FAILURES && now.getTime() - firstAt.getTime() >= WRONG_LOGIN_AFTER_MS;
}
