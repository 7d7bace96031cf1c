import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationReference } from '../../src/config/configuration-reference.ts';
import { listSettings } from '../../src/config/list-settings.ts';
import { loadConfig, readConfig } from '../../src/config/read-config.ts';
import { DAY_MS } from '../../src/lib/duration.ts';

const BAKERY = `
business:
  name: Maryam's Bakery
mailboxes:
  - address: hello@bakery.example
    imap: { host: imap.bakery.example, password: env:INBOX }
    smtp: { host: smtp.bakery.example }
`;

const SECOND = `
  - name: NAME
    address: ADDRESS
    imap: { host: imap.bakery.example }
    smtp: { host: smtp.bakery.example }
`.slice(1);

const read = (text: string, environment: Record<string, string> = { INBOX: 'secret' }) =>
  readConfig(text, '/etc/wafa.yaml', environment);

function complaint(text: string, environment?: Record<string, string>): string {
  try {
    read(text, environment);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was wrong';
}

describe('readConfig', () => {
  it('takes a secret from a WAFA_ variable that is no setting', () => {
    const text = BAKERY.replace('env:INBOX', 'env:WAFA_INBOX_PASSWORD');
    expect(read(text, { WAFA_INBOX_PASSWORD: 'secret' }).mailboxes[0]?.imap.password).toBe('secret');
    expect(complaint(BAKERY, { INBOX: 'secret', WAFA_INBOX_PASSWORD: 'secret' })).toMatch(/is not a setting/);
  });

  it.each([
    ['a file without settings', '', 'holds no settings'],
    ['a number that is too large', `${BAKERY}web: { port: 99999 }\n`, 'web.port: must be at most 65535'],
    ['another database', `${BAKERY}database: { url: 'mysql://x' }\n`, 'it begins with postgres://'],
  ])('says plainly what is wrong with %s', (_what, text, words) => {
    expect(complaint(text)).toContain(words);
  });

  it('names the variable whose number is none', () => {
    expect(complaint(BAKERY, { INBOX: 'x', WAFA_WEB_PORT: 'abc' })).toContain(
      'WAFA_WEB_PORT must be a number',
    );
  });

  it('fills in every default and reads durations as milliseconds', () => {
    const config = read(BAKERY);
    expect(config.mailboxes[0]?.historySince).toBe(730 * DAY_MS);
    expect(config.mailboxes[0]?.imap).toEqual({
      host: 'imap.bakery.example',
      port: 993,
      security: 'tls',
      password: 'secret',
    });
    expect(config.sending.frequencyCap).toEqual({ count: 3, per: 7 * DAY_MS });
    expect(config.web.host).toBe('127.0.0.1');
  });

  it.each([
    ['a syntax error', 'business: {name: x\n', '/etc/wafa.yaml:2'],
    [
      'a misspelt setting',
      BAKERY.replace('  name:', '  nmae:'),
      '/etc/wafa.yaml:3: business.nmae is not a setting; did you mean name?',
    ],
    [
      'a wrong choice',
      `${BAKERY}log: { level: loud }\n`,
      '/etc/wafa.yaml:8: log.level: must be one of trace, debug, info',
    ],
    [
      'a wrong type',
      BAKERY.replace('hello@bakery.example', '42'),
      '/etc/wafa.yaml:5: mailboxes.0.address: must be a text',
    ],
    [
      'a bad address',
      BAKERY.replace('hello@bakery.example', 'hello'),
      '/etc/wafa.yaml:5: mailboxes.0.address: not an e-mail address',
    ],
    [
      'a bad duration',
      `${BAKERY}reading: { poll: often }\n`,
      '/etc/wafa.yaml:8: reading.poll: "often" is not a duration',
    ],
    ['a missing group', BAKERY.replace(/ {4}smtp.*\n/, ''), '/etc/wafa.yaml:5: mailboxes.0.smtp: is missing'],
    [
      'a bad time zone',
      BAKERY.replace('Bakery\n', 'Bakery\n  timeZone: Mars/Olympus\n'),
      '/etc/wafa.yaml:4: business.timeZone: not a time zone',
    ],
    [
      'two mailboxes of one name, which would be taken for one',
      `${BAKERY}${SECOND.replace('NAME', 'main').replace('ADDRESS', 'orders@bakery.example')}`,
      '/etc/wafa.yaml:8: mailboxes.1.name: "main" is the name of another mailbox; give each its own',
    ],
    [
      'a mailbox named twice',
      `${BAKERY}${SECOND.replace('NAME', 'orders').replace('ADDRESS', 'Hello@bakery.example')}`,
      '/etc/wafa.yaml:9: mailboxes.1.address: Hello@bakery.example is a mailbox already',
    ],
  ])('says file, line, what is wrong and what would be right: %s', (_, text, words) => {
    expect(complaint(text)).toContain(words);
  });

  it('names every mistake at once', () => {
    const message = complaint(`${BAKERY}log: { level: loud }\nreading: { poll: often }\n`);
    expect(message.split('\n')).toHaveLength(3);
  });

  it('says which secret is missing, never what a secret is', () => {
    expect(complaint(BAKERY, {})).toContain(
      '/etc/wafa.yaml:6: mailboxes.0.imap.password: the environment variable INBOX is not set',
    );
    expect(complaint(`${BAKERY}log: { level: loud }\n`, { INBOX: 'hunter2' })).not.toContain('hunter2');
  });

  it('lets the environment give or replace any single value', () => {
    const config = read(BAKERY, {
      INBOX: 'secret',
      WAFA_WEB_PORT: '4999',
      WAFA_MAILBOXES_0_IMAP_HOST: 'other.example',
      WAFA_READING_COMPRESS: 'true',
      WAFA_BUSINESS_OWN_DOMAINS: 'a.example, b.example',
    });
    expect(config.web.port).toBe(4999);
    expect(config.mailboxes[0]?.imap.host).toBe('other.example');
    expect(config.reading.compress).toBe(true);
    expect(config.business.ownDomains).toEqual(['a.example', 'b.example']);
    expect(complaint(BAKERY, { INBOX: 'x', WAFA_WEB_PROT: '1' })).toContain(
      'WAFA_WEB_PROT is not a setting; did you mean WAFA_WEB_PORT?',
    );
  });
});

describe('folders', () => {
  it('start at the configuration file, whatever the current folder is', () => {
    const config = read(BAKERY);
    expect(config.database.folder).toBe('/etc/data');
    expect(config.automations.folder).toBe('/etc/automations');
    expect(config.templates.folder).toBe('');
  });

  it('may be named relatively, absolutely and in the environment', () => {
    const text = `${BAKERY}templates: { folder: ../bakery/mails }\ndatabase: { folder: /srv/bakery }\n`;
    const config = read(text, { INBOX: 'secret', WAFA_AUTOMATIONS_FOLDER: 'rules' });
    expect(config.templates.folder).toBe('/bakery/mails');
    expect(config.database.folder).toBe('/srv/bakery');
    expect(config.automations.folder).toBe('/etc/rules');
  });

  it('are all marked as folders in the schema', () => {
    const paths = listSettings().filter(({ path: [...parts] }) => parts.at(-1) === 'folder');
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter(({ folder }) => !folder)).toEqual([]);
  });
});

