import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.ts';
import type { ListedImport } from '../../src/messages/import/list-imports.ts';
import type { ImportMailCount, ImportMailResult } from '../../src/operations/import-mail.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { writeMboxrd } from '../messages/import/mbox-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { bakeryMail } from '../support/ingest-fixture.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let folder: string;
let file: string;
beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  workspace.config.reading.batchMessages = 4;
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-archive-'));
  file = path.join(folder, 'archive.mbox');
  await save(1, 10);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await workspace.close();
  await database.close();
});

const save = (from: number, to: number) =>
  writeFile(
    file,
    writeMboxrd(Array.from({ length: to - from + 1 }, (_, at) => Buffer.from(bakeryMail(from + at)))),
  );
const perform = <T>(name: string, input: object) =>
  findOperation(name).perform(workspace, input, 'Maryam') as Promise<T>;
const stretch = (input: object = {}) =>
  perform<ImportMailResult>('import-mail', { file, budgetMs: 0, ...input });

describe('import-mail', () => {
  it('counts beforehand, stretch by stretch', async () => {
    const seen: number[] = [];
    let next: ImportMailCount['next'];
    do {
      const from = next === undefined ? {} : { from: next };
      const answer = await perform<ImportMailCount>('import-mail-count', { file, budgetMs: 0, ...from });
      seen.push(answer.counted.seen);
      next = answer.next;
    } while (next);
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(await perform('import-list', {})).toEqual([]);
  });

  it('works in stretches until it is done, and says so however often it is asked', async () => {
    const first = await stretch();
    expect(first).toMatchObject({ mailbox: 'bakery', beginning: 'new', done: false, name: 'archive.mbox' });
    expect(first.seen).toBeGreaterThan(0);
    const [begun] = await perform<ListedImport[]>('import-list', {});
    expect(begun).toMatchObject({ name: 'archive.mbox', finishedAt: null, seen: first.seen });

    let last = first;
    for (let count = 0; !last.done && count < 10; count++) last = await stretch({ id: first.id });
    expect(last).toMatchObject({ id: first.id, done: true, seen: 10, stored: 10, known: 0, leftOut: {} });
    expect(last.doneBytes).toBe(last.totalBytes);
    expect(await stretch({ id: first.id })).toMatchObject({ done: true, seen: 10, stored: 10 });
    expect(await perform('import-list', {})).toMatchObject([{ seen: 10, stored: 10, leftOut: 0 }]);
  });

  it('notices that the file is another one than when it began', async () => {
    await save(11, 20);
    const { id } = await stretch();
    await save(21, 25);
    await expect(stretch({ id })).rejects.toThrow(/another file/);
  });

  it('leaves out whom the business excludes', async () => {
    await save(31, 32);
    workspace.config.retention.exclude.addresses = ['karim31@workshop.example'];
    expect(await stretch({ budgetMs: 60_000 })).toMatchObject({
      done: true,
      stored: 1,
      leftOut: { 'excluded address': 1 },
    });
    workspace.config.retention.exclude.addresses = [];
  });

  it('asks whose mail it is where there are several mailboxes', async () => {
    const [bakery] = workspace.config.mailboxes;
    workspace.config.mailboxes.push({ ...bakery!, name: 'café', address: 'cafe@bakery.example' });
    await expect(stretch()).rejects.toMatchObject({ hint: 'add --mailbox with one of: bakery, café' });
    await expect(stretch({ mailbox: 'bakry' })).rejects.toMatchObject({
      message: 'there is no mailbox "bakry"',
      hint: 'did you mean "bakery"?',
      exitCode: ExitCode.usage,
    });
    expect(await stretch({ mailbox: 'café' })).toMatchObject({ mailbox: 'café' });
  });
});
