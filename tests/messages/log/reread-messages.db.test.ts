import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import {
  countToReread,
  type RereadOptions,
  type RereadResult,
  rereadMessages,
} from '../../../src/messages/log/reread-messages.ts';
import { PARSER_VERSION } from '../../../src/messages/parse/parser-version.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { memoryBlobs } from '../../support/ingest-fixture.ts';
import { BAKERY, letter, plainPool, putRaw } from '../../support/reading-fixture.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const KARIM = 'Karim Haddad <karim@workshop.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const reread = (options: Partial<RereadOptions> = {}): Promise<RereadResult> =>
  rereadMessages({
    db: database.db,
    businessId: database.businessId,
    pool: plainPool,
    blobs: memoryBlobs(),
    limit: 50,
    ...options,
  });
const messages = () =>
  database.inside((tx) => tx.selectFrom('messages').selectAll().orderBy('received_at').execute());

/** Logs `count` mails, a day apart, and then forgets of them what a new version reads. */
async function logOldMail(count: number): Promise<void> {
  await database.inside(async (tx) => {
    for (let day = 1; day <= count; day++) {
      const raw = letter({
        id: `${day}@w`,
        from: KARIM,
        to: MARYAM,
        subject: `Loaves ${day}`,
        date: `Sun, ${day} Feb 2026 10:00:00 +0000`,
        text: `Ten loaves, please.\r\n\r\n-- \r\nKarim Haddad\r\nPhone: +43 1 555 0${day}00`,
      });
      await putRaw(tx, raw, NOW, { internalDate: new Date(`2026-02-0${day}T10:00:00Z`), arrival: 'history' });
    }
  });
  await readMessages({
    db: database.db,
    businessId: database.businessId,
    pool: plainPool,
    blobs: memoryBlobs(),
    own: BAKERY,
    authservIds: new Map(),
    now: NOW,
    limit: 50,
  });
  await database.inside(async (tx) => {
    await tx
      .updateTable('messages')
      .set({
        parser_version: PARSER_VERSION - 1,
        subject: '���',
        from_name: '���',
        text: '���',
        reply_text: null,
        reading: '{}',
        class: 'other',
        subclass: 'auto_generated',
        matched_at: NOW,
        detected_at: NOW,
      })
      .execute();
    await tx.updateTable('message_addresses').set({ name: '���' }).where('role', '=', 'from').execute();
  });
}

describe('rereadMessages', () => {
  it('writes what is understood better, and changes nothing else', async () => {
    await logOldMail(1);
    const [before] = await messages();
    expect(await reread()).toEqual({ reread: 1, failed: 0, next: undefined });
    const [after] = await messages();
    expect(after).toMatchObject({
      subject: 'Loaves 1',
      from_name: 'Karim Haddad',
      class: 'human',
      subclass: 'human',
      reply_text: 'Ten loaves, please.',
      parser_version: PARSER_VERSION,
      reading: { signature: [{ kind: 'phone', value: '+43 1 555 0100' }] },
    });
    const kept = ({
      id,
      thread_id,
      contact_id,
      matched_at,
      detected_at,
      sent_at,
      authenticity,
      arrival,
    }: typeof before & {}) => ({
      id,
      thread_id,
      contact_id,
      matched_at,
      detected_at,
      sent_at,
      authenticity,
      arrival,
    });
    expect(after && kept(after)).toEqual(before && kept(before));
    const names = await database.inside((tx) =>
      tx.selectFrom('message_addresses').select(['name']).orderBy('position').execute(),
    );
    expect(names).toEqual([{ name: 'Karim Haddad' }, { name: 'Maryam' }]);
  });

  it('goes from the newest to the oldest in batches, and has nothing to do afterwards', async () => {
    await logOldMail(3);
    expect(await database.inside((tx) => countToReread(tx, undefined))).toBe(3);
    const first = await reread({ limit: 2 });
    expect(first).toMatchObject({ reread: 2, next: { at: expect.stringContaining('2026-02-02') as string } });
    expect((await messages()).map(({ parser_version: version }) => version)).toEqual([
      PARSER_VERSION - 1,
      PARSER_VERSION,
      PARSER_VERSION,
    ]);
    expect(await reread({ limit: 2, after: first.next })).toMatchObject({ reread: 1, next: undefined });
    expect(await reread()).toMatchObject({ reread: 0 });
  });

  it('reads only what came since a day, and passes over texts that are no longer kept', async () => {
    await logOldMail(3);
    await database.inside((tx) =>
      tx
        .updateTable('messages')
        .set({ text: '', text_dropped_at: NOW })
        .where('received_at', '>', new Date('2026-02-03T00:00:00Z'))
        .execute(),
    );
    expect(await reread({ since: new Date('2026-02-02T00:00:00Z') })).toMatchObject({ reread: 1 });
    expect((await messages()).map(({ text }) => text.slice(0, 10))).toEqual(['���', 'Ten loaves', '']);
  });

  it('leaves a mail as it is that cannot be read this time, and does not come back to it', async () => {
    await logOldMail(1);
    const broken = { read: () => Promise.resolve([{ ok: false as const, reason: 'took too long' }]) };
    expect(await reread({ pool: broken })).toMatchObject({ reread: 0, failed: 1 });
    expect(await messages()).toMatchObject([{ subject: '���', parser_version: PARSER_VERSION }]);
    expect(await reread()).toMatchObject({ reread: 0, failed: 0 });
  });
});