describe('loadConfig', () => {
  it('takes file: secrets relative to the configuration file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wafa-config-'));
    writeFileSync(path.join(folder, 'inbox.secret'), 'from a file\n');
    writeFileSync(path.join(folder, 'wafa.yaml'), BAKERY.replace('env:INBOX', 'file:inbox.secret'));
    expect(loadConfig(path.join(folder, 'wafa.yaml'), {}).mailboxes[0]?.imap.password).toBe('from a file');
  });

  it('points to wafa init when there is no file', () => {
    expect(() => loadConfig('/nowhere/wafa.yaml', {})).toThrow(/no configuration file/);
  });
});

describe('config/wafa.example.yaml', () => {
  it('is a configuration that can be used', () => {
    const file = path.join(import.meta.dirname, '../../config/wafa.example.yaml');
    const config = loadConfig(file, { INBOX_PASSWORD: 'secret' });
    expect(config.mailboxes[0]?.imap.password).toBe('secret');
    expect(config.purchaseMail[0]?.name).toBe('web-shop');
  });
});

describe('docs/configuration.md', () => {
  it('is what the schema says', () => {
    const kept = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    expect(configurationReference()).toBe(kept);
  });

  it('describes every setting', () => {
    expect(listSettings().filter(({ description }) => description === '')).toEqual([]);
  });
});
