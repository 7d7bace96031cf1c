import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MailboxFailure } from '../../../src/mailbox/mailbox.ts';
import { createFetchCaution } from '../../../src/messages/ingest/fetch.ts';
import { loadRaw } from '../../../src/messages/log/store-raw.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import {
  bakeryMail,
  brokenInvariants,
  endState,
  inboxReader,
  memoryBlobs,
  type Reader,
} from '../../support/ingest-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let database: TestDatabase;
let server: ScriptedServer;
let reader: Reader;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
});

const received = (number: number) => new Date(Date.UTC(2025, 0, 1, 8, number));
const fill = (count: number, at: (number: number) => Date = received) => {
  for (let number = 1; number <= count; number++) server.deliver(bakeryMail(number), at(number));
};
const open = async () => {
  reader = await inboxReader(database.db, database.businessId, server, NOW);
  return reader;
};
const state = () => database.inside(endState);
/** Of each content, in the order of its number. */
const arrivals = () =>
  database.inside(async (tx) => {
    const rows = await tx.selectFrom('raw_messages').select(['arrival', 'bytes']).execute();
    const numberOf = ({ bytes }: (typeof rows)[number]) =>
      Number(/Order (\d+)/.exec(String(bytes))?.[1] ?? Number.NaN);
    return rows.toSorted((a, b) => numberOf(a) - numberOf(b)).map(({ arrival }) => arrival);
  });
const invariants = () => database.inside((tx) => brokenInvariants(tx, server));

