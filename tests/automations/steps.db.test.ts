import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callWebhooks, signedHeaders, webhookSecret } from '../../src/automations/call-webhooks.ts';
import { readAutomation } from '../../src/automations/load-automations.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Posted } from '../../src/mailbox/find-servers/guarded-post.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery } from './automations-fixture.ts';

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

function automation(rest: string) {
  const problems: string[] = [];
  const text = `name: care
description: Steps.
mode: live
class: transactional
trigger: { signal: purchase }
maxLateness: 30d
expiry: 30d
${rest}`;
  const read = readAutomation(text, 'care.yaml', problems);
  if (!read) throw new Error(problems.join('\n'));
  return [read];
}
const buy = async (name: string, order: string, at = NOON) => {
  const id = await bakery.contact(name);
  await bakery.purchase(id, order, at);
  return id;
};
const templates = async () => (await bakery.mails()).map(({ template }) => template);

describe('steps', () => {
  it('branch, tag, give a task, write the record, tell staff and other systems, in one go', async () => {
    await database.inside((tx) =>
      tx
        .insertInto('people')
        .values({
          id: newId(),
          name: 'Yusuf',
          email: 'yusuf@bakery.example',
          role: 'manager',
          locale: 'fa',
          time_zone: 'Europe/Berlin',
          calendar: 'persian',
          removed_at: null,
        })
        .execute(),
    );
    const leila = await buy('Leila Karimi', '1');
    const care = automation(`steps:
  - branch: kind is lead
    then: [{ end: a lead }]
    else:
      - tag: VIP
      - task: { title: "Call {name}", kind: call, due: 2d }
      - set: { field: interest, value: rye }
      - notify: { to: owner, text: "{name} bought." }
      - webhook: { url: "https://till.example/hook", data: { what: bought } }
  - template: thank-you
    after: 1h
    businessHours: false
`);
    await bakery.run(care, bakery.writer, NOON);
    for (const hours of [1, 2]) await bakery.run(care, bakery.writer, after(hours * HOUR_MS));
    const rows = await database.inside(async (tx) => ({
      tags: await tx.selectFrom('contact_tags').select('tag').execute(),
      tasks: await tx.selectFrom('tasks').select(['title', 'kind', 'assignee', 'due_at']).execute(),
      details: await tx.selectFrom('details').select(['field', 'value', 'source']).execute(),
      calls: await tx.selectFrom('webhook_calls').select(['url', 'body', 'state']).execute(),
    }));
    expect(rows.tags).toEqual([{ tag: 'vip' }]);
    expect(rows.tasks).toMatchObject([
      { title: 'Call Leila Karimi', kind: 'call', due_at: after(2 * DAY_MS) },
    ]);
    expect(rows.details).toEqual([{ field: 'interest', value: 'rye', source: 'automation' }]);
    expect(rows.calls).toMatchObject([
      { state: 'waiting', body: { contact: { id: leila }, data: { what: 'bought' } } },
    ]);
    const mails = await bakery.mails();
    expect(
      mails
        .map(({ recipient, subject, template }) => ({ recipient, template, empty: subject === '' }))
        .toSorted((a, b) => (a.recipient < b.recipient ? -1 : 1)),
    ).toEqual([
      { recipient: 'leila.karimi@home.example', template: 'thank-you', empty: false },
      { recipient: 'yusuf@bakery.example', template: '', empty: false },
    ]);
  });

  it('wait until a time of the day, or until something happens', async () => {
    const leila = await buy('Leila Karimi', '1');
    await buy('Karim Haddad', '2');
    const care = automation(`steps:
  - waitUntil: { time: "08:00", day: thu }
  - waitUntil: { signal: reply, atMost: 5d }
  - { template: thank-you, after: 0s, businessHours: false }
`);
    for (let hours = 0; hours <= 48; hours += 6)
      await bakery.run(care, bakery.writer, after(hours * HOUR_MS));
    expect(await templates()).toEqual([]);
    await bakery.signal('reply', leila, after(60 * HOUR_MS));
    await bakery.run(care, bakery.writer, after(61 * HOUR_MS));
    expect(await templates()).toEqual(['thank-you']);
    await bakery.run(care, bakery.writer, after(7 * DAY_MS));
    expect(await templates()).toEqual(['thank-you', 'thank-you']);
  });

  it('a rule ends a run, a condition must go on to hold, and who was in it once is not again', async () => {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', NOON);
    const care = automation(`reentry: once
conditions: { when: "kind is customer" }
stopWhen: tag is done
steps:
  - { template: thank-you, after: 0s, businessHours: false }
  - { template: reassurance, after: 2d, businessHours: false }
`);
    await bakery.run(care, bakery.writer, NOON);
    await bakery.purchase(leila, '2', after(HOUR_MS));
    await bakery.run(care, bakery.writer, after(2 * HOUR_MS));
    await database.inside((tx) =>
      tx
        .insertInto('contact_tags')
        .values({ contact_id: leila, tag: 'done', actor: 'Yusuf', at: NOON })
        .execute(),
    );
    await bakery.run(care, bakery.writer, after(3 * DAY_MS));
    expect(await templates()).toEqual(['thank-you']);
    expect((await bakery.runs()).map(({ state_reason }) => state_reason).toSorted()).toEqual([
      'holds now: tag is done',
      'was in it on 2026-03-10, and is once only',
    ]);
  });
});

describe('calls of other systems', () => {
  it('are signed, made again until they are taken, and given up where the address is forbidden', async () => {
    await buy('Leila Karimi', '1');
    const care = automation(`steps:
  - webhook: { url: "https://till.example/hook" }
  - webhook: { url: "https://localhost/hook" }
`);
    await bakery.run(care, bakery.writer, NOON);
    const { db, businessId } = database;
    const secret = webhookSecret('a signing key', businessId);
    const told: string[] = [];
    let answer: Posted = { ok: false, why: 'answers 503' };
    const post = (url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Posted> => {
      if (url.includes('localhost'))
        return Promise.resolve({ ok: false, why: 'this machine itself', forbidden: true });
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      expect(headers).toEqual(signedHeaders(headers['webhook-id'] ?? '', body, secret, at));
      told.push(headers['webhook-id'] ?? '');
      return Promise.resolve(answer);
    };
    expect(await callWebhooks({ db, businessId, post, secret, now: after(HOUR_MS) })).toBe(2);
    expect(await callWebhooks({ db, businessId, post, secret, now: after(HOUR_MS + 1000) })).toBe(0);
    answer = { ok: true, status: 204 };
    expect(await callWebhooks({ db, businessId, post, secret, now: after(2 * HOUR_MS) })).toBe(1);
    expect(await callWebhooks({ db, businessId, post, secret, now: after(3 * HOUR_MS) })).toBe(0);
    expect(new Set(told).size).toBe(1);
    const rows = await database.inside((tx) =>
      tx.selectFrom('webhook_calls').select(['state', 'attempts']).orderBy('attempts').execute(),
    );
    expect(rows).toEqual([
      { state: 'given up', attempts: 1 },
      { state: 'done', attempts: 2 },
    ]);
  });
});
