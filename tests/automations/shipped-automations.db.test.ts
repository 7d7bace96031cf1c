import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Automation } from '../../src/automations/automation.ts';
import { occurrenceRules } from '../../src/automations/occurrence-rules.ts';
import { recordDueOccurrences } from '../../src/automations/occurrences.ts';
import { recheckEmail } from '../../src/automations/recheck.ts';
import { nextHoliday } from '../../src/automations/triggers/holidays.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Calendar } from '../../src/lib/locale.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery, shipped } from './automations-fixture.ts';

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

const FILES = new URL('../../config/automations/', import.meta.url);
/** Looked at every few hours, from a day before Tuesday noon for so long. */
const LOOK_MS = 3 * HOUR_MS;

/** Lets time pass with one automation live; answers its mails by template and day (0 is Tuesday). */
async function live(name: string, days: number, changes: Partial<Automation> = {}) {
  const automations = await shipped(name, 'live', changes);
  const rules = occurrenceRules(automations, 'Europe/Berlin', []);
  for (let at = -DAY_MS; at <= days * DAY_MS; at += LOOK_MS) {
    await database.inside((tx) => recordDueOccurrences(tx, rules, after(at)));
    await bakery.run(automations, bakery.writer, after(at));
  }
  const mails = await bakery.mails();
  return mails.map(({ template, due_at }) => [
    template,
    Math.floor((due_at.getTime() - NOON.getTime()) / DAY_MS),
  ]);
}

const reasons = async () => (await bakery.runs()).map(({ state_reason }) => state_reason);

const occasion = (
  contactId: string,
  kind: 'birthday' | 'anniversary' | 'name-day',
  calendar: Calendar,
  month: number,
  day: number,
  nextOn: string,
) =>
  database.inside((tx) =>
    tx
      .insertInto('occasions')
      .values({
        id: newId(),
        contact_id: contactId,
        kind,
        calendar,
        year: 1370,
        month,
        day,
        next_on: nextOn,
        source: 'person',
        confidence: 1,
        at: NOON,
      })
      .execute(),
  );

const segment = (name: string, members: string[]) =>
  database.inside(async (tx) => {
    const id = newId();
    await tx
      .insertInto('segments')
      .values({ id, name, kind: 'static', changed_at: NOON, changed_by: 'Maryam' })
      .execute();
    for (const contact_id of members)
      await tx.insertInto('segment_members').values({ segment_id: id, contact_id, since: NOON }).execute();
  });

const expected = (contactId: string, at: Date) =>
  database.inside((tx) =>
    tx
      .insertInto('scores')
      .values({ contact_id: contactId, computed_at: NOON, next_purchase_at: at })
      .execute(),
  );

const OFFER = { offer: { text: { en: 'A walnut bread', fa: 'یک نان گردویی' } } };