describe('the first connection', () => {
  it('takes what is there as history and what comes after as new', async () => {
    fill(7);
    const { sync, history } = await open();
    expect(await sync(NOW)).toEqual({
      state: 'synced',
      stored: 0,
      newMessages: 0,
      historyDue: true,
      reconcileDue: false,
    });
    server.deliver(bakeryMail(8), later(1));
    expect(await sync(later(2))).toMatchObject({ stored: 1, newMessages: 1 });
    expect(await history(later(2))).toEqual({ stored: 7, newMessages: 0, finished: true });
    const { raws, cursors } = await state();
    expect(raws.filter(({ arrival }) => arrival === 'new')).toHaveLength(1);
    expect(cursors).toMatchObject([
      { epoch: 1, first_new_uid: 8, last_uid: 8, history_done: 7, history_total: 7, history_finished: true },
    ]);
    expect(await invariants()).toEqual([]);
  });

  it('reads history newest first, to the horizon, and reports how far it is', async () => {
    server.deliver(bakeryMail(90), new Date('2023-05-01T00:00:00Z'));
    fill(7);
    const { sync, history } = await open();
    await sync(NOW);
    const seen: [number, number, boolean][] = [];
    await history(NOW, {
      onProgress: (progress) => seen.push([progress.done, progress.total, progress.finished]),
    });
    expect(seen).toEqual([
      [0, 7, false],
      [3, 7, false],
      [6, 7, false],
      [7, 7, false],
      [7, 7, true],
    ]);
    expect((await state()).locations.map(({ uid }) => uid)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(server.commands.slice(-6).filter((command) => command === 'FETCH BODY')).toHaveLength(3);
  });

  it('goes on where the history was interrupted', async () => {
    fill(7);
    const { sync, history } = await open();
    await sync(NOW);
    server.faults = { failAtCall: 6 };
    await expect(history(NOW)).rejects.toThrow(MailboxFailure);
    server.faults = {};
    const { cursors, locations } = await state();
    expect(locations.map(({ uid }) => uid)).toEqual([5, 6, 7]);
    expect(cursors).toMatchObject([{ history_next_uid: 4, history_done: 3, history_total: 7 }]);
    await history(later(1));
    expect((await state()).cursors).toMatchObject([
      { history_done: 7, history_total: 7, history_finished: true },
    ]);
  });

  it('reads on when the horizon is moved back', async () => {
    server.deliver(bakeryMail(90), new Date('2023-05-01T00:00:00Z'));
    fill(2);
    const { sync, history } = await open();
    await sync(NOW);
    await history(NOW);
    expect(await sync(later(1), { historySince: new Date('2023-01-01') })).toMatchObject({
      historyDue: true,
    });
    expect(await history(later(1))).toMatchObject({ stored: 1, finished: true });
    expect(await invariants()).toEqual([]);
  });
});

describe('new mail', () => {
  beforeEach(async () => {
    await (await open()).sync(NOW);
  });

  it('is stored once, also when the server answers with a mail below the range', async () => {
    fill(4, later);
    expect(await reader.sync(later(1))).toMatchObject({ stored: 4, newMessages: 4 });
    const before = await state();
    expect(await reader.sync(later(2))).toMatchObject({ stored: 0, newMessages: 0 });
    expect(await state()).toEqual(before);
  });

  it('is not what came long before the first connection and was only moved or copied here after it', async () => {
    fill(3);
    server.deliver(bakeryMail(4), later(-60));
    server.deliver(bakeryMail(5), later(1));
    expect(await reader.sync(later(1))).toMatchObject({ stored: 5, newMessages: 2 });
    server.renumber(2000);
    server.deliver(bakeryMail(6), received(6));
    server.deliver(bakeryMail(7), later(3));
    expect(await reader.sync(later(4))).toMatchObject({ state: 'synced' });
    await reader.history(later(4));
    expect(await arrivals()).toEqual(['history', 'history', 'history', 'new', 'new', 'history', 'new']);
    expect(await invariants()).toEqual([]);
  });

  it('keeps the batches before a failure', async () => {
    fill(7);
    server.faults = { failAtCall: 6 };
    await expect(reader.sync(later(1))).rejects.toThrow(MailboxFailure);
    expect((await state()).cursors).toMatchObject([{ last_uid: 3 }]);
    server.faults = {};
    expect(await reader.sync(later(2))).toMatchObject({ stored: 4 });
    expect(await invariants()).toEqual([]);
  });

  it('passes over what was expunged between search and fetch', async () => {
    fill(5);
    server.faults = {
      before: (command) => {
        if (command === 'FETCH BODY') server.expunge(2);
      },
    };
    expect(await reader.sync(later(1))).toMatchObject({ state: 'synced', stored: 4 });
    expect((await state()).gaps).toEqual([]);
    expect((await state()).cursors).toMatchObject([{ last_uid: 5 }]);
  });

  it('makes a gap of a mail that is there but not handed out, and fills it later', async () => {
    fill(5, later);
    server.faults = { withheld: new Set([3]) };
    expect(await reader.sync(later(1))).toMatchObject({ stored: 4 });
    expect((await state()).gaps).toEqual([{ uid_validity: 1000, uid: 3 }]);
    expect(await invariants()).toEqual([]);
    server.faults = {};
    expect(await reader.sync(later(1.5))).toMatchObject({ stored: 0 });
    expect(await reader.sync(later(5))).toMatchObject({ stored: 1, newMessages: 1 });
    expect((await state()).gaps).toEqual([]);
    expect(await invariants()).toEqual([]);
  });

  it('forgets a gap whose mail is gone', async () => {
    fill(2);
    server.faults = { withheld: new Set([1]) };
    await reader.sync(later(1));
    server.expunge(1);
    await reader.sync(later(5));
    expect((await state()).gaps).toEqual([]);
  });

  it('finds the one mail that the server refuses, and stores the rest', async () => {
    fill(6);
    server.faults = { refused: new Set([2]) };
    expect(await reader.sync(later(1))).toMatchObject({ stored: 5 });
    expect((await state()).gaps).toEqual([{ uid_validity: 1000, uid: 2 }]);
  });

  it('finds the one mail that breaks every connection off, and stores the rest', async () => {
    fill(6);
    server.faults = { deadly: new Set([2]) };
    const caution = createFetchCaution();
    let attempts = 0;
    for (; attempts < 10; attempts++) {
      const done = await reader.sync(later(attempts), { caution }).catch((error: unknown) => error);
      if (!(done instanceof Error)) break;
    }
    expect(attempts).toBeLessThan(7);
    expect((await state()).gaps).toEqual([{ uid_validity: 1000, uid: 2 }]);
    expect((await state()).locations.map(({ uid }) => uid)).toEqual([1, 3, 4, 5, 6]);
  });

  it('keeps only the headers of what is too large, and says so', async () => {
    server.deliver(bakeryMail(1), later(1));
    server.deliver(bakeryMail(2, 'x'.repeat(6000)), later(1));
    server.deliver(bakeryMail(3), later(1));
    expect(await reader.sync(later(1))).toMatchObject({ stored: 3, newMessages: 3 });
    const [skip] = await database.inside((tx) => tx.selectFrom('skips').selectAll().execute());
    expect(skip).toMatchObject({ uid: 2, reason: 'too large', size: expect.any(Number), gone_at: null });
    expect(skip?.size).toBeGreaterThan(6000);
    const raw = await database.inside((tx) =>
      tx
        .selectFrom('raw_messages')
        .selectAll()
        .where('content_hash', '=', skip?.content_hash ?? '')
        .executeTakeFirstOrThrow(),
    );
    expect(raw).toMatchObject({ arrival: 'new', folder_role: 'inbox', read_state: 'pending' });
    expect((await loadRaw(raw, memoryBlobs())).toString()).toMatch(
      /^From: Karim[^]*Subject: Order 2\r\n[^]*\r\n\r\n$/,
    );
    expect((await state()).locations.map(({ uid }) => uid)).toEqual([1, 3]);
    expect(await invariants()).toEqual([]);
  });

  it('leaves the headers too when the server does not hand them out', async () => {
    server.deliver(bakeryMail(2, 'x'.repeat(6000)), later(1));
    server.faults = { withheldHeaders: new Set([1]) };
    expect(await reader.sync(later(1))).toMatchObject({ state: 'synced', stored: 0 });
    expect((await state()).skips).toMatchObject([{ uid: 1, reason: 'too large' }]);
  });

  it('keeps one content with two locations', async () => {
    server.deliver(bakeryMail(1), later(1));
    server.deliver(bakeryMail(1), later(1));
    expect(await reader.sync(later(1))).toMatchObject({ stored: 1, newMessages: 1 });
    const { raws, locations } = await state();
    expect([raws.length, locations.length]).toEqual([1, 2]);
  });

  it('stores an empty mail and one of many bytes', async () => {
    server.deliver('', later(1));
    server.deliver(Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256)), later(1));
    expect(await reader.sync(later(1))).toMatchObject({ stored: 2 });
    const rows = await database.inside((tx) =>
      tx.selectFrom('raw_messages').select(['size', 'bytes']).execute(),
    );
    expect(rows.map(({ size }) => size).sort((a, b) => a - b)).toEqual([0, 4000]);
    expect(rows.every(({ bytes }) => Buffer.isBuffer(bytes))).toBe(true);
  });

  it('writes down how many mails the server has, and when it was last in order', async () => {
    fill(3);
    await reader.sync(later(1));
    const folder = await database.inside((tx) =>
      tx.selectFrom('folders').selectAll().executeTakeFirstOrThrow(),
    );
    expect(folder).toMatchObject({ server_count: 3, last_ok_sync_at: later(1) });
  });
});

