import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import {
  addMailbox,
  keepPassword,
  mailboxName,
  replaceConfiguration,
  type WrittenMailbox,
} from '../../src/operations/connect-write.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const ENVIRONMENT = { ORDERS: 'saffron', HELLO: 'warm-bread' };
const ORDERS: WrittenMailbox = {
  name: 'orders',
  address: 'orders@bakery.example',
  imap: { host: 'imap.bakery.example', port: 993, security: 'tls', user: 'orders', password: 'env:ORDERS' },
  smtp: { host: 'smtp.bakery.example', port: 587, security: 'starttls', password: 'env:ORDERS' },
  folders: ['INBOX', 'مشتری‌ها'],
};
const HELLO =
  'address: hello@bakery.example, imap: { host: imap.x.example, password: "env:HELLO" }, smtp: { host: smtp.x.example }';
const add = (text: string, mailbox = ORDERS) => addMailbox(text, 'wafa.yaml', mailbox, ENVIRONMENT);

describe('addMailbox', () => {
  it.each([
    [
      'a list',
      `business: { name: Bakery }\nmailboxes:\n  - { ${HELLO} } # first\nsending: { hourlyCap: 9 } # slow\n`,
      2,
    ],
    ['a list in brackets', `business: { name: Bakery }\nmailboxes: [{ ${HELLO} }] # first, slow\n`, 2],
    [
      'an empty list',
      'business: { name: Bakery } # first\nmailboxes: []\nsending: { hourlyCap: 9 } # slow\n',
      1,
    ],
    ['no list', '# first\nbusiness: { name: Bakery }\n# slow\n', 1],
  ])('adds to %s, and keeps what stands around it', (_what, text, count) => {
    const written = add(text);
    const config = readConfig(written, 'wafa.yaml', ENVIRONMENT);
    expect(config.mailboxes).toHaveLength(count);
    expect(config.mailboxes.at(-1)).toMatchObject({
      name: 'orders',
      imap: { user: 'orders', password: 'saffron' },
      folders: ORDERS.folders,
    });
    expect(written).toMatch(/#.*first/);
    expect(written).toMatch(/#.*slow/);
  });

  it('takes no settings from an address, whatever is in it', () => {
    const address = "o'brien+#{}*&!@bakery.example";
    const config = readConfig(add(`business: { name: B }\n`, { ...ORDERS, address }), 'w.yaml', ENVIRONMENT);
    expect(config.mailboxes[0]?.address).toBe(address);
  });

  it('writes nothing that could not be read', () => {
    const text = `business: { name: Bakery }\nmailboxes:\n  - { ${HELLO} }\n`;
    expect(() => add(text, { ...ORDERS, address: 'hello@bakery.example' })).toThrow(/is a mailbox already/);
    expect(() => add(text, { ...ORDERS, folders: [''] })).toThrow(/folders/);
    expect(() => add('just words')).toThrow(/holds no settings/);
  });
});

describe('mailboxName', () => {
  it('is short, and nobody else’s', () => {
    expect(mailboxName('orders@bakery.example', ['main'])).toBe('orders');
    expect(mailboxName('orders@bakery.example', ['orders'])).toBe('orders@bakery.example');
    expect(mailboxName('o@b.example', ['o', 'o@b.example', 'o-2'])).toBe('o-3');
  });
});

describe('files', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder('connect-write');
    file = path.join(folder, 'wafa.yaml');
    writeFileSync(file, 'before');
  });
  afterEach(() => removeFolder(folder));

  it('replaces the configuration whole, for its owner only', async () => {
    await replaceConfiguration(file, 'before', 'after');
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['wafa.yaml']);
  });

  it('does not write over what somebody else changed meanwhile', async () => {
    await expect(replaceConfiguration(file, 'older', 'after')).rejects.toThrow(/changed meanwhile/);
    expect(readFileSync(file, 'utf8')).toBe('before');
  });

  it('keeps a password beside it, in no file that was there', async () => {
    const first = await keepPassword(file, 'orders', 'saffron');
    const second = await keepPassword(file, 'orders', 'vanilla');
    expect([first.reference, second.reference]).toEqual(['file:orders.secret', 'file:orders-2.secret']);
    expect(readFileSync(path.join(folder, 'orders.secret'), 'utf8')).toBe('saffron\n');
    expect(statSync(path.join(folder, 'orders.secret')).mode & 0o077).toBe(0);
    await second.remove();
    expect(readdirSync(folder).toSorted()).toEqual(['orders.secret', 'wafa.yaml']);
  });

  it.each([
    ['../../etc/cron.d/x', 'file:__.._etc_cron.d_x.secret'],
    ['سفارش ها', 'file:سفارش_ها.secret'],
    ['.ssh', 'file:_ssh.secret'],
  ])('stays in the folder with the name %j', async (name, reference) => {
    expect((await keepPassword(file, name, 'x')).reference).toBe(reference);
    expect(readdirSync(folder)).toContain(reference.slice('file:'.length));
  });
});
