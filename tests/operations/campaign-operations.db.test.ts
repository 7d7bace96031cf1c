import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCampaign } from '../../src/campaigns/campaign.ts';
import type { CampaignStatistics } from '../../src/campaigns/campaign-statistics.ts';
import type { ListedCampaign } from '../../src/campaigns/list-campaigns.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import { findOperation } from '../../src/operations/operations.ts';
import { unsubscribeByToken } from '../../src/outbox/unsubscribe.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type Outbox, openOutbox } from '../outbox/outbox-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages } from '../support/message-rows.ts';
import { testWebParts } from '../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let outbox: Outbox;
let campaignId: string;

const READERS = 10;
const SENT_AT = new Date(TUESDAY_NOON.getTime() - 3 * DAY_MS);
const ids: { contactId: string; emailId: string; messageId: string }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  outbox = await openOutbox(database);
  campaignId = await sentCampaign();
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

/** Spring loaves, sent to ten readers three days ago; one more lies queued, and one unsubscribed before. */
async function sentCampaign(): Promise<string> {
  const { id } = await database.inside((tx) =>
    startCampaign(tx, {
      automation: 'newsletter',
      occasion: '2026-03-07T12:00 Europe/Vienna',
      issue: 'spring-loaves',
      segment: 'everyone',
      mode: 'live',
      now: SENT_AT,
    }),
  );
  for (let reader = 0; reader < READERS + 2; reader++) {
    const contactId = newId();
    const canonical = `reader-${reader}@customers.example`;
    await database.inside((tx) =>
      tx
        .insertInto('contacts')
        .values({ id: contactId, kind: 'customer', name: `Reader ${reader}`, source: 'mail' })
        .execute(),
    );
    const written = reader <= READERS;
    const emailId = written
      ? await outbox.enqueue(`reader-${reader}`, { class: 'marketing', contactId, campaignId: id })
      : null;
    await database.inside(async (tx) => {
      const state = written ? 'enqueued' : 'left out';
      await tx
        .insertInto('campaign_recipients')
        .values({
          campaign_id: id,
          canonical,
          address: canonical,
          contact_id: contactId,
          state,
          state_reason: written ? '' : 'one-click',
          email_id: emailId,
        })
        .execute();
      if (emailId === null || reader === READERS) return;
      const { message_id } = await tx
        .updateTable('outgoing_emails')
        .set({ state: 'sent', sent_at: SENT_AT })
        .where('id', '=', emailId)
        .returning('message_id')
        .executeTakeFirstOrThrow();
      ids.push({ contactId, emailId, messageId: message_id });
    });
  }
  return id;
}

const perform = async <T>(name: string, input: unknown): Promise<T> =>
  JSON.parse(JSON.stringify(await findOperation(name).perform(workspace, input, 'Maryam'))) as T;
const reader = (at: number) => {
  const one = ids[at];
  if (!one) throw new Error('no such reader');
  return one;
};

async function buys(contactId: string, order: string, at: Date, cancelledAt: Date | null = null) {
  await database.inside((tx) =>
    tx
      .insertInto('purchases')
      .values({
        id: newId(),
        contact_id: contactId,
        dedupe_key: order,
        occurred_at: at,
        amount_minor: 1200,
        currency: 'EUR',
        source: 'csv',
        source_ref: order,
        history: false,
        cancelled_at: cancelledAt,
        items: '[]',
      })
      .execute(),
  );
}