describe.each([
  ['up', 2000],
  ['down', 3],
])('UIDVALIDITY goes %s', (_direction, uidValidity) => {
  it('reads all again, acts on nothing known, and on mail that came in between', async () => {
    fill(5);
    await (await open()).sync(NOW);
    await reader.history(NOW);
    server.expunge(2);
    server.deliver(bakeryMail(20), later(30));
    server.deliver(bakeryMail(21), received(21));
    server.renumber(uidValidity);
    expect(await reader.sync(later(60))).toMatchObject({ newMessages: 0, historyDue: true });
    server.deliver(bakeryMail(22), later(61));
    expect(await reader.sync(later(62))).toMatchObject({ newMessages: 1 });
    expect(await reader.history(later(62))).toMatchObject({ stored: 2, newMessages: 1, finished: true });
    const { raws, cursors, locations } = await state();
    expect(raws).toHaveLength(8);
    expect(raws.filter(({ arrival }) => arrival === 'new')).toHaveLength(2);
    expect(cursors).toMatchObject([
      { uid_validity: 1000, epoch: 1, closed: true },
      { uid_validity: uidValidity, epoch: 2, closed: false },
    ]);
    expect(locations.filter(({ uid_validity }) => uid_validity === 1000)).toHaveLength(5);
    expect(await invariants()).toEqual([]);
  });
});

