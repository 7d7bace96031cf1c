import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startCampaign } from '../../src/campaigns/campaign.ts';
import { campaignProgress } from '../../src/campaigns/campaign-progress.ts';
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  settleCancelled,
} from '../../src/campaigns/halt-campaign.ts';
import { findCampaign } from '../../src/campaigns/list-campaigns.ts';
import { newId } from '../../src/lib/ids.ts';
import type { MailSender, Outcome } from '../../src/outbox/mail-sender.ts';
import { NOON, type Outbox, openOutbox, SETTINGS } from '../outbox/outbox-fixture.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

const PEOPLE = process.env['TEST_DATABASE_KIND'] === 'pglite' ? 24 : 120;
const PAUSES = process.env['TEST_DATABASE_KIND'] === 'pglite' ? 20 : 100;
const WORKERS = 3;

let database: TestDatabase;
let outbox: Outbox;
let campaignId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  outbox = await openOutbox(database);
  campaignId = await letters();
});

/** A newsletter of Maryam's that is written to all but the last two of her readers; one more is left out. */
async function letters(): Promise<string> {
  const { id } = await database.inside((tx) =>
    startCampaign(tx, {
      automation: 'newsletter',
      occasion: '2026-03-10T10:00 Europe/Berlin',
      issue: 'spring-loaves',
      segment: 'everyone',
      mode: 'live',
      now: NOON,
    }),
  );
  for (let reader = 0; reader < PEOPLE; reader++) {
    const contactId = newId();
    const canonical = `reader-${reader}@customers.example`;
    await database.inside(async (tx) => {
      await tx
        .insertInto('contacts')
        .values({ id: contactId, kind: 'customer', name: `Reader ${reader}`, source: 'mail' })
        .execute();
      await tx
        .insertInto('contact_addresses')
        .values({ canonical, address: canonical, contact_id: contactId })
        .execute();
    });
    const written = reader < PEOPLE - 3;
    const emailId = written
      ? await outbox.enqueue(`reader-${reader}`, { class: 'marketing', contactId, campaignId: id })
      : null;
    const state = written ? 'enqueued' : reader === PEOPLE - 3 ? 'left out' : 'waiting';
    await database.inside((tx) =>
      tx
        .insertInto('campaign_recipients')
        .values({
          campaign_id: id,
          canonical,
          address: canonical,
          contact_id: contactId,
          state,
          email_id: emailId,
        })
        .execute(),
    );
  }
  return id;
}

const WRITTEN = PEOPLE - 3;
const word = () => ({ campaignId, actor: 'Maryam', now: NOON });
const pause = () => database.inside((tx) => pauseCampaign(tx, word()));
const resume = () => database.inside((tx) => resumeCampaign(tx, word()));
const cancel = () => cancelCampaign(database.db, database.businessId, word());
const progress = () => database.inside((tx) => campaignProgress(tx, campaignId));

/** Releases mails as `pace` allows, and notes each time one is released. */
function pacedSender(released: string[], pace: () => number): MailSender {
  return {
    open: () =>
      Promise.resolve({
        isUsable: () => true,
        close: () => {},
        async transmit({ recipient, fence }): Promise<Outcome> {
          while (released.length > pace()) await wait(1);
          if (!(await fence())) return { kind: 'not-released', reason: 'not released' };
          released.push(recipient);
          return { kind: 'sent', reply: '250 2.0.0 taken' };
        },
      }),
  };
}

it(`paused and resumed ${PAUSES} times while three workers send: each mail leaves once, and all adds up (O21)`, async () => {
  const released: string[] = [];
  let pauses = 0;
  const over = new AbortController();
  // So that mails are left to send at every pause.
  const sender = pacedSender(released, () => (pauses / PAUSES) * WRITTEN);
  const settings = { ...SETTINGS, connections: 2 };
  const workers = Array.from({ length: WORKERS }, async () => {
    while (!over.signal.aborted) {
      await outbox.deliver(sender, { settings });
      await wait(1);
    }
  });
  let midway = 0;
  for (; pauses < PAUSES; pauses++) {
    expect(await pause()).toBe(true);
    if (released.length < WRITTEN) midway++;
    expect(await resume()).toBe(true);
  }
  over.abort();
  await Promise.all(workers);
  expect(midway).toBe(PAUSES);
  await outbox.makeDue();
  await outbox.deliver(sender);
  expect(released.toSorted()).toEqual([...new Set(released)].toSorted());
  expect(released).toHaveLength(WRITTEN);
  expect(await progress()).toMatchObject({
    recipients: PEOPLE,
    waiting: 2,
    leftOut: 1,
    enqueued: WRITTEN,
    mails: { sent: WRITTEN },
    gone: 0,
  });
});

it('nothing leaves while it is paused, and all of it when it is resumed', async () => {
  const released: string[] = [];
  const other = await outbox.enqueue('somebody-else');
  expect(await pause()).toBe(true);
  expect(await pause()).toBe(false);
  await outbox.deliver(pacedSender(released, () => PEOPLE));
  expect(released).toEqual(['somebody-else@customers.example']);
  expect(await outbox.state(other)).toBe('sent');
  expect(await database.inside((tx) => findCampaign(tx, 'spring-loaves'))).toMatchObject({
    state: 'paused',
    haltedBy: 'Maryam',
    progress: { mails: { queued: WRITTEN } },
  });
  expect(await resume()).toBe(true);
  expect(await resume()).toBe(false);
  await outbox.deliver(pacedSender(released, () => PEOPLE));
  expect(released).toHaveLength(WRITTEN + 1);
});

it('cancelled half-way: what left has left, everybody else has an end, and it stays so', async () => {
  const released: string[] = [];
  const half = Math.floor(WRITTEN / 2);
  await outbox.deliver(
    pacedSender(released, () => PEOPLE),
    { limit: half },
  );
  expect(await cancel()).toBe(true);
  expect(await cancel()).toBe(false);
  expect(await resume()).toBe(false);
  await outbox.makeDue();
  await outbox.deliver(pacedSender(released, () => PEOPLE));
  expect(released).toHaveLength(half);
  expect(await progress()).toMatchObject({
    recipients: PEOPLE,
    waiting: 0,
    leftOut: 3,
    enqueued: WRITTEN,
    mails: { sent: half, cancelled: WRITTEN - half },
  });
  const audited = await database.inside((tx) =>
    tx.selectFrom('audit_log').select(['action', 'actor']).where('subject', '=', campaignId).execute(),
  );
  expect(audited).toEqual([{ action: 'cancel campaign', actor: 'Maryam' }]);
});

it('a crash between the word and its work leaves nothing to send, and the rest is done later', async () => {
  await database.inside((tx) =>
    tx.updateTable('campaigns').set({ halted: 'cancelled', halted_by: 'Maryam', halted_at: NOON }).execute(),
  );
  const released: string[] = [];
  await outbox.deliver(
    pacedSender(released, () => PEOPLE),
    { limit: 5 },
  );
  expect(released).toEqual([]);
  expect((await progress()).mails).toEqual({ queued: WRITTEN - 5, cancelled: 5 });
  await settleCancelled(database.db, database.businessId, word());
  expect(await progress()).toMatchObject({ waiting: 0, mails: { cancelled: WRITTEN } });
});