/** What each automation is told of, and the mails it then writes: template and day. */
const STORIES: Record<string, () => Promise<unknown>> = {
  async 'satisfaction-check'() {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    expect(await live('satisfaction-check', 9)).toEqual([['satisfaction-check', 7]]);
  },
  async reassurance() {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', NOON);
    expect(await live('reassurance', 3)).toEqual([['reassurance', 1]]);
  },
  async 'order-update'() {
    const data = { delivery: { orderId: '1', status: 'Your cake is in the oven.' } };
    await bakery.signal('order-status', await bakery.contact('Leila Karimi'), NOON, 'oven', { data });
    expect(await live('order-update', 1)).toEqual([['order-update', 0]]);
  },
  async 'order-shipped'() {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', after(-DAY_MS));
    const purchase = await database.inside((tx) =>
      tx.selectFrom('purchases').select('id').executeTakeFirstOrThrow(),
    );
    await bakery.signal('shipment', leila, NOON, 'parcel', { purchaseId: purchase.id });
    expect(await live('order-shipped', 1)).toEqual([['order-shipped', 0]]);
  },
  async 'after-meeting'() {
    const karim = await bakery.contact('Karim Haddad');
    await database.inside((tx) =>
      tx
        .insertInto('interactions')
        .values({
          id: newId(),
          contact_id: karim,
          channel: 'meeting',
          direction: 'outgoing',
          dedupe_key: 'meeting:1',
          at: NOON,
          summary: 'New ovens\nWe agreed on two.',
          source: 'person',
          created_at: after(HOUR_MS),
        })
        .execute(),
    );
    expect(await live('after-meeting', 2)).toEqual([['after-meeting', 0]]);
  },
  async birthday() {
    // 20 Esfand is 11 March; 30 Esfand comes in leap years only.
    await occasion(
      await bakery.contact('Leila Karimi', { locale: 'fa' }),
      'birthday',
      'persian',
      12,
      20,
      '2026-03-11',
    );
    await occasion(await bakery.contact('Sara Novak'), 'birthday', 'gregorian', 5, 1, '2026-05-01');
    expect(await live('birthday', 3)).toEqual([['birthday', 0]]);
    expect((await bakery.mails())[0]).toMatchObject({ locale: 'fa', recipient: 'leila.karimi@home.example' });
  },
  async anniversary() {
    await occasion(await bakery.contact('Leila Karimi'), 'anniversary', 'gregorian', 3, 11, '2026-03-11');
    expect(await live('anniversary', 3)).toEqual([['anniversary', 0]]);
  },
  async 'name-day'() {
    await occasion(await bakery.contact('Sara Novak'), 'name-day', 'gregorian', 3, 11, '2026-03-11');
    expect(await live('name-day', 3)).toEqual([['name-day', 0]]);
  },
  async 'holiday-greeting'() {
    const leila = await bakery.contact('Leila Karimi', { locale: 'fa' });
    const sara = await bakery.contact('Sara Novak', { locale: 'en' });
    await segment('customers', [leila, sara]);
    expect(nextHoliday('nowruz', '2026-03-10')).toBe('2026-03-21');
    expect(await live('holiday-greeting', 12)).toEqual([['holiday-greeting', 10]]);
  },
  async 'gift-ideas'() {
    await occasion(await bakery.contact('Leila Karimi'), 'anniversary', 'gregorian', 3, 21, '2026-03-21');
    const products = [{ name: 'Walnut bread' }];
    expect(await live('gift-ideas', 3, { data: { products } })).toEqual([['gift-ideas', 0]]);
  },
  async article() {
    const leila = await bakery.contact('Leila Karimi');
    await segment('everyone', [leila, await bakery.contact('Sara Novak')]);
    await database.inside((tx) =>
      tx
        .insertInto('details')
        .values({
          id: newId(),
          contact_id: leila,
          field: 'interest',
          value: 'baking',
          source: 'person',
          confidence: 1,
          at: NOON,
        })
        .execute(),
    );
    const article = { title: 'Why sourdough keeps', url: 'https://bakery.example/why' };
    expect(await live('article', 15, { data: { article } })).toEqual([['article', -1]]);
  },
  async offer() {
    await expected(await bakery.contact('Leila Karimi'), after(6 * DAY_MS));
    expect(await live('offer', 3, { data: OFFER })).toEqual([['offer', 0]]);
  },
  async 'related-products'() {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    const products = [{ name: 'Walnut bread' }];
    expect(await live('related-products', 16, { data: { products } })).toEqual([['related-products', 14]]);
  },
  async invitation() {
    const [leila, sara] = [await bakery.contact('Leila Karimi'), await bakery.contact('Sara Novak')];
    await segment('best', [leila, sara]);
    // She said at once that she will come.
    await bakery.signal('reply', sara, after(DAY_MS));
    const event = { name: 'An evening at the oven', at: '2026-04-12T18:00:00+01:00' };
    const trigger = { kind: 'contacts' as const, cron: '0 10 11 3 *', segment: 'best' };
    expect(await live('invitation', 22, { data: { event }, trigger })).toEqual([
      ['invitation', 0],
      ['invitation-reminder', 20],
    ]);
  },
  async gift() {
    await bakery.signal('stage:commitment', await bakery.contact('Leila Karimi'), NOON);
    expect(await live('gift', 4, { data: OFFER })).toEqual([['gift', 2]]);
    const tasks = await database.inside((tx) => tx.selectFrom('tasks').selectAll().execute());
    expect(tasks).toMatchObject([
      { kind: 'gift', title: 'Put a gift aside for Leila Karimi', state: 'open' },
    ]);
  },
  async 'loyalty-welcome'() {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', after(-30 * DAY_MS), { history: true });
    await bakery.purchase(leila, '2', NOON);
    await database.inside((tx) => tx.updateTable('contacts').set({ purchase_count: 2 }).execute());
    expect(await live('loyalty-welcome', 4, { data: { loyalty: { points: 20 } } })).toEqual([
      ['loyalty-welcome', 2],
    ]);
  },
  async 'survey-nps'() {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', NOON);
    expect(await live('survey-nps', 32)).toEqual([['survey-nps', 29]]);
    const asked = await database.inside((tx) =>
      tx
        .selectFrom('survey_invitations as i')
        .innerJoin('survey_mails as m', 'm.invitation_id', 'i.id')
        .innerJoin('outgoing_emails as e', 'e.id', 'm.email_id')
        .select(['i.survey', 'i.contact_id', 'i.purchase_id', 'e.template'])
        .execute(),
    );
    expect(asked).toEqual([
      {
        survey: 'recommendation',
        contact_id: leila,
        purchase_id: expect.any(String),
        template: 'survey-nps',
      },
    ]);
  },
  async 'abandoned-cart'() {
    const leila = await bakery.contact('Leila Karimi');
    const cart = newId();
    await database.inside((tx) =>
      tx
        .insertInto('carts')
        .values({
          id: cart,
          contact_id: leila,
          dedupe_key: 'cart:1',
          state: 'abandoned',
          items: JSON.stringify([{ name: 'Walnut bread', quantity: 2 }]),
          url: 'https://bakery.example/cart/1',
          opened_at: NOON,
          changed_at: NOON,
          source: 'shop',
        })
        .execute(),
    );
    await bakery.signal('cart-abandoned', leila, NOON, 'cart-abandoned:1', { cartId: cart });
    expect(await live('abandoned-cart', 6)).toEqual([
      ['abandoned-cart-1', 0],
      ['abandoned-cart-2', 5],
    ]);
  },
  async replenishment() {
    const leila = await bakery.contact('Leila Karimi');
    await bakery.purchase(leila, '1', after(-20 * DAY_MS), { history: true });
    await expected(leila, after(4 * DAY_MS));
    expect(await live('replenishment', 3)).toEqual([['replenishment', 0]]);
  },
  async 'payment-due'() {
    for (const [name, order] of [
      ['Leila Karimi', '1'],
      ['Karim Haddad', '2'],
    ] as const)
      await bakery.purchase(await bakery.contact(name), order, after(-DAY_MS));
    await database.inside((tx) =>
      tx
        .updateTable('purchases')
        .set({ due_at: after(4 * DAY_MS), created_at: after(-DAY_MS) })
        .execute(),
    );
    const automations = await shipped('payment-due', 'live');
    for (let at = 0; at <= 2 * DAY_MS; at += LOOK_MS) await bakery.run(automations, bakery.writer, after(at));
    await database.inside((tx) =>
      tx
        .updateTable('purchases')
        .set({ paid_at: after(3 * DAY_MS) })
        .where('order_id', '=', '2')
        .execute(),
    );
    // A reminder that waits for a person's word does not leave once it is paid.
    const waiting = await database.inside((tx) =>
      tx
        .selectFrom('outgoing_emails')
        .select(['contact_id as contactId', 'run_id as runId', 'campaign_id as campaignId', 'automation'])
        .where('recipient', 'like', 'karim%')
        .executeTakeFirstOrThrow(),
    );
    const recheck = (isAboutBills: () => boolean) =>
      database.inside((tx) =>
        recheckEmail(tx, waiting, after(3 * DAY_MS), { isOwn: () => false, isAboutBills }),
      );
    expect(await recheck(() => true)).toBe('it was paid on 2026-03-13');
    expect(await recheck(() => false)).toBeUndefined();
    for (let at = 2 * DAY_MS; at <= 28 * DAY_MS; at += LOOK_MS)
      await bakery.run(automations, bakery.writer, after(at));
    const mails = (await bakery.mails()).map(
      ({ template, recipient }) => `${recipient.split('.')[0]} ${template}`,
    );
    expect(mails.toSorted()).toEqual([
      'karim payment-due',
      'leila payment-due',
      'leila payment-final',
      'leila payment-overdue',
    ]);
    expect(await reasons()).toContain('it was paid on 2026-03-13');
  },
  async 'call-offer'() {
    const leila = await bakery.contact('Leila Karimi');
    await segment('silent-unhappy', []);
    await database.inside((tx) =>
      tx.insertInto('scores').values({ contact_id: leila, computed_at: NOON, monetary: 5 }).execute(),
    );
    await bakery.signal('score:silence_purchases>=0.7', leila, NOON);
    expect(await live('call-offer', 4)).toEqual([['call-offer', 0]]);
    const tasks = await database.inside((tx) => tx.selectFrom('tasks').selectAll().execute());
    expect(tasks).toMatchObject([{ kind: 'call', title: 'Call Leila Karimi, who has gone quiet' }]);
  },
  async 'account-review'() {
    const leila = await bakery.contact('Leila Karimi');
    await segment('best', [leila]);
    await bakery.purchase(leila, '1', after(-20 * DAY_MS), { history: true });
    const trigger = { kind: 'contacts' as const, cron: '0 9 11 3 *', segment: 'best' };
    expect(await live('account-review', 7, { trigger })).toEqual([['account-review', 5]]);
  },
};

/** Told of in tests of their own. */
const ELSEWHERE = ['newsletter', 'reactivation', 'thank-you', 'weekly-digest'];

describe('the automations that come with Wafa', () => {
  it('are all off, say what they are for, and have a test', async () => {
    const automations = await shipped('none', 'off');
    expect(automations.every(({ mode, description }) => mode === 'off' && description.length > 20)).toBe(
      true,
    );
    const files = readdirSync(FILES).map((file) => file.replace('.yaml', ''));
    expect(automations.map(({ name }) => name)).toEqual(files);
    expect([...Object.keys(STORIES), ...ELSEWHERE].toSorted()).toEqual(files.toSorted());
  });

  it.each(Object.keys(STORIES))('%s', async (name) => {
    await expect(STORIES[name]?.()).resolves.toBeUndefined();
  });
});