describe('a server that numbers anew', () => {
  it('under the same UIDVALIDITY: nothing is passed over, and what came since is new', async () => {
    fill(5);
    await (await open()).sync(NOW);
    await reader.history(NOW);
    server.expunge(1);
    server.expunge(2);
    server.renumber(1000);
    server.deliver(bakeryMail(20), later(30));
    expect(await reader.sync(later(31))).toMatchObject({ state: 'synced', historyDue: true });
    expect(await reader.history(later(31))).toMatchObject({ stored: 1, newMessages: 1, finished: true });
    server.deliver(bakeryMail(21), later(40));
    expect(await reader.sync(later(41))).toMatchObject({ newMessages: 1 });
    expect(await invariants()).toEqual([]);
  });
});

describe('a mailbox whose settings change', () => {
  it('keeps its cursors when it is renamed', async () => {
    fill(2);
    await (await open()).sync(NOW);
    server.deliver(bakeryMail(20), later(1));
    const renamed = await inboxReader(database.db, database.businessId, server, later(2), undefined, {
      name: 'bakery',
      address: 'Maryam@bakery.example',
    });
    expect(await renamed.sync(later(2))).toMatchObject({ newMessages: 1 });
  });

  it('is read as at the first connection when it becomes another account', async () => {
    server.deliver(bakeryMail(1), received(1));
    await (await open()).sync(NOW);
    await reader.history(NOW);
    // The other account has the same UIDVALIDITY, as all of some providers have, and more mail.
    for (let number = 20; number < 26; number++) server.deliver(bakeryMail(number), later(number - 60));
    const other = await inboxReader(database.db, database.businessId, server, later(2), undefined, {
      name: 'main',
      address: 'orders@bakery.example',
    });
    expect(await other.sync(later(2))).toMatchObject({ newMessages: 0, historyDue: true });
    await other.history(later(2));
    const { raws } = await state();
    expect(raws).toHaveLength(7);
    expect(raws.every(({ arrival }) => arrival === 'history')).toBe(true);
    expect(await invariants()).toEqual([]);
  });
});

describe('a server that keeps renumbering', () => {
  it('goes back to an old number with other mails: nothing is lost, nothing doubled', async () => {
    fill(3);
    await (await open()).sync(NOW);
    await reader.history(NOW);
    server.renumber(2000);
    await reader.sync(later(1));
    await reader.history(later(1));
    server.expunge(1);
    server.renumber(1000);
    await reader.sync(later(2));
    await reader.history(later(2));
    const { raws, cursors } = await state();
    expect(raws).toHaveLength(3);
    expect(raws.every(({ arrival }) => arrival === 'history')).toBe(true);
    expect(cursors).toMatchObject([
      { uid_validity: 2000, epoch: 2, closed: true },
      { uid_validity: 1000, epoch: 3, closed: false, history_done: 2 },
    ]);
    const now = await database.inside((tx) =>
      tx
        .selectFrom('locations')
        .select('content_hash')
        .where('uid_validity', '=', 1000)
        .where('uid', '<=', 2)
        .execute(),
    );
    expect(now).toHaveLength(2);
  });

  it('is left alone for the rest of the hour after five times', async () => {
    fill(2);
    await (await open()).sync(NOW);
    for (let time = 1; time <= 5; time++) {
      server.renumber(1000 + time);
      expect(await reader.sync(later(time))).toMatchObject({ state: 'synced' });
    }
    server.renumber(3000);
    expect(await reader.sync(later(6))).toEqual({ state: 'unstable', changesLastHour: 5 });
    expect(await reader.sync(later(70))).toMatchObject({ state: 'synced' });
  });

  it('still acts on mail of the first gap when it renumbers before that is read', async () => {
    fill(2);
    await (await open()).sync(NOW);
    await reader.history(NOW);
    server.deliver(bakeryMail(20), later(5));
    server.renumber(2000);
    await reader.sync(later(30));
    server.renumber(3000);
    await reader.sync(later(60));
    expect(await reader.history(later(60))).toMatchObject({ stored: 1, newMessages: 1 });
  });
});
