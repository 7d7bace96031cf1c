import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { type InitAnswers, initialConfig } from '../../src/operations/initial-config.ts';

const MARYAM: InitAnswers = {
  address: 'hello@bakery.example',
  business: "Maryam's Bakery: bread & more",
  imap: 'imap.bakery.example',
  smtp: 'smtp.bakery.example:587',
  locale: 'fa',
  timeZone: 'Asia/Tehran',
  password: 'warm-bread',
  passwordFile: undefined,
};

function written(answers: Partial<InitAnswers> = {}) {
  const { text, passwordVariable } = initialConfig({ ...MARYAM, ...answers });
  return { text, config: readConfig(text, 'wafa.yaml', { [passwordVariable]: MARYAM.password }) };
}

describe('initialConfig', () => {
  it('can be read as it is, and holds no secret', () => {
    const { text, config } = written();
    expect(config.business).toMatchObject({ name: MARYAM.business, locale: 'fa', timeZone: 'Asia/Tehran' });
    expect(config.mailboxes[0]?.imap.password).toBe('warm-bread');
    expect(text).not.toContain('warm-bread');
  });

  it.each([
    ['imap.bakery.example', 993, 'tls'],
    ['imap.bakery.example:143', 143, 'starttls'],
    ['127.0.0.1:10143', 10143, 'none'],
    ['localhost:587', 587, 'starttls'],
  ])('takes %s as port %i with %s', (imap, port, security) => {
    expect(written({ imap }).config.mailboxes[0]?.imap).toMatchObject({ port, security });
  });

  it.each(['imap host', '', 'host:port', 'host:65536', 'https://host'])('refuses %j as a server', (imap) => {
    expect(() => written({ imap })).toThrow(/is not a server/);
  });

  it('believes the verdicts of Google, and of nobody who is not named', () => {
    expect(written({ imap: 'imap.gmail.com:993' }).config.mailboxes[0]?.authservIds).toEqual([
      'mx.google.com',
    ]);
    expect(written({ imap: 'imap.gmail.com.evil.example' }).config.mailboxes[0]?.authservIds).toEqual([]);
  });
});
