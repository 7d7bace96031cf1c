import { describe, expect, it } from 'vitest';
import {
  noteOf,
  providerOfDomain,
  providerOfExchanger,
  providerOfHost,
} from '../../../src/mailbox/find-servers/provider.ts';
import { PROVIDERS } from '../../../src/mailbox/find-servers/provider-table.ts';
import { hostName, parseServer } from '../../../src/mailbox/find-servers/server.ts';

describe('the table of providers', () => {
  it('names servers that can be used, with TLS', () => {
    for (const { name, login, imap, smtp } of PROVIDERS) {
      const parsed = [parseServer('imap', imap ?? ''), parseServer('smtp', smtp ?? '')];
      expect([name, parsed.every((server) => server !== undefined && server.security !== 'none')]).toEqual([
        name,
        login !== 'none',
      ]);
    }
  });

  it('gives no domain and no exchanger to two', () => {
    for (const column of ['domains', 'mx'] as const) {
      const all = PROVIDERS.flatMap((provider) => provider[column]);
      expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([]);
      expect(all.filter((one) => hostName(one) !== one)).toEqual([]);
    }
  });

  it('says what to do wherever the usual password is not taken', () => {
    expect(PROVIDERS.filter((one) => one.login !== 'password' && noteOf(one) === undefined)).toEqual([]);
  });

  it.each([
    ['aspmx.l.google.com', 'Google'],
    ['smtp.google.com', 'Google'],
    ['alt1.aspmx.l.googlemail.com', 'Google'],
    ['bakery-example.mail.protection.outlook.com', 'Microsoft 365'],
    ['bakery-example.o-v1.mx.microsoft', 'Microsoft 365'],
    ['outlook-com.olc.protection.outlook.com', 'Outlook.com'],
    ['in1-smtp.messagingengine.com', 'Fastmail'],
    ['mx.zoho.eu', 'Zoho (eu)'],
    ['mx.yandex.net', 'Yandex'],
    ['mx00.ionos.de', 'IONOS'],
    ['mx01.mail.icloud.com', 'iCloud'],
    ['mail.protonmail.ch', 'Proton'],
    ['mx1.privateemail.com', 'Namecheap Private Email'],
    ['mx.bakery.example', undefined],
    ['notgoogle.com', undefined],
    ['google.com.evil.example', undefined],
  ])('takes the exchanger %s for %s', (exchanger, name) => {
    expect(providerOfExchanger(exchanger)?.name).toBe(name);
  });

  it('knows a provider by the domain of an address, and by its servers', () => {
    expect(providerOfDomain('gmail.com')?.name).toBe('Google');
    expect(providerOfDomain('bakery.example')).toBeUndefined();
    expect(providerOfHost('Imap.Fastmail.com')?.name).toBe('Fastmail');
    expect(providerOfHost('imap.fastmail.com.evil.example')).toBeUndefined();
  });
});

describe('parseServer', () => {
  it.each([
    ['imap.bakery.example', { host: 'imap.bakery.example', port: 993, security: 'tls' }],
    ['IMAP.Bakery.Example.:143', { host: 'imap.bakery.example', port: 143, security: 'starttls' }],
    ['127.0.0.1:10143', { host: '127.0.0.1', port: 10_143, security: 'none' }],
    ['localhost:993', { host: 'localhost', port: 993, security: 'tls' }],
    ['[::1]:1143', { host: '::1', port: 1143, security: 'none' }],
    ['[2001:db8::1]', { host: '2001:db8::1', port: 993, security: 'tls' }],
  ])('takes %s', (text, expected) => {
    expect(parseServer('imap', text)).toEqual({ protocol: 'imap', ...expected });
  });

  it.each([
    'imap host',
    '',
    'host:port',
    'host:65536',
    'host:0',
    'https://host',
    'a..b',
    '-a.example',
    '::1:993',
  ])('refuses %j', (text) => {
    expect(parseServer('smtp', text)).toBeUndefined();
  });
});
