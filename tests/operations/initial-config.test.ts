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
  imap: 'imap.bakery.example',
  smtp: 'smtp.bakery.example:587',
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
