import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedMessage, ShownMessage } from '../../src/messages/log/list-messages.ts';
import { PARSER_VERSION } from '../../src/messages/parse/parser-version.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Reread } from '../../src/operations/reread.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { seedBakery } from '../support/bakery-rows.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertReadMail, type ReadMail } from '../support/read-mail.ts';
import { letter, putRaw } from '../support/reading-fixture.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let read: ReadMail;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  const rows = await seedBakery(workspace, database);
  const now = await workspace.clock.now();
  read = await database.inside((tx) => insertReadMail(tx, rows.contacts.shirin, now));
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  (await findOperation(name).perform(workspace, input, 'Maryam')) as T;

describe('messages-list and message-show', () => {
  it('lists mail of a kind, and shows one by the end of its id with what was understood', async () => {
    const bounces = await ask<LoggedMessage[]>('messages-list', { class: 'bounce' });
    expect(bounces.map(({ id }) => id)).toContain(read.bounced);
    expect(bounces.every((row) => row.class === 'bounce')).toBe(true);
    const shown = await ask<ShownMessage>('message-show', { id: read.bounced.slice(-12) });
    expect(shown.reading.bounce?.recipients).toMatchObject([
      { address: 'nobody@workshop.example', kind: 'hard' },
    ]);
    expect(shown.about).toMatchObject({ id: read.sent });
  });

  it('says until when somebody is away', async () => {
    expect(await ask('message-show', { id: read.away })).toMatchObject({
      awayUntil: new Date('2026-03-21T00:00:00Z'),
    });
  });

  it('says so when there is none, or when the end of an id fits several', async () => {
    await expect(ask('message-show', { id: 'ffffffffffff' })).rejects.toThrow('there is no message');
    await expect(ask('message-show', { id: '01a20515-d5ac-719e-9da2-bba1cfaf4be7' })).rejects.toThrow(
      'no message',
    );
  });
});

describe('reread', () => {
  it('lets what an older version read be read again, once', async () => {
    const hash = await database.inside((tx) =>
      putRaw(
        tx,
        letter({ from: 'Karim <karim@workshop.example>', to: 'm@bakery.example', text: 'Ten loaves.' }),
        new Date(),
      ),
    );
    await database.inside((tx) =>
      tx.updateTable('messages').set({ parser_version: PARSER_VERSION }).execute(),
    );
    await database.inside((tx) =>
      tx
        .updateTable('messages')
        .set({ content_hash: hash, parser_version: PARSER_VERSION - 1 })
        .where('id', '=', read.away)
        .execute(),
    );
    expect(await ask<Reread>('reread', { since: '2020-01-01' })).toEqual({
      waiting: 1,
      reread: 1,
      failed: 0,
    });
    expect((await ask<ShownMessage>('message-show', { id: read.away })).message.text).toContain(
      'Ten loaves.',
    );
    expect(await ask<Reread>('reread', {})).toEqual({ waiting: 0, reread: 0, failed: 0 });
    await expect(ask('reread', { since: 'yesterday' })).rejects.toThrow('since');
  });
});
