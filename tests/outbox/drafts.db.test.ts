import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { approveAll } from '../../src/outbox/approve.ts';
import { appendDrafts, expireDrafts, recogniseDraft } from '../../src/outbox/drafts.ts';
import { loopToken } from '../../src/outbox/loop-token.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery, shipped } from '../automations/automations-fixture.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let bakery: Awaited<ReturnType<typeof openBakery>>;

beforeAll(async () => {
  database = await testDatabase();
  bakery = await openBakery(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await bakery.openMailbox();
});

const KEY = 'a key for the tests of automations';

/** Leila bought, and the thank-you is in the Drafts folder. */
async function drafted() {
  await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
  await bakery.run(await shipped('thank-you', 'draft'), bakery.writer, after(HOUR_MS));
  const put: string[] = [];
  const { db, businessId } = database;
  const append = (_mailbox: string, bytes: Buffer) => {
    put.push(bytes.toString('latin1'));
    return Promise.resolve();
  };
  const options = { db, businessId, append, now: after(HOUR_MS), limit: 10, log: silentLog() };
  expect(await appendDrafts(options)).toBe(1);
  expect(await appendDrafts(options)).toBe(0);
  const [mail] = await bakery.mails();
  const row = await database.inside((tx) =>
    tx.selectFrom('outgoing_emails').select(['id', 'message_id', 'subject']).executeTakeFirstOrThrow(),
  );
  return { put, mail, row };
}

/** A mail that lies in the Sent folder. */
const inSent = (messageId: string, role: 'sent' | 'other' = 'sent') =>
  database.inside(async (tx) => {
    const [folder, thread, hash] = [newId(), newId(), messageId];
    const { id: mailbox } = await tx.selectFrom('mailboxes').select('id').executeTakeFirstOrThrow();
    await tx.insertInto('folders').values({ id: folder, mailbox_id: mailbox, path: role, role }).execute();
    await tx
      .insertInto('threads')
      .values({ id: thread, subject_base: 's', first_message_at: NOON, last_message_at: NOON })
      .execute();
    await sql`insert into locations (folder_id, uid_validity, uid, content_hash, internal_date, arrival)
      values (${folder}, 1, 1, ${hash}, ${NOON}, 'new')`.execute(tx);
    await sql`insert into messages (id, content_hash, thread_id, message_id, direction, class, subclass, class_reason,
        authenticity, authenticity_reason, authenticity_checked_by, arrival, subject, from_name, from_address, sent_at,
        received_at, text, size, parser_version)
      values (${newId()}, ${hash}, ${thread}, ${messageId}, 'outgoing', 'human', '', '', 'verified', '', 'nobody', 'new',
        's', '', 'maryam@bakery.example', ${NOON}, ${NOON}, '', 1, 1)`.execute(tx);
  });

const recognise = (mail: { messageId: string; loopHeader?: string; subject?: string; to?: string }) =>
  database.inside((tx) =>
    recogniseDraft(
      tx,
      {
        messageId: mail.messageId,
        loopHeader: mail.loopHeader ?? null,
        subject: mail.subject ?? 'Re: something else',
        recipients: [mail.to ?? 'leila.karimi@home.example'],
      },
      { key: KEY, businessId: database.businessId, now: after(2 * HOUR_MS) },
    ),
  );
const state = async () => (await bakery.mails())[0]?.state;

describe('draft mode', () => {
  it('puts the mail into the Drafts folder, once, and nothing but a person can send it', async () => {
    const { put, mail, row } = await drafted();
    expect(mail).toMatchObject({ state: 'draft', template: 'thank-you' });
    expect(put).toHaveLength(1);
    expect(put[0]).toContain(`Message-ID: <${row.message_id}>`);
    expect(put[0]).not.toMatch(/^DKIM-Signature/im);
    expect(await database.inside((tx) => approveAll(tx, 'Yusuf', after(HOUR_MS)))).toMatchObject({
      approved: 0,
    });
    expect(await state()).toBe('draft');
  });

  it('knows it in Sent by its Message-ID', async () => {
    const { row } = await drafted();
    await inSent(row.message_id);
    expect(await recognise({ messageId: row.message_id })).toBe(row.id);
    expect(await state()).toBe('sent');
    const { evidence } = await database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select('evidence').executeTakeFirstOrThrow(),
    );
    expect(evidence).toMatchObject({ knownBy: 'its Message-ID', seenIn: 'the Sent folder' });
  });

  it('knows it by the loop header where the mail program gave it another Message-ID', async () => {
    const { row } = await drafted();
    await inSent('thunderbird@bakery.example');
    const loopHeader = loopToken(KEY, database.businessId, row.message_id);
    expect(await recognise({ messageId: 'thunderbird@bakery.example', loopHeader })).toBe(row.id);
  });

  it('knows it by recipient and subject where both are gone, and no other mail', async () => {
    const { row } = await drafted();
    await inSent('apple@bakery.example');
    const messageId = 'apple@bakery.example';
    expect(await recognise({ messageId })).toBeUndefined();
    expect(await recognise({ messageId, subject: row.subject, to: 'karim@home.example' })).toBeUndefined();
    expect(await recognise({ messageId, subject: row.subject })).toBe(row.id);
  });

  it('does not take the draft itself for a mail that left', async () => {
    const { row } = await drafted();
    await inSent(row.message_id, 'other');
    expect(await recognise({ messageId: row.message_id })).toBeUndefined();
    expect(await state()).toBe('draft');
  });

  it('forgets what nobody sent, and gives up a folder that is not there', async () => {
    const { db, businessId } = database;
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await bakery.run(await shipped('thank-you', 'draft'), bakery.writer, after(HOUR_MS));
    const append = () => Promise.reject(new Error('no folder of drafts'));
    for (let attempt = 1; attempt <= 5; attempt++) {
      await database.inside((tx) => tx.updateTable('drafts').set({ lease_until: null }).execute());
      await appendDrafts({ db, businessId, append, now: NOON, limit: 10, log: silentLog() });
    }
    expect(await state()).toBe('cancelled');
    await clearBusiness(database);
    await bakery.openMailbox();
    await drafted();
    expect(await expireDrafts({ db, businessId, now: after(2 * DAY_MS), limit: 10 })).toBe(0);
    expect(await expireDrafts({ db, businessId, now: after(4 * DAY_MS), limit: 10 })).toBe(1);
    expect(await state()).toBe('expired');
  });
});
