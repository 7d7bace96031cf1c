import { randomUUID } from 'node:crypto';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { type Clock, sleep } from '../../lib/clock.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { type Credentials, keysMissing, signInNeeded } from '../credentials.ts';
import { type FailureClass, MailboxFailure } from '../mailbox.ts';
import {
  claimRefresh,
  type Grant,
  type GrantPlace,
  markRefused,
  readGrant,
  releaseRefresh,
  storeRefreshed,
} from './grants.ts';
import type { IssuedTokens, OAuthClient } from './oauth-client.ts';
import { OAuthFailure, type OAuthProblem, toOAuthFailure } from './oauth-failure.ts';

export interface OAuthCredentialsOptions {
  db: Db;
  place: GrantPlace;
  /** The mailbox's address: a grant for another one is none. */
  address: string;
  client: OAuthClient;
  clock: Clock;
}

/** An access token is replaced so long before its end, or in the last quarter of a short life. */
const EARLY_MS = 5 * 60_000;
/** A token that is refused so soon after it was given is not refused for its age: another would be too. */
const NEW_TOKEN_MS = 60_000;
/** Longer than a request to the provider may take. */
const REFRESH_LEASE_MS = 30_000;
const WAIT_FOR_OTHERS_MS = 200;
const KEEP_ATTEMPTS = 5;
const KEEP_AGAIN_MS = 500;

/**
 * Access tokens of a mailbox that somebody signed in to (`wafa login`): refreshed before their end, and once when a server
 * refuses one, by one process at a time. When the provider takes the grant back, everything rejects with
 * `sign-in`, and the provider is left alone until a person signs in again.
 */
export function oauthCredentials(options: OAuthCredentialsOptions): Credentials {
  const inHand = new Map<string, Promise<string | undefined>>();
  /** Many connections are opened at a time: those that want the same wait for the same. */
  const token = (refused: string | undefined): Promise<string | undefined> => {
    const wanted = refused ?? '';
    const running = inHand.get(wanted) ?? findToken(options, refused).finally(() => inHand.delete(wanted));
    inHand.set(wanted, running);
    return running;
  };
  const asLogIn = (found: string | undefined) =>
    found === undefined ? undefined : ({ kind: 'token', token: found } as const);
  return {
    current: async () => asLogIn(await token(undefined)),
    after: async (refused) => asLogIn(refused.kind === 'token' ? await token(refused.token) : undefined),
  };
}

/** A good token that is not `refused`; undefined when a new one would be refused as well. */
async function findToken(
  options: OAuthCredentialsOptions,
  refused: string | undefined,
): Promise<string | undefined> {
  const { place, clock } = options;
  const owner = randomUUID();
  for (;;) {
    const grant = await inside(options, (tx) => readGrant(tx, place)).catch(keysMissing);
    requireUsable(grant, options);
    const now = await clock.now();
    if (refused === undefined ? isFresh(grant, now) : grant.accessToken !== refused) return grant.accessToken;
    if (refused !== undefined && now.getTime() - grant.issuedAt.getTime() < NEW_TOKEN_MS) return undefined;
    const lease = { owner, leaseMs: REFRESH_LEASE_MS };
    if (await inside(options, (tx) => claimRefresh(tx, place.mailbox, grant, lease))) {
      const old = await refresh(options, grant, owner, now);
      // The provider cannot be asked now, and the token is good for some minutes yet.
      if (old) return refused === undefined ? grant.accessToken : undefined;
    } else await sleep(WAIT_FOR_OTHERS_MS);
  }
}

function requireUsable(
  grant: Grant | undefined,
  { place, address }: OAuthCredentialsOptions,
): asserts grant is Grant {
  if (!grant) throw signInNeeded('nobody has signed in yet', place.mailbox);
  if (grant.refused) throw signInNeeded(grant.refused.reason, place.mailbox);
  if (canonicalAddress(grant.account) !== canonicalAddress(address))
    throw signInNeeded(`the sign-in is for ${grant.account}`, place.mailbox);
}

function isFresh(grant: Grant, now: Date): boolean {
  const life = grant.expiresAt.getTime() - grant.issuedAt.getTime();
  return now.getTime() < grant.expiresAt.getTime() - Math.min(EARLY_MS, life / 4);
}

/** Asks the provider, under the lease, and keeps its answer. True when the old token has to do. */
async function refresh(
  options: OAuthCredentialsOptions,
  grant: Grant,
  owner: string,
  now: Date,
): Promise<boolean> {
  const { place, client } = options;
  const answer = await client.refresh(grant.refreshToken).catch(toOAuthFailure);
  if (!(answer instanceof OAuthFailure)) {
    await keep(options, grant, answer);
    return false;
  }
  if (answer.problem === 'withdrawn' || answer.problem === 'declined') {
    const reason = `the provider no longer accepts the sign-in (${answer.message})`;
    await inside(options, (tx) => markRefused(tx, place.mailbox, grant, reason, now));
    return false;
  }
  await inside(options, (tx) => releaseRefresh(tx, place.mailbox, owner));
  if (now < grant.expiresAt) return true;
  throw asMailboxFailure(answer);
}

/** A refresh token that was replaced is worth nothing any more: a hiccup of the database must not lose the new one. */
async function keep(options: OAuthCredentialsOptions, grant: Grant, tokens: IssuedTokens): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const now = await options.clock.now();
      await inside(options, (tx) => storeRefreshed(tx, options.place, grant, tokens, now));
      return;
    } catch (error) {
      if (attempt === KEEP_ATTEMPTS) throw error;
      await sleep(KEEP_AGAIN_MS * attempt);
    }
  }
}

function asMailboxFailure(failure: OAuthFailure): MailboxFailure {
  const words = `the access token cannot be renewed: ${failure.message}`;
  return new MailboxFailure(CLASS_OF[failure.problem] ?? 'auth', words, { cause: failure });
}

const CLASS_OF: Partial<Record<OAuthProblem, FailureClass>> = {
  misconfigured: 'auth',
  throttled: 'throttle',
  unreachable: 'network',
};

function inside<T>({ db, place }: OAuthCredentialsOptions, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inBusiness(db, place.businessId, work);
}
