import { describe, expect, it } from 'vitest';
import { signInNeeded } from '../../src/mailbox/credentials.ts';
import { explainFailure } from '../../src/mailbox/explain-failure.ts';
import { toMailboxFailure } from '../../src/mailbox/imap/imap-failure.ts';
import { MailboxFailure } from '../../src/mailbox/mailbox.ts';

const thrown = (facts: object) => Object.assign(new Error('Command failed'), facts);
const classOf = (facts: object, heard?: unknown) => toMailboxFailure(thrown(facts), { heard }).failureClass;

describe('toMailboxFailure', () => {
  it('tells a full server from a wrong password, though both refuse the login', () => {
    const refused = { authenticationFailed: true, responseStatus: 'NO' };
    expect(
      classOf({
        ...refused,
        response: 'Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
      }),
    ).toBe('capacity');
    expect(classOf({ ...refused, responseText: 'Too many simultaneous connections. (Failure)' })).toBe(
      'capacity',
    );
    expect(classOf({ ...refused, serverResponseCode: 'UNAVAILABLE' })).toBe('throttle');
    expect(
      classOf({
        ...refused,
        serverResponseCode: 'AUTHENTICATIONFAILED',
        response: 'Invalid credentials (Failure)',
      }),
    ).toBe('auth');
  });

  it('knows the other classes', () => {
    expect(classOf({ mailboxMissing: true, responseStatus: 'NO' })).toBe('missing-folder');
    expect(classOf({ code: 'ETHROTTLE' })).toBe('throttle');
    expect(classOf({ code: 'ECONNREFUSED' })).toBe('network');
    expect(classOf({ code: 'NoConnection' })).toBe('network');
    expect(classOf({ code: 'LiteralTooLarge' })).toBe('protocol');
    expect(classOf({ responseStatus: 'BAD', responseText: 'Unknown command' })).toBe('protocol');
  });

  it('uses the last words of a connection that is gone', () => {
    const failure = toMailboxFailure(thrown({ code: 'NoConnection' }), {
      heard: new Error('Too many connections'),
    });
    expect(failure.failureClass).toBe('capacity');
    expect(failure.message).toContain('Too many connections');
  });

  it('keeps the words to one short line', () => {
    const failure = toMailboxFailure(thrown({ responseText: `no\r\n${'x'.repeat(9000)}` }), {
      path: 'INBOX',
    });
    expect(failure.message).toMatch(/^INBOX: no x+$/);
    expect(failure.message.length).toBeLessThanOrEqual(500);
  });
});

describe('explainFailure', () => {
  const refusal = new MailboxFailure('auth', 'Invalid credentials');
  it.each([
    ['pop.gmx.de', /POP3\/IMAP access/],
    ['imap.gmail.com', /2-Step Verification.*app password/],
    ['outlook.office365.com', /Microsoft 365 takes no password.*npx wafa login/],
    ['imap.mail.yahoo.com', /Yahoo.*app password/],
    ['mail.bakery.example', /user name.*password/],
  ])('knows what %s wants', (host, hint) => {
    const explained = explainFailure(refusal, { host, user: 'maryam@bakery.example' });
    expect(explained.hint).toMatch(hint);
    expect(explained.message).toBe(`${host} refuses the login of maryam@bakery.example: Invalid credentials`);
  });

  it('speaks of no password where a token was refused, or nobody is signed in', () => {
    const server = { host: 'imap.gmail.com', user: 'maryam@bakery.example' };
    const token = new MailboxFailure('auth', 'the access token is refused: Invalid credentials');
    expect(explainFailure(token, server).hint).toMatch(/sign in as exactly this account/);
    const nobody = explainFailure(signInNeeded('nobody has signed in yet', "Maryam's box"), server);
    expect(nobody.message).toBe(
      "nobody is signed in for maryam@bakery.example: nobody has signed in yet; sign in again: npx wafa login 'Maryam'\\''s box'",
    );
    expect(nobody.hint).toMatch(/until then the server is left alone/);
  });

  it.each([
    ['getaddrinfo ENOTFOUND imap.bakery.exmaple', /no server of that name/],
    ['connect ECONNREFUSED 127.0.0.1:143', /nothing answers on that port/],
    ['wrong version number', /the security that belongs to it/],
    ['self-signed certificate', /not safe/],
    ['something else', /firewall/],
  ])('says what to do about %s', (words, hint) => {
    const failure = new MailboxFailure('network', words);
    expect(explainFailure(failure, { host: 'imap.bakery.example', user: 'm' }).hint).toMatch(hint);
  });

  it('does not take another domain for a known provider', () => {
    const explained = explainFailure(refusal, { host: 'imap.notgmail.com', user: 'm' });
    expect(explained.hint).not.toMatch(/Google/);
  });
});
