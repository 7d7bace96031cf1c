import type { OAuthSettings } from '../../config/schema.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';

/** What Wafa has to know of somebody who signs people in. */
export interface OAuthProvider {
  name: string;
  /** Either where it describes itself, or its endpoints. */
  server: { discover: string } | { endpoints: Endpoints };
  /** `openid` among them asks for an ID token, which a nonce is checked in. */
  scopes: readonly string[];
  /** Further parameters of the request for a person's consent. */
  authorizationParameters: Readonly<Record<string, string>>;
  /** The name of this machine in the redirect; providers compare it as text. */
  redirectHost: 'localhost' | '127.0.0.1';
  /** Why a device code cannot be used here; undefined when it can. */
  noDeviceCode: string | undefined;
}

/** Names as in RFC 8414, section 2. */
interface Endpoints {
  issuer: string;
  authorization_endpoint?: string;
  device_authorization_endpoint?: string;
  token_endpoint: string;
}

/** The provider of a mailbox's `oauth` settings. Checked against the providers' documentation in 2025. */
export function oauthProvider(settings: OAuthSettings): OAuthProvider {
  const scopesOr = (usual: readonly string[]) => (settings.scopes.length > 0 ? settings.scopes : usual);
  switch (settings.provider) {
    case 'google':
      return {
        name: 'Google',
        server: { endpoints: GOOGLE },
        scopes: scopesOr(['https://mail.google.com/', 'openid', 'email']),
        // Without both there is no refresh token when the person agreed once before.
        authorizationParameters: { access_type: 'offline', prompt: 'consent' },
        redirectHost: '127.0.0.1',
        noDeviceCode: 'Google gives device codes no access to mail',
      };
    case 'microsoft':
      return {
        name: 'Microsoft',
        server: { discover: `https://login.microsoftonline.com/${settings.tenant}/v2.0` },
        scopes: scopesOr([
          'https://outlook.office.com/IMAP.AccessAsUser.All',
          'https://outlook.office.com/SMTP.Send',
          'offline_access',
          'openid',
          'email',
        ]),
        authorizationParameters: {},
        // The only one for which any port is registered at once.
        redirectHost: 'localhost',
        noDeviceCode: undefined,
      };
    case 'other':
      return {
        name: nameOf(settings),
        server: ownServer(settings),
        scopes: scopesOr(['openid', 'email', 'offline_access']),
        authorizationParameters: {},
        redirectHost: '127.0.0.1',
        noDeviceCode: undefined,
      };
    default:
      return settings.provider satisfies never;
  }
}

const GOOGLE: Endpoints = {
  issuer: 'https://accounts.google.com',
  authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  token_endpoint: 'https://oauth2.googleapis.com/token',
};

function ownServer(settings: OAuthSettings): OAuthProvider['server'] {
  const { issuer, authorizationEndpoint, deviceEndpoint, tokenEndpoint } = settings;
  if (issuer !== undefined) return { discover: issuer };
  if (tokenEndpoint === undefined) {
    throw new WafaError('oauth names neither issuer nor tokenEndpoint', { exitCode: ExitCode.configuration });
  }
  return {
    endpoints: {
      issuer: new URL(tokenEndpoint).origin,
      token_endpoint: tokenEndpoint,
      ...(authorizationEndpoint === undefined ? {} : { authorization_endpoint: authorizationEndpoint }),
      ...(deviceEndpoint === undefined ? {} : { device_authorization_endpoint: deviceEndpoint }),
    },
  };
}

function nameOf({ issuer, tokenEndpoint }: OAuthSettings): string {
  return new URL(issuer ?? tokenEndpoint ?? 'https://provider.invalid').host;
}
