import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  deleteQuarantined,
  listQuarantine,
  reprocessQuarantined,
  showQuarantined,
} from '../../../src/messages/log/quarantine.ts';
import { type ReadMessagesOptions, readMessages } from '../../../src/messages/log/read-messages.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { memoryBlobs } from '../../support/ingest-fixture.ts';
import { BAKERY, letter, plainPool, putRaw, threadState } from '../../support/reading-fixture.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const KARIM = 'Karim <karim@workshop.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const put = (source: Buffer, options: Parameters<typeof putRaw>[3] = {}) =>
  database.inside((tx) => putRaw(tx, source, NOW, options));
const read = (options: Partial<ReadMessagesOptions> = {}) =>
  readMessages({
    db: database.db,
    businessId: database.businessId,
    pool: plainPool,
    blobs: memoryBlobs(),
    own: BAKERY,
    authservIds: new Map(),
    now: NOW,
    limit: 50,
    ...options,
  });
const messages = () =>
  database.inside((tx) =>
    tx.selectFrom('messages').selectAll().orderBy('received_at').orderBy('subject').execute(),
  );

describe('readMessages', () => {
  it('logs a mail with its people, its text and its way', async () => {
    const text = 'Ten loaves, please.\r\n\r\nOn Monday Maryam wrote:\r\n> What do you need?';
    await put(
      letter({ id: 'a@w', from: KARIM, to: `${MARYAM}, Leila <leila@cafe.example>`, subject: 'سفارش', text }),
      { arrival: 'history' },
    );
    expect(await read()).toEqual({ read: 1, failed: 0, quarantined: 0, more: true });
    expect(await read()).toEqual({ read: 0, failed: 0, quarantined: 0, more: false });
    const [message] = await messages();
    expect(message).toMatchObject({
      message_id: 'a@w',
      direction: 'incoming',
      class: 'human',
      arrival: 'history',
      subject: 'سفارش',
      from_name: 'Karim',
      from_address: 'karim@workshop.example',
      sent_at: NOW,
      received_at: NOW,
      authenticity: 'unverified',
      reading: { bounce: null, unsubscribe: null },
      matched_at: null,
    });
    expect(message?.reply_text).toBe('Ten loaves, please.');
    const addresses = await database.inside((tx) =>
      tx
        .selectFrom('message_addresses')
        .select(['position', 'role', 'name', 'canonical'])
        .orderBy('position')
        .execute(),
    );
    expect(addresses).toEqual([
      { position: 0, role: 'from', name: 'Karim', canonical: 'karim@workshop.example' },
      { position: 1, role: 'to', name: 'Maryam', canonical: 'maryam@bakery.example' },
      { position: 2, role: 'to', name: 'Leila', canonical: 'leila@cafe.example' },
    ]);
  });

  it('reads new mail before history', async () => {
    await put(letter({ id: 'old@w', from: KARIM, to: MARYAM, subject: 'old' }), { arrival: 'history' });
    await put(letter({ id: 'new@w', from: KARIM, to: MARYAM, subject: 'new' }));
    await read({ limit: 1 });
    expect((await messages()).map(({ subject }) => subject)).toEqual(['new']);
  });

  it('believes only the server of the mailbox in which the mail lies', async () => {
    const mailboxId = await database.inside(async (tx) => {
      const id = '01890000-0000-7000-8000-000000000001';
      const none = { lease_owner: null, lease_until: null, failure_class: null, failure_message: null };
      await tx
        .insertInto('mailboxes')
        .values({
          id,
          name: 'shop',
          address: 'maryam@bakery.example',
          ...none,
          failed_since: null,
          last_ok_sync_at: null,
        })
        .execute();
      return id;
    });
    const headers = {
      'Authentication-Results': 'mx.bakery.example; dmarc=pass header.from=workshop.example',
    };
    await put(letter({ id: 'a@w', from: KARIM, to: MARYAM, headers }), { mailboxId });
    await put(letter({ id: 'b@w', from: KARIM, to: MARYAM, headers }));
    await read({ authservIds: new Map([['shop', ['mx.bakery.example']]]) });
    const verdicts = (await messages()).map(({ message_id, authenticity }) => [message_id, authenticity]);
    expect(Object.fromEntries(verdicts)).toEqual({ 'a@w': 'verified', 'b@w': 'unverified' });
  });

  it('keeps two workers apart', async () => {
    for (let number = 0; number < 30; number++) {
      await put(letter({ id: `${number}@w`, from: KARIM, to: MARYAM, subject: `Order ${number}` }));
    }
    const results = await Promise.all([read({ limit: 20 }), read({ limit: 20 }), read({ limit: 20 })]);
    expect(results.reduce((sum, { read }) => sum + read, 0)).toBe(30);
    expect(await messages()).toHaveLength(30);
  });

  it('logs a mail once that two workers read, because the first was too slow', async () => {
    await put(letter({ id: 'slow@w', from: KARIM, to: MARYAM }));
    const slow = read({
      pool: {
        read: async (raws, options) => {
          expect(await read({ now: later(5) })).toMatchObject({ read: 1 });
          return plainPool.read(raws, options);
        },
      },
    });
    expect(await slow).toMatchObject({ read: 0 });
    expect(await messages()).toHaveLength(1);
  });

  it('gives the mails back when the pool ends', async () => {
    await put(letter({ id: 'a@w', from: KARIM, to: MARYAM }));
    const closed = { read: () => Promise.reject(new Error('the parse pool was closed')) };
    await expect(read({ pool: closed })).rejects.toThrow('closed');
    expect(await read()).toMatchObject({ read: 1 });
  });

  it('sends a mail to quarantine after three attempts, and the others on', async () => {
    const poison = await put(letter({ id: 'bomb@w', from: KARIM, to: MARYAM, subject: 'bomb' }));
    await put(letter({ id: 'a@w', from: KARIM, to: MARYAM }));
    const pool = {
      read: async (...[raws, options]: Parameters<typeof plainPool.read>) => {
        const outcomes = await plainPool.read(raws, options);
        return outcomes.map((outcome) =>
          outcome.ok && outcome.message.subject === 'bomb'
            ? { ok: false as const, reason: 'too deep' }
            : outcome,
        );
      },
    };
    expect(await read({ pool })).toMatchObject({ read: 1, failed: 1 });
    expect(await read({ pool })).toMatchObject({ more: false });
    expect(await read({ pool, now: later(2) })).toMatchObject({ failed: 1 });
    expect(await read({ pool, now: later(10) })).toMatchObject({ quarantined: 1 });
    const [mail] = await database.inside((tx) => listQuarantine(tx, 10));
    expect(mail).toMatchObject({ contentHash: poison, error: 'too deep', attempts: 3 });
    expect(await database.inside((tx) => showQuarantined(tx, poison, memoryBlobs()))).toBeInstanceOf(Buffer);
    const how = { actor: 'Maryam', now: later(11) };
    expect(await database.inside((tx) => reprocessQuarantined(tx, how))).toBe(1);
    expect(await read({ now: later(11) })).toMatchObject({ read: 1 });
    expect(await messages()).toHaveLength(2);
  });

  it('sends a bomb to quarantine at once: it would be one at every attempt', async () => {
    const nested = Array.from(
      { length: 60 },
      (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
    );
    const head = `From: ${KARIM}\r\nMessage-ID: <bomb@w>\r\n`;
    const bomb = await put(Buffer.from(`${head}${nested.join('')}\r\nboom\r\n`));
    await put(letter({ id: 'a@w', from: KARIM, to: MARYAM }));
    expect(await read()).toMatchObject({ read: 1, failed: 0, quarantined: 1 });
    const [mail] = await database.inside((tx) => listQuarantine(tx, 10));
    expect(mail).toMatchObject({ contentHash: bomb, attempts: 1, error: expect.stringContaining('nested') });
  });

  it('sends a mail to quarantine that takes the whole process down, but not its neighbours', async () => {
    const killer = await put(letter({ id: 'killer@w', from: KARIM, to: MARYAM, subject: 'killer' }));
    for (let number = 0; number < 5; number++)
      await put(letter({ id: `${number}@w`, from: KARIM, to: MARYAM }));
    // A process that dies leaves its claims as they are; here the write after the reading is never reached.
    const dying = {
      read: (...[raws]: Parameters<typeof plainPool.read>) =>
        raws.some(({ kept }) => Buffer.from(kept).includes('killer'))
          ? new Promise<never>(() => {})
          : plainPool.read(raws),
    };
    let quarantined = 0;
    for (let minute = 0; minute < 40; minute++) {
      const done = await Promise.race([read({ pool: dying, now: later(minute) }), tick()]);
      quarantined += done?.quarantined ?? 0;
    }
    expect(quarantined).toBe(1);
    expect(await database.inside((tx) => listQuarantine(tx, 10))).toMatchObject([{ contentHash: killer }]);
    expect(await messages()).toHaveLength(5);
  });

  it('keeps apart what the database refuses', async () => {
    await put(letter({ id: 'a@w', from: KARIM, to: MARYAM, subject: 'fine' }));
    await put(letter({ id: 'b@w', from: KARIM, to: MARYAM, subject: 'refused' }));
    const pool = {
      read: async (...[raws, options]: Parameters<typeof plainPool.read>) => {
        const outcomes = await plainPool.read(raws, options);
        for (const outcome of outcomes) {
          // A NUL, which no text of Postgres may hold.
          if (outcome.ok && outcome.message.subject === 'refused') outcome.texts.text = Buffer.from('a\0b');
        }
        return outcomes;
      },
    };
    for (let round = 0; round < 8; round++) await read({ pool });
    expect((await messages()).map(({ subject }) => subject)).toEqual(['fine']);
    expect(await database.inside((tx) => listQuarantine(tx, 10))).toHaveLength(1);
  });

  it('deletes a quarantined mail, and writes down who did', async () => {
    const hash = await put(letter({ id: 'a@w', from: KARIM, to: MARYAM }));
    await database.inside((tx) =>
      tx
        .updateTable('raw_messages')
        .set({ read_state: 'quarantined' })
        .where('content_hash', '=', hash)
        .execute(),
    );
    const how = { contentHash: hash, actor: 'Maryam', now: NOW };
    expect(await database.inside((tx) => deleteQuarantined(tx, how))).toEqual({ deleted: true, file: null });
    expect(await database.inside((tx) => deleteQuarantined(tx, how))).toEqual({ deleted: false, file: null });
    const audit = await database.inside((tx) =>
      tx.selectFrom('audit_log').select(['actor', 'subject']).execute(),
    );
    expect(audit).toEqual([{ actor: 'Maryam', subject: hash }]);
  });

  it('survives a Message-ID and a subject of thousands of bytes', async () => {
    const long = 'م'.repeat(900);
    await put(letter({ id: `${long}@w`, from: KARIM, to: MARYAM, subject: long }));
    expect(await read()).toMatchObject({ read: 1 });
    await put(letter({ id: 'b@w', inReplyTo: `${long}@w`, from: MARYAM, to: KARIM, subject: `Re: ${long}` }));
    expect(await read()).toMatchObject({ read: 1 });
    expect(await database.inside(threadState)).toHaveLength(1);
  });
});

const tick = () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300));
