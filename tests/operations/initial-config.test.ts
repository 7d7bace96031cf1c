import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { loadConfig, readConfig } from '../../src/config/read-config.ts';
import { type InitAnswers, initialConfig, writeInitialConfig } from '../../src/operations/initial-config.ts';
import { parseManager } from '../../src/operations/parse-manager.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const MARYAM: InitAnswers = {
  address: 'hello@bakery.example',
  business: "Maryam's Bakery: bread & more",
  imap: { host: 'imap.bakery.example', port: 993, security: 'tls' },
  smtp: { host: 'smtp.bakery.example', port: 587, security: 'starttls', user: 'maryam' },
  locale: 'fa',
  timeZone: 'Asia/Tehran',
  managers: [],
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

  it('names who gets the weekly report, in the language of the business', () => {
    const given = ['مریم <maryam@bakery.example>', 'yusuf.kaya@bakery.example', 'office@bakery.example'];
    const managers = given.flatMap((one) => parseManager(one) ?? []);
    expect(written({ managers }).config.managers).toMatchObject([
      { name: 'مریم', email: 'maryam@bakery.example', locale: 'fa' },
      { name: 'Yusuf Kaya', email: 'yusuf.kaya@bakery.example' },
      { name: 'office@bakery.example' },
    ]);
    expect(parseManager('Maryam')).toBeUndefined();
    expect(parseManager('Maryam <>')).toBeUndefined();
  });

  it('writes the servers as they were found, and a user name only where it is another than the address', () => {
    const [mailbox] = written().config.mailboxes;
    expect(mailbox?.imap).toMatchObject(MARYAM.imap);
    expect(mailbox?.smtp).toMatchObject(MARYAM.smtp);
    expect(written({ imap: { ...MARYAM.imap, user: MARYAM.address } }).text).not.toMatch(/user: hello@/);
  });

  it('keeps no password where there is none to keep', () => {
    const oauth = { provider: 'microsoft', clientId: '1234' };
    expect(written({ oauth, password: undefined }).config.mailboxes[0]).toMatchObject({ oauth });
    expect(written({ oauth, password: undefined }).text).not.toContain('password');
    const relay = written({ smtp: { ...MARYAM.smtp, withoutLogin: true } }).config.mailboxes[0];
    expect([relay?.imap.password, relay?.smtp.password]).toEqual(['warm-bread', undefined]);
  });

  it('believes the verdicts of Google, and of nobody who is not named', () => {
    const at = (host: string) => written({ imap: { ...MARYAM.imap, host } }).config.mailboxes[0]?.authservIds;
    expect(at('imap.gmail.com')).toEqual(['mx.google.com']);
    expect(at('imap.gmail.com.evil.example')).toEqual([]);
  });
});

describe('writeInitialConfig', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) removeFolder(folder);
  });

  it('leaves beside the file all that a daemon needs, started from anywhere', async () => {
    const folder = temporaryFolder('init');
    folders.push(folder);
    const file = path.join(folder, 'bakery', 'wafa.yaml');
    const files = await writeInitialConfig(file, initialConfig(MARYAM), MARYAM);
    expect(readdirSync(path.dirname(file)).toSorted()).toEqual(['automations', 'inbox.secret', 'wafa.yaml']);
    expect(files.map((name) => path.relative(folder, name))).toEqual([
      'bakery/wafa.yaml',
      'bakery/inbox.secret',
      'bakery/automations',
    ]);
    const config = loadConfig(file, {});
    expect(config.mailboxes[0]?.smtp.password).toBe(MARYAM.password);
    const automations = await loadAutomations(config.automations.folder);
    expect(automations.map(({ mode }) => mode)).toEqual(automations.map(() => 'off'));
    expect(automations.length).toBeGreaterThan(3);
  });

  it('refers to a password that is kept already, and copies it nowhere', async () => {
    const folder = temporaryFolder('init');
    folders.push(folder);
    const file = path.join(folder, 'wafa.yaml');
    const answers = { ...MARYAM, passwordEnv: 'BAKERY' };
    await writeInitialConfig(file, initialConfig(answers), answers);
    expect(readdirSync(folder)).not.toContain('inbox.secret');
    expect(loadConfig(file, { BAKERY: 'from outside' }).mailboxes[0]?.imap.password).toBe('from outside');
  });

  it('leaves automations alone that are there already', async () => {
    const folder = temporaryFolder('init');
    folders.push(folder);
    const file = path.join(folder, 'wafa.yaml');
    await writeInitialConfig(path.join(folder, 'first.yaml'), initialConfig(MARYAM), MARYAM);
    removeFolder(path.join(folder, 'automations', 'thank-you.yaml'));
    await writeInitialConfig(file, initialConfig(MARYAM), MARYAM);
    expect(readdirSync(path.join(folder, 'automations'))).not.toContain('thank-you.yaml');
  });
});
