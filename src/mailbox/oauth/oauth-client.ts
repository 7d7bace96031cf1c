import * as openid from 'openid-client';
import type { OAuthSettings } from '../../config/schema.ts';
import { toOAuthFailure } from './oauth-failure.ts';
import { oauthProvider } from './provider.ts';

/** Tokens as a provider gave them. */
export interface IssuedTokens {
  accessToken: string;
  /** Undefined: the one before stays good (RFC 6749, 6). */
  refreshToken: string | undefined;
  /** How long the access token lives. */
  livesMs: number;
  /** Who signed in, by the ID token; undefined when it does not say. */
  account: string | undefined;
}

/** A person's consent that is being asked for. */
interface ConsentRequest {
  /** Where the person agrees. */
  url: string;
  state: string;
  /** Takes the address that the person's browser was sent to; checks state and nonce, and trades the code for tokens. */
  finish(redirectedTo: URL): Promise<IssuedTokens>;
}

/** A code that a person types into any browser (RFC 8628). */
interface DeviceRequest {
  userCode: string;
  url: string;
  expiresInMs: number;
  /** Asks the provider again and again until the person agreed. */
  finish(signal: AbortSignal): Promise<IssuedTokens>;
}

/** The provider's side of one mailbox; everything rejects with an OAuthFailure. */
export interface OAuthClient {
  /** Authorisation code with PKCE (RFC 7636, S256). */
  askConsent(redirectUri: string, loginHint: string): Promise<ConsentRequest>;
  askDeviceCode(): Promise<DeviceRequest>;
  refresh(refreshToken: string): Promise<IssuedTokens>;
}

const REQUEST_TIMEOUT_SECONDS = 10;
/** RFC 6749 5.1 lets a provider keep it to itself; an hour is usual. */
const USUAL_LIFE_SECONDS = 3600;

/** The only user of openid-client. What the provider says of itself is asked for once. */
export function openOAuthClient(settings: OAuthSettings): OAuthClient {
  const provider = oauthProvider(settings);
  const scope = provider.scopes.join(' ');
  const identifies = provider.scopes.includes('openid');
  let known: Promise<openid.Configuration> | undefined;
  const configuration = () => {
    known ??= configure(settings).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  return {
    askConsent: (redirectUri, loginHint) =>
      orFailure(async () => {
        const config = await configuration();
        const pkceCodeVerifier = openid.randomPKCECodeVerifier();
        const state = openid.randomState();
        const nonce = identifies ? openid.randomNonce() : undefined;
        const url = openid.buildAuthorizationUrl(config, {
          ...provider.authorizationParameters,
          redirect_uri: redirectUri,
          scope,
          state,
          code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
          code_challenge_method: 'S256',
          login_hint: loginHint,
          ...(nonce === undefined ? {} : { nonce }),
        });
        const checks = {
          pkceCodeVerifier,
          expectedState: state,
          ...(nonce === undefined ? {} : { expectedNonce: nonce }),
        };
        return {
          url: url.href,
          state,
          finish: (redirectedTo) =>
            orFailure(async () => issued(await openid.authorizationCodeGrant(config, redirectedTo, checks))),
        };
      }),
    askDeviceCode: () =>
      orFailure(async () => {
        const config = await configuration();
        const asked = await openid.initiateDeviceAuthorization(config, { scope });
        return {
          userCode: asked.user_code,
          url: asked.verification_uri,
          expiresInMs: asked.expires_in * 1000,
          finish: (signal) =>
            orFailure(async () => {
              const ends = AbortSignal.any([signal, AbortSignal.timeout(asked.expires_in * 1000)]);
              return issued(
                await openid.pollDeviceAuthorizationGrant(config, asked, undefined, { signal: ends }),
              );
            }),
        };
      }),
    refresh: (refreshToken) =>
      orFailure(async () => issued(await openid.refreshTokenGrant(await configuration(), refreshToken))),
  };
}

async function configure(settings: OAuthSettings): Promise<openid.Configuration> {
  const { server } = oauthProvider(settings);
  const { clientId, clientSecret } = settings;
  const address = 'discover' in server ? server.discover : server.endpoints.token_endpoint;
  // The schema lets nothing but this machine be reached without TLS.
  const plain = new URL(address).protocol === 'http:' ? [openid.allowInsecureRequests] : [];
  if ('discover' in server) {
    const options = { timeout: REQUEST_TIMEOUT_SECONDS, execute: plain };
    return openid.discovery(new URL(address), clientId, clientSecret, undefined, options);
  }
  const config = new openid.Configuration({ ...server.endpoints }, clientId, clientSecret);
  config.timeout = REQUEST_TIMEOUT_SECONDS;
  for (const allow of plain) allow(config);
  return config;
}

function issued(answer: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers): IssuedTokens {
  const claims = answer.claims();
  const names = [claims?.email, claims?.preferred_username];
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    livesMs: (answer.expires_in ?? USUAL_LIFE_SECONDS) * 1000,
    account: names.find((name) => typeof name === 'string' && name.includes('@')) as string | undefined,
  };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toOAuthFailure(error);
  }
}
