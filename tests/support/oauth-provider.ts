import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from './network.ts';

/** A provider that signs people in, on loopback: strict where real ones are, and it counts. */
export interface TestProvider {
  readonly issuer: string;
  /** RFC 7662, for Dovecot. */
  readonly introspectionUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the person's browser does: opens the address, agrees as `account`, and is sent to the answer. */
  agree(url: string, account: string): Promise<URL>;
  /** The same, but the person says no. */
  decline(url: string): Promise<URL>;
  /** A person types the code of a device in. */
  approveDevice(userCode: string, account: string): void;
  declineDevice(userCode: string): void;
  /** Tokens as if `account` had signed in. */
  signedIn(account: string): { accessToken: string; refreshToken: string; livesMs: number };
  /** All access tokens given so far are good for nothing from now on. */
  endAccessTokens(): void;
  /** The person takes the consent back. */
  withdraw(account: string): void;
  isActive(token: string, account?: string): boolean;
  /** Requests with grant_type=refresh_token, successful or not. */
  refreshes(): number;
  /** How often somebody asked whether a token is good. */
  introspections(): number;
  /** What it does to refreshes: answers late, or with an error page. */
  behave(changes: { refreshDelayMs?: number; refreshStatus?: number }): void;
  stop(): Promise<void>;
}

export interface TestProviderOptions {
  accessSeconds?: number;
  /** Each refresh token is good once, and its second use ends the sign-in (RFC 9700, 4.14). Default true. */
  rotates?: boolean;
  /** Puts another nonce into ID tokens than was asked for. */
  wrongNonce?: boolean;
  /** No refresh tokens are given out. */
  onlyOnce?: boolean;
}

interface Access {
  account: string;
  endsAt: number;
}

interface Family {
  account: string;
  current: string;
  withdrawn: boolean;
}

interface Code {
  account: string;
  redirectUri: string;
  challenge: string;
  nonce: string | undefined;
  identifies: boolean;
}

const CLIENT_ID = 'maryams-bakery';
const CLIENT_SECRET = 'rye and honey';
const DEVICE_INTERVAL_SECONDS = 1;

