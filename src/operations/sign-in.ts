import type { OAuthSettings } from '../config/schema.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { type IssuedTokens, openOAuthClient } from '../mailbox/oauth/oauth-client.ts';
import { OAuthFailure, type OAuthProblem } from '../mailbox/oauth/oauth-failure.ts';
import { oauthProvider } from '../mailbox/oauth/provider.ts';
import { signInByBrowser } from '../mailbox/oauth/sign-in-by-browser.ts';

export interface SignInOptions {
  /** With a code for any browser (RFC 8628) instead of a redirect to this machine. */
  device: boolean;
  /** For the redirect; 0 is any free one. */
  port: number;
  /** Lines that the person types. */
  typed?: AsyncIterable<string>;
  /** What the person has to know now. */
  say: (words: string) => void;
}

/**
 * Leads a person through a sign-in for `account` and answers the tokens, which are kept by nobody yet. Throws a WafaError that says
 * what to do when the person declines, the registration is wrong, or the provider gives no lasting access.
 */
export async function signInWithOAuth(
  settings: OAuthSettings,
  account: string,
  options: SignInOptions,
): Promise<IssuedTokens & { refreshToken: string }> {
  const provider = oauthProvider(settings);
  try {
    const tokens = await (options.device
      ? byDevice(settings, options)
      : byBrowser(settings, account, options));
    const { refreshToken } = tokens;
    if (refreshToken !== undefined) return { ...tokens, refreshToken };
  } catch (error) {
    if (error instanceof OAuthFailure) throw refusal(provider.name, error);
    throw error;
  }
  throw new WafaError(`${provider.name} gave access for once only, not for good`, {
    hint: 'it sent no refresh token: add the scope that asks for one (often offline_access) to oauth.scopes',
    exitCode: ExitCode.configuration,
  });
}

function byBrowser(settings: OAuthSettings, account: string, options: SignInOptions): Promise<IssuedTokens> {
  const { port, typed, say } = options;
  return signInByBrowser({
    client: openOAuthClient(settings),
    provider: oauthProvider(settings),
    loginHint: account,
    port,
    onUrl: (url) =>
      say(
        `Open this address in a browser and sign in as ${account}:\n\n  ${url}\n\nIs the browser on another machine? Its last page will not load: paste the address of that page here.`,
      ),
    ...(typed ? { typed } : {}),
    onStray: () =>
      say('That is not the address of the last page; it begins with http:// and holds code= and state='),
  });
}

async function byDevice(settings: OAuthSettings, { say }: SignInOptions): Promise<IssuedTokens> {
  const { name, noDeviceCode } = oauthProvider(settings);
  if (noDeviceCode !== undefined) {
    throw new WafaError(noDeviceCode, {
      hint: 'leave --device away: the address can be opened in the browser of any machine',
      exitCode: ExitCode.usage,
    });
  }
  const request = await openOAuthClient(settings).askDeviceCode();
  const minutes = Math.round(request.expiresInMs / 60_000);
  say(
    `Open ${request.url} in any browser and type this code within ${minutes} minutes:\n\n  ${request.userCode}\n\nWaiting for ${name} ...`,
  );
  return request.finish(new AbortController().signal);
}

function refusal(provider: string, failure: OAuthFailure): WafaError {
  const { says, hint, exitCode } = EXPLANATIONS[failure.problem];
  return new WafaError(`${says(provider)}: ${failure.message}`, { hint, exitCode, cause: failure });
}

const MISCONFIGURED = {
  says: (provider: string) => `${provider} does not accept this registration or what it asks for`,
  hint: 'check oauth.clientId, oauth.clientSecret and the redirect address of the registration (docs/signing-in.md)',
  exitCode: ExitCode.configuration,
};

const EXPLANATIONS: Record<
  OAuthProblem,
  { says: (provider: string) => string; hint: string; exitCode: number }
> = {
  misconfigured: MISCONFIGURED,
  withdrawn: MISCONFIGURED,
  declined: {
    says: () => 'nobody signed in',
    hint: 'nothing was stored; run the command again to try once more',
    exitCode: ExitCode.failed,
  },
  throttled: {
    says: (provider) => `${provider} asks to slow down`,
    hint: 'wait some minutes and run the command again',
    exitCode: ExitCode.connection,
  },
  unreachable: {
    says: (provider) => `${provider} cannot be reached`,
    hint: 'check the network, and oauth.issuer or the endpoints where you gave them',
    exitCode: ExitCode.connection,
  },
};
