import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from '../../src/businesses/secrets/key-ring.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { type Credentials, fixedToken } from '../../src/mailbox/credentials.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { storeGrant } from '../../src/mailbox/oauth/grants.ts';
import { openOAuthClient } from '../../src/mailbox/oauth/oauth-client.ts';
import { oauthCredentials } from '../../src/mailbox/oauth/oauth-credentials.ts';
import { smtpSender } from '../../src/outbox/smtp-sender.ts';
import type { TokenWork } from '../mailbox/oauth/token-worker.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { startTestProvider, type TestProvider } from '../support/oauth-provider.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/smtp-scripted.ts';
import type { BearerLogin } from '../support/smtp-session.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const MARYAM = 'hello@bakery.example';
const READING = { compress: false, maxMessageBytes: 1_000_000 };
const MAIL = Buffer.from('Subject: thanks\r\nMessage-ID: <1@bakery.example>\r\n\r\nDear Karim\r\n');

let database: TestDatabase;
let provider: TestProvider;
let both: Dovecot;
let onlyXoauth2: Dovecot;
let folder: string;
let ring: KeyRing;
let clock: MovableClock;

beforeAll(async () => {
  database = await testDatabase('postgres');
  provider = await startTestProvider();
  const { introspectionUrl } = provider;
  both = await startDovecot({ introspectionUrl });
  onlyXoauth2 = await startDovecot({ introspectionUrl, extra: ['auth_mechanisms = plain xoauth2'] });
  folder = temporaryFolder('oauth-flow');
  ring = openKeyRing({ secretsKey: undefined, previousSecretsKey: undefined, folder });
  clock = movableClock({ now: () => Promise.resolve(new Date()) });
});
afterAll(async () => {
  await both.stop();
  await onlyXoauth2.stop();
  await provider.stop();
  await database.close();
  removeFolder(folder);
});
afterEach(async () => {
  provider.behave({});
  await clearBusiness(database);
});

const place = () => ({ businessId: database.businessId, mailbox: 'main', ring });

async function signIn(): Promise<Credentials> {
  const tokens = { ...provider.signedIn(MARYAM), account: MARYAM };
  const by = { actor: 'Maryam', now: await clock.now() };
  await database.inside((tx) => storeGrant(tx, place(), { provider: 'other', account: MARYAM, tokens }, by));
  const { issuer, clientId, clientSecret } = provider;
  const client = openOAuthClient({
    provider: 'other',
    tenant: 'common',
    scopes: [],
    issuer,
    clientId,
    clientSecret,
  });
  return oauthCredentials({ db: database.db, place: place(), address: MARYAM, client, clock });
}

const openAt = (dovecot: Dovecot, credentials: Credentials) =>
  openImapMailbox(
    { address: MARYAM, imap: { host: '127.0.0.1', port: dovecot.port, security: 'none' }, credentials },
    READING,
  );

describe('reading with access tokens, at Dovecot', () => {
  it.each([
    ['OAUTHBEARER', () => both],
    ['XOAUTH2', () => onlyXoauth2],
  ] as const)('logs in by %s', async (mechanism, at) => {
    const dovecot = at();
    const credentials = await signIn();
    const mailbox = await openAt(dovecot, credentials);
    expect((await mailbox.listFolders()).map((one) => one.path)).toContain('INBOX');
    await mailbox.close();
    expect(dovecot.log()).toMatch(new RegExp(`Login: user=<${MARYAM}>, method=${mechanism},`));
  });

  it('goes on with a token that ended meanwhile, and fetches another for the next connection', async () => {
    const credentials = await signIn();
    const mailbox = await openAt(both, credentials);
    const before = provider.refreshes();
    clock.advance(2 * 60_000);
    provider.endAccessTokens();
    expect((await mailbox.openFolder('INBOX')).exists).toBe(0);
    const next = await openAt(both, credentials);
    expect((await next.openFolder('INBOX')).exists).toBe(0);
    await Promise.all([mailbox.close(), next.close()]);
    expect(provider.refreshes()).toBe(before + 1);
  });

  it('says that it is the token, where it is', async () => {
    const refused = openAt(both, fixedToken('stale-bread'));
    await expect(refused).rejects.toMatchObject({
      failureClass: 'auth',
      message: expect.stringMatching(/^the access token is refused: /) as string,
    });
    const someoneElse = fixedToken(provider.signedIn('karim@workshop.example').accessToken);
    await expect(openAt(both, someoneElse)).rejects.toMatchObject({ failureClass: 'auth' });
  });

  it('stops asking when the sign-in was taken back', async () => {
    const credentials = await signIn();
    await (await openAt(both, credentials)).close();
    clock.advance(2 * 60_000);
    provider.withdraw(MARYAM);
    provider.endAccessTokens();
    const before = { refreshes: provider.refreshes(), introspections: provider.introspections() };
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(openAt(both, credentials)).rejects.toMatchObject({
        failureClass: 'sign-in',
        message: expect.stringMatching(
          /Token has been revoked.*sign in again: npx wafa login main$/,
        ) as string,
      });
    }
    expect(provider.refreshes()).toBe(before.refreshes + 1);
    // The server was asked with the old token once, and then left alone.
    expect(provider.introspections()).toBe(before.introspections + 1);
  });
});

