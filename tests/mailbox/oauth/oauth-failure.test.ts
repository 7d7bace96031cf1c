import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { openOAuthClient } from '../../../src/mailbox/oauth/oauth-client.ts';
import { OAuthFailure } from '../../../src/mailbox/oauth/oauth-failure.ts';
import { listenOnLoopback } from '../../support/network.ts';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** What a refresh comes to when the token endpoint answers so. */
async function refreshWith(status: number, type: string, body: string): Promise<OAuthFailure> {
  server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
  });
  const tokenEndpoint = `http://127.0.0.1:${await listenOnLoopback(server)}/token`;
  const settings = {
    provider: 'other',
    clientId: 'x',
    tenant: 'common',
    scopes: ['mail'],
    tokenEndpoint,
  } as const;
  const failure: unknown = await openOAuthClient({ ...settings, scopes: ['mail'] })
    .refresh('refresh')
    .catch((error: unknown) => error);
  if (failure instanceof OAuthFailure) return failure;
  throw new Error('it did not fail as it should', { cause: failure });
}

const JSON_TYPE = 'application/json';
const error = (name: string, words = '') => JSON.stringify({ error: name, error_description: words });

describe('a provider that gives no tokens', () => {
  it.each([
    [400, JSON_TYPE, error('invalid_grant', 'AADSTS70000:\r\n The grant\twas revoked'), 'withdrawn'],
    [400, JSON_TYPE, error('interaction_required'), 'withdrawn'],
    [400, JSON_TYPE, error('access_denied'), 'declined'],
    [401, JSON_TYPE, error('invalid_client'), 'misconfigured'],
    [400, JSON_TYPE, error('invalid_scope'), 'misconfigured'],
    [400, JSON_TYPE, error('temporarily_unavailable'), 'unreachable'],
    [429, JSON_TYPE, error('too_many'), 'throttled'],
    [429, 'text/html', '<h1>Too many</h1>', 'throttled'],
    [502, 'text/html', '<h1>Bad gateway</h1>', 'unreachable'],
    [302, 'text/html', '', 'unreachable'],
    [200, JSON_TYPE, '{"access_token":', 'misconfigured'],
    [200, JSON_TYPE, '{"token_type":"Bearer"}', 'misconfigured'],
    [200, JSON_TYPE, '[]', 'misconfigured'],
  ])('with %i %s %s is %4$s', async (status, type, body, problem) => {
    const failure = await refreshWith(status, type, body);
    expect(failure.problem).toBe(problem);
    expect(failure.message).not.toMatch(/\p{Cc}/u);
  });

  it('is quoted on one line, and not at length', async () => {
    const failure = await refreshWith(400, JSON_TYPE, error('invalid_grant', `no\r\n${'x'.repeat(5000)}`));
    expect(failure.message).toMatch(/^invalid_grant: no x+$/);
    expect(failure.message.length).toBeLessThan(400);
  });

  it('cannot make us follow it elsewhere', async () => {
    const failure = await refreshWith(307, 'text/html', '');
    expect(failure.problem).toBe('unreachable');
  });
});
