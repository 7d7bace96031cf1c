import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertReadMail, type ReadMail } from '../support/read-mail.ts';
import { testWebParts } from '../support/web-parts.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;
let rows: BakeryRows;
let read: ReadMail;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  rows = await seedBakery(workspace, database);
  const now = await workspace.clock.now();
  read = await database.inside((tx) => insertReadMail(tx, rows.contacts.shirin, now));
  app = buildWebApp(workspace, testWebParts());
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

describe('the page of a message', () => {
  it('shows what the signature suggests, with the line it stands in, and why the sender is believed', async () => {
    const page = await textOf(`/messages/${read.signed}`);
    expect(page).toMatch(/verified.*dmarc=pass for nameh\.example/s);
    expect(page).toMatch(/written by a person.*no mark of a machine/s);
    expect(page).toMatch(/Persian/);
    expect(page).toMatch(
      /Suggestions from signatures.*What stands there often is taken into the record.*Phone.*021-88552211.*تلفن: ۰۲۱-۸۸۵۵۲۲۱۱.*Mobile.*0912 345 6789/s,
    );
  });

  it('says until when somebody is away, in the calendar of the reader', async () => {
    const page = await textOf(`/messages/${read.away}`);
    expect(page).toMatch(/automatic reply.*خارج المكتب.*Arabic.*Absence.*away.*Away until.*20 Mar 2026/s);
    expect(await textOf(`/messages/${read.away}?lang=fa`)).toMatch(/پاسخ خودکار.*عربی.*۲۹ اسفند ۱۴۰۴/s);
  });

  it('shows an invitation at its time', async () => {
    expect(await textOf(`/messages/${read.invitation}`)).toMatch(
      /Appointment.*invitation.*Tasting of the spring breads.*Begins.*2026-03-16T13:30:00\.000Z.*Invited by.*karim@/s,
    );
  });

  it('shows who a mail did not reach, why, and which mail it was', async () => {
    expect(await textOf(`/messages/${read.bounced}`)).toMatch(
      new RegExp(
        `nobody@workshop\\.example.*not delivered.*the address is dead: no such mailbox.*550 5\\.1\\.1.*user unknown.*/messages/${read.sent}.*Bread for the feast`,
        's',
      ),
    );
    expect(await textOf(`/messages/${read.bounced}?lang=ar`)).toMatch(
      /العنوان لم يعد قائمًا: لا صندوق بهذا الاسم/,
    );
  });

  it('shows mail that an older version read, of which less is known', async () => {
    expect(await textOf(`/messages/${rows.messages.layla}`)).toContain('What was read in it');
  });
});

describe('the page of a contact', () => {
  it('shows suggestions with the mail they were read in, but nothing that the record has', async () => {
    const page = await textOf(`/contacts/${rows.contacts.shirin}`);
    expect(page).toMatch(
      new RegExp(
        `Suggestions from signatures.*021-88552211.*/messages/${read.signed}.*shirin@office\\.example`,
        's',
      ),
    );
    expect(await textOf(`/contacts/${rows.contacts.karim}`)).not.toContain('Suggestions from signatures');
    await database.inside((tx) =>
      tx
        .insertInto('contact_addresses')
        .values({
          contact_id: rows.contacts.shirin,
          address: 'Shirin@office.example',
          canonical: 'shirin@office.example',
        })
        .execute(),
    );
    expect(
      (await textOf(`/contacts/${rows.contacts.shirin}`)).match(/shirin@office\.example/gi),
    ).toHaveLength(1);
  });

  it('says the same day of return as the mail that told it', async () => {
    await database.inside((tx) =>
      tx
        .updateTable('contacts')
        .set({ away_until: new Date('2026-03-21T00:00:00Z') })
        .where('id', '=', rows.contacts.karim)
        .execute(),
    );
    expect(await textOf(`/contacts/${rows.contacts.karim}`)).toMatch(/Away until.*>20 Mar 2026</s);
  });

  it('takes nothing from mail that does not stand up to checking', async () => {
    await database.inside((tx) =>
      tx.updateTable('messages').set({ authenticity: 'failed' }).where('id', '=', read.signed).execute(),
    );
    expect(await textOf(`/contacts/${rows.contacts.shirin}`)).not.toContain('021-88552211');
  });
});

describe('the page of the status', () => {
  it('says why the history rests, when a failure is tried again, and which folder is not there', async () => {
    const retryAt = new Date('2026-03-10T12:10:00Z');
    await database.inside(async (tx) => {
      await tx
        .updateTable('mailboxes')
        .set({
          history_failure_class: 'throttle',
          history_failure_message: 'NO [THROTTLED] slow down',
          history_retry_at: retryAt,
        })
        .execute();
      await tx.updateTable('folders').set({ missing_since: retryAt }).where('path', '<>', 'INBOX').execute();
      await tx
        .updateTable('folders')
        .set({ failure: 'the server gives the folder no UIDVALIDITY' })
        .where('path', '=', 'INBOX')
        .execute();
    });
    expect(await textOf('/')).toMatch(
      /history rests.*slow down.*tried again.*2026-03-10T12:10:00.000Z.*INBOX.*Not read:.*no UIDVALIDITY.*still about.*Not on the server since/s,
    );
    expect(await textOf('/?lang=fa')).toMatch(/خواندن گذشته فعلاً ایستاده است.*سرور به پوشه.*مانده حدود/s);
  });
});

async function textOf(path: string): Promise<string> {
  const response = await app.request(path.includes('?') ? path : `${path}?lang=en`);
  expect(response.status).toBe(200);
  return response.text();
}
