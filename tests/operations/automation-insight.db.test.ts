import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../src/customers/segments/install-segments.ts';
import { newId } from '../../src/lib/ids.ts';
import { LOCALES } from '../../src/lib/locale.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { removeFolder } from '../support/temporary-folder.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  workspace = await testWorkspace(database);
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-automations-'));
  const segments = await readShippedSegments(SHIPPED_SEGMENTS);
  await database.inside((tx) => installSegments(tx, segments, TUESDAY_NOON));
});
afterEach(async () => {
  await workspace.close();
  await clearBusiness(database);
  removeFolder(folder);
});
afterAll(() => database.close());

const ask = async <T>(name: string, input: object) =>
  (await findOperation(name).perform(workspace, input, 'Yusuf')) as T;

/** Omar bought a year ago, and never again. */
async function omar() {
  const id = newId();
  const bought = new Date('2025-02-03T10:00:00Z');
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({
        id,
        kind: 'customer',
        name: 'عمر حداد',
        locale: 'ar',
        source: 'mail',
        purchase_count: 1,
        last_purchase_at: bought,
      })
      .execute();
    await tx
      .insertInto('contact_addresses')
      .values({ canonical: 'omar@home.example', address: 'omar@home.example', contact_id: id })
      .execute();
    await tx
      .insertInto('purchases')
      .values({
        id: newId(),
        contact_id: id,
        dedupe_key: 'order:1',
        items: '[]',
        occurred_at: bought,
        amount_minor: 4850,
        currency: 'EUR',
        source: 'csv',
        source_ref: 'orders.csv:2',
        history: true,
      })
      .execute();
  });
}

describe('what can be asked about automations', () => {
  it('finds nothing wrong with those that come with Wafa', async () => {
    expect(await ask('automations-check', {})).toEqual({
      checked: workspace.automations.length,
      problems: [],
    });
  });

  it.each(LOCALES)('explains each of them in %s', async (locale) => {
    for (const { name } of workspace.automations) {
      const { lines } = await ask<{ lines: string[] }>('automation-explain', { name, locale });
      expect({ name, long: lines.length > 6 }).toEqual({ name, long: true });
      expect(lines.join('\n')).not.toMatch(/undefined|\[object/);
    }
  });

  it('replays the last year of a logged mailbox', async () => {
    await omar();
    const replayed = await ask<{
      sent: number;
      lines: { what: string; at: Date; locale: string; html?: string }[];
    }>('automation-replay', { name: 'reactivation', from: '2025-01-01', to: '2025-12-31', previews: 10 });
    expect(replayed.sent).toBe(3);
    expect(replayed.lines.map(({ what }) => what)).toEqual([
      'reactivation-1',
      'reactivation-2',
      'reactivation-3',
    ]);
    expect(replayed.lines[0]).toMatchObject({ locale: 'ar' });
    expect(replayed.lines[0]?.html).toContain('dir="rtl"');
    expect(await database.inside((tx) => tx.selectFrom('outgoing_emails').select('id').execute())).toEqual(
      [],
    );
  });

  it('takes somebody made up, or a contact, through the steps', async () => {
    await omar();
    const madeUp = await ask<{ what: string; at: Date }[]>('automation-simulate', {
      name: 'payment-due',
      locale: 'fa',
    });
    expect(madeUp.map(({ what }) => what)).toEqual([
      'payment-due',
      'payment-overdue',
      'task: Call {name} about an unpaid bill',
      'payment-final',
    ]);
    const known = await ask<{ what: string; contact: string }[]>('automation-simulate', {
      name: 'reactivation',
      who: 'omar@home.example',
    });
    expect(known[0]).toMatchObject({ what: 'reactivation-1', contact: 'عمر حداد' });
    await expect(ask('automation-simulate', { name: 'newsletter' })).rejects.toThrow(/not to single people/);
  });

  it('pushes, switches, pulls and restores', async () => {
    const file = path.join(folder, 'thank-you.yaml');
    const shipped = workspace.automations.find(({ name }) => name === 'thank-you');
    const source = await readFile(shipped?.file ?? '', 'utf8');
    await writeFile(file, source.replace('after: 1h', 'after: 2h'));
    expect(await ask('automations-push', { from: folder })).toMatchObject([
      { automation: 'thank-you', version: 1 },
    ]);
    await writeFile(file, source.replace('after: 1h', 'after: 3h'));
    expect(await ask('automations-push', { from: file, note: 'slower' })).toMatchObject([{ version: 2 }]);
    await ask('automation-restore', { name: 'thank-you', version: 1 });
    const history = await ask<object[]>('automation-history', { name: 'thank-you' });
    expect(history).toMatchObject([
      { version: 2, note: 'slower', author: 'Yusuf', mode: null },
      { version: 1, mode: 'off' },
    ]);
  });

  it('notes an event once for each key, and believes nobody about what it sees itself', async () => {
    await omar();
    const event = { kind: 'order-status', who: 'omar@home.example', key: 'oven' };
    expect(await ask('event-record', event)).toMatchObject({ recorded: true });
    expect(await ask('event-record', event)).toMatchObject({ recorded: false });
    await expect(ask('event-record', { ...event, kind: 'purchase' })).rejects.toThrow(
      /noticed by Wafa itself/,
    );
  });

  it('lists tasks, and closes one by the beginning of its id', async () => {
    const id = newId();
    await database.inside((tx) =>
      tx
        .insertInto('tasks')
        .values({
          id,
          kind: 'call',
          title: 'Call Omar',
          contact_id: null,
          assignee: null,
          due_at: TUESDAY_NOON,
          source: 'person',
          source_ref: '1',
          created_at: TUESDAY_NOON,
          done_at: null,
        })
        .execute(),
    );
    expect(await ask('tasks-list', {})).toMatchObject([{ title: 'Call Omar', state: 'open' }]);
    await expect(ask('task-done', { id: 'ffffffff' })).rejects.toThrow(/no open task/);
    expect(await ask('task-done', { id: id.slice(0, 13), note: 'he will come' })).toMatchObject({
      title: 'Call Omar',
    });
    expect(await ask('tasks-list', {})).toEqual([]);
  });
});
