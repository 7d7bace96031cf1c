import { afterEach, describe, expect, it } from 'vitest';
import type { OAuthSettings } from '../../../src/config/schema.ts';
import { signInWithOAuth } from '../../../src/operations/sign-in.ts';
import {
  startTestProvider,
  type TestProvider,
  type TestProviderOptions,
} from '../../support/oauth-provider.ts';

const MARYAM = 'hello@bakery.example';

let provider: TestProvider;
afterEach(() => provider.stop());

function settingsOf(changes: Partial<OAuthSettings> = {}): OAuthSettings {
  const { issuer, clientId, clientSecret } = provider;
  return { provider: 'other', tenant: 'common', scopes: [], issuer, clientId, clientSecret, ...changes };
}

/** Signs in as a person would: `person` gets the address that is shown, and answers the one the browser ends at. */
async function byBrowser(
  person: (url: string) => Promise<unknown>,
  options: TestProviderOptions & { oauth?: () => OAuthSettings; typed?: AsyncIterable<string> } = {},
) {
  provider = await startTestProvider(options);
  const said: string[] = [];
  let acted: Promise<unknown> = Promise.resolve();
  const tokens = await signInWithOAuth((options.oauth ?? settingsOf)(), MARYAM, {
    device: false,
    port: 0,
    ...(options.typed ? { typed: options.typed } : {}),
    say: (words) => {
      said.push(words);
      const url = /https?:\S+\/authorize\S+/.exec(words)?.[0];
      if (url !== undefined) acted = person(url);
    },
  });
  await acted;
  return { tokens, said };
}

const visit = async (address: URL) => (await fetch(address)).text();
const agree = async (url: string) => visit(await provider.agree(url, MARYAM));

describe('signing in by a browser', () => {
  it('gets tokens for good, and says who signed in', async () => {
    let page = '';
    const { tokens } = await byBrowser(async (url) => {
      expect(new URL(url).searchParams.get('login_hint')).toBe(MARYAM);
      page = await agree(url);
    });
    expect(page).toContain('You may close this page');
    expect(tokens).toMatchObject({ account: MARYAM, livesMs: 3_600_000 });
    expect(provider.isActive(tokens.accessToken, MARYAM)).toBe(true);
    expect(tokens.refreshToken).toMatch(/^[\w-]{32}$/);
  });

  it('takes endpoints that are given instead of described', async () => {
    const { tokens } = await byBrowser(agree, {
      oauth: () => ({
        provider: 'other',
        tenant: 'common',
        scopes: ['mail'],
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
        authorizationEndpoint: `${provider.issuer}/authorize`,
        tokenEndpoint: `${provider.issuer}/token`,
      }),
    });
    expect(provider.isActive(tokens.accessToken, MARYAM)).toBe(true);
    expect(tokens.account).toBeUndefined();
  });

  it('goes on waiting when somebody else knocks, or brings another state', async () => {
    const { tokens } = await byBrowser(async (url) => {
      const answer = await provider.agree(url, MARYAM);
      const forged = new URL(answer);
      forged.searchParams.set('state', 'guessed');
      forged.searchParams.set('code', 'of-somebody-else');
      expect(await visit(forged)).toContain('not the answer');
      expect(await visit(new URL('/favicon.ico', answer))).toContain('not the answer');
      expect((await fetch(answer, { method: 'POST' })).status).toBe(404);
      await visit(answer);
    });
    expect(provider.isActive(tokens.accessToken)).toBe(true);
  });

  it('takes the address of a browser elsewhere, typed in', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    async function* lines() {
      yield '';
      yield 'what do I do now?';
      yield await promise;
    }
    const { tokens, said } = await byBrowser(
      async (url) => resolve((await provider.agree(url, MARYAM)).href),
      {
        typed: lines(),
      },
    );
    expect(provider.isActive(tokens.accessToken)).toBe(true);
    expect(said[1]).toContain('not the address of the last page');
  });

  it.each<[string, Parameters<typeof byBrowser>, RegExp]>([
    [
      'the person says no',
      [async (url) => visit(await provider.decline(url))],
      /nobody signed in: access_denied/,
    ],
    [
      'the ID token has another nonce',
      [agree, { wrongNonce: true }],
      /does not accept this registration.*nonce|JWT/,
    ],
    [
      'the client secret is wrong',
      [agree, { oauth: () => settingsOf({ clientSecret: 'wheat' }) }],
      /does not accept .*: invalid_client/,
    ],
    ['there is no lasting access', [agree, { onlyOnce: true }], /gave access for once only/],
    [
      'the code is used by somebody else first',
      [
        async (url) => {
          const answer = await provider.agree(url, MARYAM);
          answer.searchParams.set('code', 'spent');
          await visit(answer);
        },
      ],
      /does not accept .*: invalid_grant/,
    ],
  ])('fails when %s', async (_what, [person, options], words) => {
    await expect(byBrowser(person, options)).rejects.toThrow(words);
  });

  it('says when the provider cannot be reached', async () => {
    provider = await startTestProvider();
    await provider.stop();
    const asked = signInWithOAuth(settingsOf(), MARYAM, { device: false, port: 0, say: () => {} });
    await expect(asked).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('cannot be reached') as string,
    });
  });
});

describe('signing in by a code', () => {
  async function byDevice(person: (code: string) => void) {
    provider = await startTestProvider();
    return signInWithOAuth(settingsOf(), MARYAM, {
      device: true,
      port: 0,
      say: (words) => {
        const code = /^ {2}([0-9A-F]{8})$/m.exec(words)?.[1];
        // People take a moment: the provider is asked in vain before.
        if (code !== undefined) setTimeout(() => person(code), 1200);
      },
    });
  }

  it('waits until the person typed it somewhere', async () => {
    const tokens = await byDevice((code) => provider.approveDevice(code, MARYAM));
    expect(provider.isActive(tokens.accessToken, MARYAM)).toBe(true);
    expect(tokens.refreshToken).not.toBe('');
  });

  it('ends when the person says no', async () => {
    await expect(byDevice((code) => provider.declineDevice(code))).rejects.toThrow(
      /nobody signed in: access_denied/,
    );
  });

  it('is not tried where it gives no access to mail', async () => {
    provider = await startTestProvider();
    const google: OAuthSettings = { provider: 'google', clientId: 'x', tenant: 'common', scopes: [] };
    await expect(
      signInWithOAuth(google, MARYAM, { device: true, port: 0, say: () => {} }),
    ).rejects.toMatchObject({ exitCode: 2, hint: expect.stringContaining('leave --device away') as string });
  });
});
