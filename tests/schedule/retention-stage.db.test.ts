import { afterAll, beforeAll, expect, it } from 'vitest';
import { movableClock } from '../../src/lib/clock.ts';
import { readMessages } from '../../src/messages/log/read-messages.ts';
import { retentionStage } from '../../src/schedule/retention-stage.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { bakeryMail, memoryBlobs } from '../support/ingest-fixture.ts';
import { BAKERY, plainPool, putRaw } from '../support/reading-fixture.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAILS = 501;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('goes through the whole log in batches, and again after six hours', async () => {
  const clock = movableClock({ now: () => Promise.resolve(TUESDAY_NOON) });
  const workspace = await testWorkspace(database, { clock });
  workspace.config.retention.keepRaw = 30 * DAY;
  const { db, businessId } = database;
  await database.inside(async (tx) => {
    for (let number = 1; number <= MAILS; number++) {
      const internalDate = new Date(TUESDAY_NOON.getTime() - 31 * DAY + (number === MAILS ? 2 * DAY : 0));
      await putRaw(tx, Buffer.from(bakeryMail(number)), TUESDAY_NOON, { arrival: 'history', internalDate });
    }
  });
  const reading = { db, businessId, pool: plainPool, blobs: memoryBlobs(), own: BAKERY, now: TUESDAY_NOON };
  await readMessages({ ...reading, authservIds: new Map(), limit: MAILS });
  const kept = () =>
    database.inside(async (tx) => {
      const rows = await tx
        .selectFrom('raw_messages')
        .select('content_hash')
        .where('bytes', 'is not', null)
        .execute();
      return rows.length;
    });

  const stage = retentionStage(workspace, memoryBlobs());
  expect(await stage.run()).toEqual({ did: 500, more: true });
  expect(await stage.run()).toEqual({ did: 0, more: false });
  expect(await kept()).toBe(1);

  clock.advance(5 * HOUR);
  await database.inside((tx) =>
    tx
      .updateTable('messages')
      .set({ received_at: new Date(0) })
      .execute(),
  );
  expect(await stage.run()).toEqual({ did: 0, more: false });
  clock.advance(HOUR);
  expect((await stage.run()).more).toBe(true);
  expect((await stage.run()).more).toBe(false);
  expect(await kept()).toBe(0);
  await workspace.close();
});
