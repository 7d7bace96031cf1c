import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import type { QuarantinedDetail, QuarantinedMail } from '../../src/messages/log/quarantine.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { letter, putRaw } from '../support/reading-fixture.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { testWorkspace } from '../support/workspace.ts';

const NOW = new Date('2026-03-10T12:00:00Z');

let database: TestDatabase;
let workspace: Workspace;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  workspace = await testWorkspace(database);
  folder = temporaryFolder('quarantine');
});
afterEach(async () => {
  await workspace.close();
  removeFolder(folder);
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  (await findOperation(name).perform(workspace, input, 'Maryam')) as T;

/** Karim's letter number N, which no reader could read, in the bakery's inbox. */
async function quarantined(number: number, text = 'Ten loaves, please.'): Promise<string> {
  const source = letter({
    id: `letter-${number}@workshop.example`,
    from: 'Karim <karim@workshop.example>',
    to: 'Maryam <maryam@bakery.example>',
    subject: `Letter ${number}`,
    text,
  });
  return database.inside(async (tx) => {
    const hash = await putRaw(tx, source, new Date(NOW.getTime() + number));
    await tx
      .updateTable('raw_messages')
      .set({ read_state: 'quarantined', read_error: 'took too long', read_attempts: 3, parser_version: 7 })
      .where('content_hash', '=', hash)
      .execute();
    return hash;
  });
}

async function locate(hash: string): Promise<void> {
  await database.inside(async (tx) => {
    const [mailbox, inbox] = [newId(), newId()];
    await tx
      .insertInto('mailboxes')
      .values({ id: mailbox, name: 'orders', address: 'orders@bakery.example', created_at: NOW })
      .execute();
    await tx
      .insertInto('folders')
      .values({ id: inbox, mailbox_id: mailbox, path: 'INBOX', role: 'inbox' })
      .execute();
    const place = { folder_id: inbox, uid_validity: 5, internal_date: NOW, arrival: 'new' as const };
    await tx
      .insertInto('locations')
      .values({ ...place, uid: 12, content_hash: hash, created_at: NOW, gone_at: NOW })
      .execute();
  });
}

describe('quarantine operations', () => {
  it('list what could not be read, newest first, and why', async () => {
    const [first, second] = [await quarantined(1), await quarantined(2)];
    const mails = await ask<QuarantinedMail[]>('quarantine-list', {});
    expect(mails.map(({ contentHash }) => contentHash)).toEqual([second, first]);
    expect(mails[0]).toMatchObject({ error: 'took too long', attempts: 3, parserVersion: 7 });
  });

  it('show one by the first digits of its hash: where it lies, how it begins, safe to print', async () => {
    const hash = await quarantined(1, 'Please \u001b[2J\u202e look');
    await locate(hash);
    const shown = await ask<QuarantinedDetail>('quarantine-show', { hash: hash.slice(0, 10).toUpperCase() });
    expect(shown).toMatchObject({
      contentHash: hash,
      places: [{ mailbox: 'orders', folder: 'INBOX', uid: 12, gone: true }],
      shortened: false,
    });
    expect(shown.beginning).toContain('Subject: Letter 1\n');
    expect(shown.beginning).toContain('Please \ufffd[2J\ufffd look');
  });

  it('shorten what is long', async () => {
    const hash = await quarantined(1, 'loaves '.repeat(5000));
    const shown = await ask<QuarantinedDetail>('quarantine-show', { hash });
    expect(shown.shortened).toBe(true);
    expect(shown.beginning.length).toBeLessThanOrEqual(4000);
    expect(shown.beginning).toMatch(/loaves loaves l?o?a?v?e?s? ?$/);
  });

  it('save the raw mail, once', async () => {
    const hash = await quarantined(1);
    const to = path.join(folder, 'letter.eml');
    const saved = await ask<{ bytes: number }>('quarantine-save', { hash, to });
    expect(readFileSync(to, 'utf8')).toMatch(/^From: Karim[^]*Ten loaves, please\.\r\n$/);
    expect(readFileSync(to)).toHaveLength(saved.bytes);
    await expect(ask('quarantine-save', { hash, to })).rejects.toThrow('exists already');
  });

  it('let one be read again, or all', async () => {
    const hashes = [await quarantined(1), await quarantined(2), await quarantined(3)];
    expect(await ask('quarantine-retry', { hash: hashes[0] })).toEqual({ retried: 1 });
    expect(await ask<unknown[]>('quarantine-list', {})).toHaveLength(2);
    expect(await ask('quarantine-retry', { all: true })).toEqual({ retried: 2 });
    const rows = await database.inside((tx) =>
      tx.selectFrom('raw_messages').select(['read_state', 'read_attempts']).execute(),
    );
    expect(rows).toEqual(hashes.map(() => ({ read_state: 'pending', read_attempts: 0 })));
  });

  it('delete one for good, and write down who did', async () => {
    const [hash, other] = [await quarantined(1), await quarantined(2)];
    expect(await ask('quarantine-delete', { hash: hash.slice(0, 16) })).toEqual({ deleted: 1 });
    const left = await ask<QuarantinedMail[]>('quarantine-list', {});
    expect(left.map(({ contentHash }) => contentHash)).toEqual([other]);
    const audit = await database.inside((tx) =>
      tx
        .selectFrom('audit_log')
        .select(['actor', 'subject'])
        .where('action', 'like', 'quarantined%')
        .execute(),
    );
    expect(audit).toEqual([{ actor: 'Maryam', subject: hash }]);
  });

  it('refuse what names none, or several', async () => {
    await quarantined(1);
    for (const hash of ['', '%', 'abc', 'f'.repeat(64), "'; drop table"])
      for (const name of ['quarantine-show', 'quarantine-retry', 'quarantine-delete'])
        await expect(ask(name, { hash }), `${name} ${hash}`).rejects.toThrow('no quarantined mail');
    const twins = ['abcd1', 'abcd2'].map((beginning) => beginning.padEnd(64, '0'));
    await database.inside((tx) =>
      tx
        .insertInto('raw_messages')
        .values(
          twins.map((content_hash) => ({
            content_hash,
            size: 1,
            encoding: 'identity' as const,
            bytes: Buffer.from('x'),
            arrival: 'new' as const,
            internal_date: NOW,
            read_state: 'quarantined' as const,
            created_at: NOW,
          })),
        )
        .execute(),
    );
    await expect(ask('quarantine-delete', { hash: 'abcd' })).rejects.toThrow('several');
    expect(await ask('quarantine-delete', { hash: 'abcd1' })).toEqual({ deleted: 1 });
  });
});