it('counts what a campaign came to, people and not mails, and nothing that was before it or too late', async () => {
  const later = (days: number) => new Date(SENT_AT.getTime() + days * DAY_MS);
  await buys(reader(0).contactId, 'order-1', later(1));
  await buys(reader(0).contactId, 'order-2', later(2));
  await buys(reader(1).contactId, 'order-3', later(-1));
  await buys(reader(2).contactId, 'order-4', later(15));
  await buys(reader(3).contactId, 'order-5', later(1), later(2));
  const thread = newId();
  await database.inside(async (tx) => {
    await insertMessages(tx, [
      { threadId: thread, from: 'Reader 4 <reader-4@customers.example>', sentAt: later(1) },
      {
        threadId: thread,
        from: 'Reader 4 <reader-4@customers.example>',
        class: 'auto-reply',
        sentAt: later(1),
      },
    ]);
    await tx
      .insertInto('thread_references')
      .values({ reference: reader(4).messageId, thread_id: thread })
      .execute();
    const automatic = newId();
    await insertMessages(tx, [
      {
        threadId: automatic,
        from: 'Reader 5 <reader-5@customers.example>',
        class: 'auto-reply',
        sentAt: later(1),
      },
    ]);
    await tx
      .insertInto('thread_references')
      .values({ reference: reader(5).messageId, thread_id: automatic })
      .execute();
    const subject = { businessId: database.businessId, emailId: reader(6).emailId };
    await unsubscribeByToken(tx, subject, 'one-click', later(1));
    const evidence = (detail: object) => ({ evidence: JSON.stringify(detail) });
    await tx
      .updateTable('outgoing_emails')
      .set(evidence({ hardBounce: '5.1.1' }))
      .where('id', '=', reader(7).emailId)
      .execute();
    await tx
      .updateTable('outgoing_emails')
      .set(evidence({ complaint: 'a report' }))
      .where('id', '=', reader(8).emailId)
      .execute();
    await tx
      .updateTable('outgoing_emails')
      .set({ state: 'uncertain' })
      .where('id', '=', reader(9).emailId)
      .execute();
  });
  const { statistics } = await perform<{ statistics: CampaignStatistics }>('campaign-stats', {
    name: 'spring-loaves',
  });
  expect(statistics).toMatchObject({
    tried: READERS,
    uncertain: 1,
    delivered: { part: 8, whole: READERS },
    bounced: { part: 1, whole: READERS },
    replied: { part: 1, whole: 8 },
    purchased: { part: 1, whole: 8 },
    unsubscribed: { part: 1, whole: 8 },
    complained: { part: 1, whole: 8 },
    days: 14,
  });
  expect(statistics.replied?.low).toBeGreaterThan(0);
  expect(statistics.replied?.high).toBeLessThan(0.5);
});

it('is shown on its page in three languages, and to nobody else', async () => {
  const app = buildWebApp(workspace, testWebParts());
  const text = async (path: string) => (await app.request(`http://localhost:4080${path}`)).text();
  expect(await text('/campaigns')).toMatch(/spring-loaves.*finding its readers/s);
  const page = await text(`/campaigns/${campaignId}`);
  expect(page).toMatch(/12 readers.*left out.*Bought within 14 days.*1 of 8: 13% \(/s);
  expect(await text(`/campaigns/${campaignId}?lang=fa`)).toContain('هرزنامه خواندند');
  expect(await text(`/campaigns/${campaignId}?lang=ar`)).toContain('ألغوا الاشتراك');
  const strange = await app.request(`http://localhost:4080/campaigns/${newId()}`);
  expect(strange.status).toBe(404);
  expect((await app.request('http://mail.bakery.example/campaigns')).status).not.toBe(200);
});

it('is held, goes on and is ended by its issue or the end of its id', async () => {
  const [listed] = await perform<ListedCampaign[]>('campaigns-list', {});
  expect(listed).toMatchObject({
    issue: 'spring-loaves',
    progress: { recipients: READERS + 2, leftOut: 1, reasons: { 'one-click': 1 }, mails: { queued: 1 } },
  });
  const name = campaignId.slice(-12);
  expect(await perform('campaign-pause', { name })).toMatchObject({
    changed: true,
    campaign: { state: 'paused', haltedBy: 'Maryam' },
  });
  expect(await perform('campaign-pause', { name: 'spring-loaves' })).toMatchObject({ changed: false });
  expect(await perform('campaign-resume', { name })).toMatchObject({ changed: true });
  expect(await perform('campaign-cancel', { name })).toMatchObject({
    changed: true,
    campaign: { state: 'cancelled', progress: { mails: { cancelled: 1 } } },
  });
  await expect(perform('campaign-resume', { name })).rejects.toThrow('was cancelled');
  await expect(perform('campaign-show', { name: 'autumn-ovens' })).rejects.toThrow('there is no campaign');
  expect(await perform('campaign-show', { name })).toMatchObject({ state: 'cancelled' });
});
