import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const read = (oauth: string, environment: Record<string, string> = {}) =>
  readConfig(
    `
business: { name: Maryam's Bakery }
mailboxes:
  - address: hello@bakery.example
    imap: { host: imap.bakery.example }
    smtp: { host: smtp.bakery.example }
    oauth: ${oauth}
`,
    '/etc/wafa.yaml',
    environment,
  ).mailboxes[0]?.oauth;

describe('the oauth settings of a mailbox', () => {
  it('need no more than a provider and a client id', () => {
    expect(read('{ provider: google, clientId: bakery }')).toEqual({
      provider: 'google',
      clientId: 'bakery',
      tenant: 'common',
      scopes: [],
    });
  });

  it('take the client secret from where secrets are', () => {
    const oauth = read('{ provider: google, clientId: bakery, clientSecret: "env:GOOGLE" }', {
      GOOGLE: 'flour',
    });
    expect(oauth?.clientSecret).toBe('flour');
  });

  it('let another provider name its endpoints, encrypted or on this machine', () => {
    expect(read('{ provider: other, clientId: x, issuer: "https://id.bakery.example" }')?.issuer).toBe(
      'https://id.bakery.example',
    );
    const endpoints =
      '{ provider: other, clientId: x, tokenEndpoint: "http://127.0.0.1:1/t", deviceEndpoint: "https://a.example/d" }';
    expect(read(endpoints)?.tokenEndpoint).toBe('http://127.0.0.1:1/t');
  });

  it.each([
    ['{ provider: yahoo, clientId: x }', 'oauth.provider: must be one of google, microsoft, other'],
    ['{ provider: google }', 'oauth.clientId: is missing'],
    ['{ provider: other, clientId: x }', 'oauth.issuer: is missing; give it, or tokenEndpoint with'],
    [
      '{ provider: other, clientId: x, tokenEndpoint: "https://id.example/token" }',
      'oauth.authorizationEndpoint: is missing; give it, or deviceEndpoint',
    ],
    [
      '{ provider: other, clientId: x, issuer: "http://id.example" }',
      'oauth.issuer: not an https:// address',
    ],
    ['{ provider: other, clientId: x, issuer: "http://127.0.0.1.evil.example" }', 'not an https:// address'],
    [
      '{ provider: google, clientId: x, issuer: "https://id.example" }',
      'oauth.issuer: is only for provider: other',
    ],
    ['{ provider: microsoft, clientId: x, tenant: "a/b" }', 'oauth.tenant: not a tenant'],
    ['{ provider: google, clientId: x, scopes: ["two words"] }', 'oauth.scopes.0: not a scope'],
  ])('say what is wrong with %s', (oauth, words) => {
    expect(() => read(oauth)).toThrow(words);
  });
});