describe('sending with access tokens', () => {
  let server: ScriptedSmtp;
  afterEach(() => server.stop());

  async function startServer(mechanism: BearerLogin['mechanism'], curt = false): Promise<void> {
    server = await startScriptedSmtp({
      // As the big providers do; a token must not be sent as a password.
      extensions: ['ENHANCEDSTATUSCODES', `AUTH LOGIN PLAIN ${mechanism}`],
      login: { user: MARYAM, password: 'warm-bread' },
      bearer: { mechanism, curt, accepts: (user, token) => provider.isActive(token, user) },
    });
  }

  async function send(credentials: Credentials): Promise<string> {
    const settings = { host: '127.0.0.1', port: server.port, security: 'none', user: MARYAM } as const;
    const session = await smtpSender(settings, { credentials }).open();
    const outcome = await session.transmit({
      envelopeFrom: MARYAM,
      recipient: 'karim@workshop.example',
      bytes: MAIL,
      fence: () => Promise.resolve(true),
    });
    session.close();
    return outcome.kind;
  }

  it.each([
    ['XOAUTH2', 'a challenge', false],
    ['XOAUTH2', 'a refusal', true],
    ['OAUTHBEARER', 'a challenge', false],
  ] as const)('logs in by %s, and fetches another token at %s', async (mechanism, _how, curt) => {
    await startServer(mechanism, curt);
    const credentials = await signIn();
    expect(await send(credentials)).toBe('sent');
    const before = provider.refreshes();
    clock.advance(2 * 60_000);
    provider.endAccessTokens();
    expect(await send(credentials)).toBe('sent');
    expect(provider.refreshes()).toBe(before + 1);
    expect(server.accepted()).toHaveLength(2);
  });

  it('lets many connections wait for one refresh', async () => {
    await startServer('XOAUTH2');
    const credentials = await signIn();
    clock.advance(60 * 60_000);
    provider.behave({ refreshDelayMs: 200 });
    const before = provider.refreshes();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => send(credentials)));
    expect(new Set(outcomes)).toEqual(new Set(['sent']));
    expect(provider.refreshes()).toBe(before + 1);
  });

  it('opens no conversation when somebody must sign in', async () => {
    await startServer('XOAUTH2');
    const credentials = await signIn();
    clock.advance(60 * 60_000);
    provider.withdraw(MARYAM);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(send(credentials)).rejects.toMatchObject({
        problem: 'login',
        message: expect.stringContaining('wafa login main') as string,
      });
    expect(server.connections()).toBe(0);
  });

  it('says that the token is refused when another does not help', async () => {
    await startServer('XOAUTH2');
    await expect(send(fixedToken('stale-bread'))).rejects.toMatchObject({
      problem: 'login',
      message: expect.stringContaining('the access token is refused') as string,
    });
    expect(server.received()).toHaveLength(0);
  });
});

describe('two processes on one Postgres', () => {
  it('that refresh at the same moment make one request', { timeout: 60_000 }, async () => {
    await signIn();
    const [issued, expires] = [Date.now() - 3_600_000, Date.now() - 1000];
    await database.inside((tx) =>
      tx
        .updateTable('oauth_grants')
        .set({ issued_at: new Date(issued), expires_at: new Date(expires) })
        .execute(),
    );
    provider.behave({ refreshDelayMs: 1000 });
    const before = provider.refreshes();
    const { issuer, clientId, clientSecret } = provider;
    const work: TokenWork = {
      url: database.url ?? '',
      businessId: database.businessId,
      mailbox: 'main',
      address: MARYAM,
      folder,
      issuer,
      clientId,
      clientSecret,
      atMs: Date.now() + 3000,
    };
    const [first, second] = await Promise.all([inProcess(work), inProcess(work)]);
    expect(first).toBe(second);
    expect(provider.isActive(first, MARYAM)).toBe(true);
    expect(provider.refreshes()).toBe(before + 1);
  });
});

function inProcess(work: TokenWork): Promise<string> {
  const worker = path.join(import.meta.dirname, '../mailbox/oauth/token-worker.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [worker, JSON.stringify(work)], (error, out, words) => {
      if (error) reject(new Error(words, { cause: error }));
      else resolve(out);
    });
  });
}