export async function startTestProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const { accessSeconds = 3600, rotates = true } = options;
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const access = new Map<string, Access>();
  const families = new Map<string, Family>();
  const codes = new Map<string, Code>();
  const devices = new Map<string, { userCode: string; account?: string; declined?: boolean }>();
  const counted = { refreshes: 0, introspections: 0 };
  let behaviour: { refreshDelayMs?: number; refreshStatus?: number } = {};
  const random = () => randomBytes(24).toString('base64url');

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const port = await listenOnLoopback(server);
  const issuer = `http://127.0.0.1:${port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const form = new URLSearchParams(await bodyOf(request));
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          device_authorization_endpoint: `${issuer}/device`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
      case 'GET /keys':
        return json(response, 200, { keys: [keys.publicKey.export({ format: 'jwk' })] });
      case 'GET /authorize':
        return authorize(url.searchParams, response);
      case 'POST /device':
        if (form.get('client_id') !== CLIENT_ID) return refuse(response, 'invalid_client', 401);
        return device(response);
      case 'POST /token':
        if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET)
          return refuse(response, 'invalid_client', 401);
        return token(form, response);
      case 'POST /introspect':
        return introspect(form.get('token') ?? '', response);
      default:
        response.writeHead(404).end();
    }
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirect = new URL(asked.get('redirect_uri') ?? '');
    redirect.searchParams.set('state', asked.get('state') ?? '');
    const account = asked.get('test_account');
    if (asked.get('client_id') !== CLIENT_ID || asked.get('code_challenge_method') !== 'S256') {
      redirect.searchParams.set('error', 'invalid_request');
    } else if (account === null) {
      redirect.searchParams.set('error', 'access_denied');
    } else {
      const code = random();
      codes.set(code, {
        account,
        redirectUri: asked.get('redirect_uri') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce') ?? undefined,
        identifies: (asked.get('scope') ?? '').split(' ').includes('openid'),
      });
      redirect.searchParams.set('code', code);
    }
    response.writeHead(302, { location: redirect.href }).end();
  }

  function device(response: ServerResponse): void {
    const deviceCode = random();
    const userCode = randomBytes(4).toString('hex').toUpperCase();
    devices.set(deviceCode, { userCode });
    json(response, 200, {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: `${issuer}/activate`,
      expires_in: 600,
      interval: DEVICE_INTERVAL_SECONDS,
    });
  }

  function token(form: URLSearchParams, response: ServerResponse): void | Promise<void> {
    switch (form.get('grant_type') ?? '') {
      case 'authorization_code':
        return byCode(form, response);
      case 'refresh_token':
        counted.refreshes++;
        return refresh(form.get('refresh_token') ?? '', response);
      case 'urn:ietf:params:oauth:grant-type:device_code': {
        const asked = devices.get(form.get('device_code') ?? '');
        if (asked?.declined) return refuse(response, 'access_denied');
        if (!asked?.account) return refuse(response, asked ? 'authorization_pending' : 'expired_token');
        devices.delete(form.get('device_code') ?? '');
        return json(response, 200, give(newFamily(asked.account)));
      }
      default:
        return refuse(response, 'unsupported_grant_type');
    }
  }

  function byCode(form: URLSearchParams, response: ServerResponse): void {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
      return refuse(response, 'invalid_grant');
    json(response, 200, {
      ...give(newFamily(code.account)),
      ...(code.identifies ? { id_token: idToken(code) } : {}),
    });
  }

  async function refresh(refreshToken: string, response: ServerResponse): Promise<void> {
    const { refreshDelayMs = 0, refreshStatus } = behaviour;
    await sleep(refreshDelayMs);
    if (refreshStatus !== undefined) {
      response.writeHead(refreshStatus, { 'content-type': 'text/html' }).end('<h1>Out of bread</h1>');
      return;
    }
    const family = families.get(refreshToken);
    if (!family || family.withdrawn) return refuse(response, 'invalid_grant', 400, 'Token has been revoked.');
    if (rotates && family.current !== refreshToken) {
      family.withdrawn = true;
      return refuse(response, 'invalid_grant', 400, 'Token was used twice.');
    }
    const given = give(family);
    json(response, 200, rotates ? given : { ...given, refresh_token: undefined });
  }

  function newFamily(account: string): Family {
    return { account, current: '', withdrawn: false };
  }

  function give(family: Family) {
    const accessToken = random();
    access.set(accessToken, { account: family.account, endsAt: Date.now() + accessSeconds * 1000 });
    if (rotates || family.current === '') {
      family.current = random();
      families.set(family.current, family);
    }
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: accessSeconds,
      ...(options.onlyOnce ? {} : { refresh_token: family.current }),
    };
  }

  function idToken({ account, nonce }: Code): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT_ID, sub: account, email: account, iat: now, exp: now + 300 };
    const said = options.wrongNonce ? 'another' : nonce;
    const text = `${part({ alg: 'RS256' })}.${part({ ...claims, nonce: said })}`;
    return `${text}.${sign('sha256', Buffer.from(text), keys.privateKey).toString('base64url')}`;
  }

  function introspect(asked: string, response: ServerResponse): void {
    counted.introspections++;
    const found = access.get(asked);
    const active = found !== undefined && found.endsAt > Date.now();
    json(response, 200, active ? { active, email: found.account, scope: 'mail' } : { active });
  }

  async function follow(url: string, account?: string): Promise<URL> {
    const asked = new URL(url);
    if (account !== undefined) asked.searchParams.set('test_account', account);
    const response = await fetch(asked, { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '');
  }

  const deviceOf = (userCode: string) => {
    const found = [...devices.values()].find((one) => one.userCode === userCode);
    if (!found) throw new Error(`no device has the code ${userCode}`);
    return found;
  };

  return {
    issuer,
    introspectionUrl: `${issuer}/introspect`,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    agree: (url, account) => follow(url, account),
    decline: (url) => follow(url),
    approveDevice: (userCode, account) => {
      deviceOf(userCode).account = account;
    },
    declineDevice: (userCode) => {
      deviceOf(userCode).declined = true;
    },
    signedIn(account) {
      const given = give(newFamily(account));
      return {
        accessToken: given.access_token,
        refreshToken: given.refresh_token ?? '',
        livesMs: accessSeconds * 1000,
      };
    },
    endAccessTokens: () => access.clear(),
    withdraw: (account) => {
      for (const family of families.values()) if (family.account === account) family.withdrawn = true;
    },
    isActive: (asked, account) => {
      const found = access.get(asked);
      const right = account === undefined || found?.account === account;
      return found !== undefined && found.endsAt > Date.now() && right;
    },
    refreshes: () => counted.refreshes,
    introspections: () => counted.introspections,
    behave: (changes) => {
      behaviour = changes;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, error: string, status = 400, words?: string): void {
  json(response, status, { error, ...(words === undefined ? {} : { error_description: words }) });
}
