import { describe, expect, it } from 'vitest';
import type { OAuthSettings } from '../../../src/config/schema.ts';
import { openOAuthClient } from '../../../src/mailbox/oauth/oauth-client.ts';
import { oauthProvider } from '../../../src/mailbox/oauth/provider.ts';

const settings = (changes: Partial<OAuthSettings>): OAuthSettings => ({
  provider: 'google',
  clientId: 'bakery',
  tenant: 'common',
  scopes: [],
  ...changes,
});

describe('oauthProvider', () => {
  it('asks Google for mail and lasting access, with PKCE, state and nonce', async () => {
    const client = openOAuthClient(settings({}));
    const { url, state } = await client.askConsent('http://127.0.0.1:4090/wafa', 'hello@bakery.example');
    const asked = new URL(url);
    expect(asked.origin + asked.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'bakery',
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1:4090/wafa',
      scope: 'https://mail.google.com/ openid email',
      access_type: 'offline',
      prompt: 'consent',
      code_challenge_method: 'S256',
      login_hint: 'hello@bakery.example',
      state,
    });
    expect(asked.searchParams.get('nonce')).toMatch(/.{20}/);
    expect(asked.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    const again = await client.askConsent('http://127.0.0.1:4090/wafa', 'hello@bakery.example');
    expect(again.state).not.toBe(state);
  });

  it('finds Microsoft at the tenant, and asks for reading, sending and lasting access', () => {
    const microsoft = oauthProvider(settings({ provider: 'microsoft', tenant: 'bakery.example' }));
    expect(microsoft.server).toEqual({ discover: 'https://login.microsoftonline.com/bakery.example/v2.0' });
    expect(microsoft.scopes).toEqual(
      expect.arrayContaining([
        'https://outlook.office.com/IMAP.AccessAsUser.All',
        'https://outlook.office.com/SMTP.Send',
        'offline_access',
      ]),
    );
    expect(microsoft.redirectHost).toBe('localhost');
  });

  it('asks for the scopes that are configured instead', () => {
    expect(oauthProvider(settings({ scopes: ['mail'] })).scopes).toEqual(['mail']);
  });
});
