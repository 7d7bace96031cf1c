import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revive } from '../../src/cli/revive.ts';
import { memberLines, totalLine } from '../../src/cli/segment-lines.ts';
import { computeSegments } from '../../src/customers/segments/compute-segments.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../src/customers/segments/install-segments.ts';
import type { ListedMembers } from '../../src/customers/segments/list-members.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { canonicalAddress } from '../../src/lib/email-address.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const EN = { locale: 'en', timeZone: 'UTC' } as const;

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
  await database.inside((tx) => installSegments(tx, shipped, TUESDAY_NOON));
  await person('Karim Haddad', { purchases: 7, gapDays: 12, silentDays: 41 });
  await person('Maryam Ahmadi', { purchases: 3, gapDays: 30, silentDays: 5 });
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  JSON.parse(JSON.stringify(await findOperation(name).perform(workspace, input, 'Maryam'))) as T;

/** Somebody who bought, the last time so many days ago. */
async function person(
  name: string,
  { purchases, gapDays, silentDays }: { purchases: number; gapDays: number; silentDays: number },
): Promise<string> {
  const id = newId();
  const address = `${name.split(' ')[0]?.toLowerCase()}@home.example`;
  const at = (days: number) => new Date(TUESDAY_NOON.getTime() - days * DAY_MS);
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({
        id,
        kind: 'customer',
        name,
        source: 'csv',
        purchase_count: purchases,
        last_purchase_at: at(silentDays),
        last_activity_at: at(silentDays),
        usual_gap_days: gapDays,
        silent_since: silentDays > 2 * gapDays ? at(silentDays - 2 * gapDays) : null,
      })
      .execute();
    await tx
      .insertInto('contact_addresses')
      .values({ contact_id: id, address, canonical: canonicalAddress(address) ?? address })
      .execute();
    for (let number = 0; number < purchases; number++)
      await tx
        .insertInto('purchases')
        .values({
          id: newId(),
          contact_id: id,
          dedupe_key: newId(),
          occurred_at: at(silentDays + number * gapDays),
          amount_minor: 2400,
          currency: 'EUR',
          items: '[]',
          source: 'csv',
          source_ref: '',
          history: true,
        })
        .execute();
  });
  return id;
}

describe('the members of a segment', () => {
  it('come with the reason in one sentence', async () => {
    const found = await ask<ListedMembers>('segment-members', { name: 'at-risk' });
    expect(found).toMatchObject({ count: 1, precision: 'exact' });
    const karim = 'bought 7 times, usually every 12 days; 41 days silent';
    expect(found.members).toMatchObject([
      {
        name: 'Karim Haddad',
        address: 'karim@home.example',
        reason: karim,
        since: null,
      },
    ]);
  });

  it('are those that were computed, since then', async () => {
    const { db, businessId } = database;
    const page = { db, businessId, now: TUESDAY_NOON, timeZone: 'Europe/Vienna', limit: 100 };
    while ((await computeSegments(page)).more);
    const found = await ask<ListedMembers>('segment-members', { name: 'at-risk' });
    expect(found.members).toMatchObject([{ name: 'Karim Haddad', since: TUESDAY_NOON.toISOString() }]);
    const listed = await ask<{ name: string; members: number }[]>('segments-list', {});
    expect(listed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'customers', members: 2, isComputing: false }),
        expect.objectContaining({ name: 'at-risk', members: 1, shipped: true }),
      ]),
    );
  });

  it.each<[string, string]>([
    ['purchases.count in last 90d >= 3', '3 purchases in the last 90 days'],
    ['purchases.amount in last 1y >= 50 EUR', 'purchases of €72.00 in the last year'],
    ['last_purchase_at in last 1w', 'last bought 5 days ago'],
    ['not (last_incoming_at in last 60d)', 'never wrote'],
    [
      'kind is customer and not tag is vip and usual_gap_days < 31',
      'tag not vip, usual days between purchases: 30',
    ],
    ['not purchases(method is card) in last 1y', 'no purchases (method: card) in the last year'],
    ['kind is customer', 'kind: customer'],
    ['unsubscribed or not away or tag is vip', 'not away'],
    ['in segment everyone and not in segment leads', 'in everyone'],
  ])('%s: %s', async (rule, sentence) => {
    await ask('segment-save', { name: 'asked', rule });
    const found = await ask<{ person: { sentence: string; holds: boolean } }>('segment-explain', {
      name: 'asked',
      who: 'maryam@home.example',
    });
    expect(found.person).toMatchObject({ holds: true, sentence });
    await ask('segment-delete', { name: 'asked' });
  });

  it.each<[Locale, string, string]>([
    ['fa', 'purchases.count in last 90d >= 3', '۳ خرید در ۹۰ روز گذشته'],
    ['ar', 'purchases.count in last 90d >= 3', '٣ عمليات شراء خلال آخر ٩٠ يومًا'],
    ['fa', 'not purchases(method is card) in last 1y', 'بدون خرید (پرداخت: card) در یک سال گذشته'],
    ['ar', 'last_purchase_at in last 1w', 'آخر شراء قبل ٥ أيام'],
    ['fa', 'not (last_incoming_at in last 60d)', 'هرگز ننوشته است'],
    ['ar', 'kind is customer', 'النوع: عميل'],
    ['fa', 'kind is customer and not in segment leads', 'نوع: مشتری، بیرون از گروه «مشتریان بالقوه»'],
    ['fa', 'kind is customer and not tag is customer', 'برچسب جز customer'],
  ])('in %s %s: %s', async (locale, rule, sentence) => {
    await ask('segment-save', { name: 'asked', rule });
    const found = await ask<{ person: { sentence: string } }>('segment-explain', {
      name: 'asked',
      who: 'maryam@home.example',
      locale,
    });
    expect(found.person.sentence).toContain(sentence);
    await ask('segment-delete', { name: 'asked' });
  });

  it('come with the reason in Persian and Arabic, and with the lines around it', async () => {
    const inPersian = { locale: 'fa', timeZone: 'Europe/Vienna' } as const;
    const persian = await ask<ListedMembers>('segment-members', { name: 'at-risk', locale: 'fa' });
    expect(memberLines(revive(persian), inPersian).join('\n')).toMatch(
      /Karim Haddad .*۷ بار خرید کرده، معمولاً هر ۱۲ روز؛ ۴۱ روز است که خبری از او نیست.*\n۱ مخاطب$/,
    );
    const arabic = await ask<ListedMembers>('segment-members', { name: 'at-risk', locale: 'ar' });
    expect(arabic.members[0]?.reason).toContain('اشترى ٧ مرات، عادةً كل ١٢ يومًا؛ منقطع منذ ٤١ يومًا');
  });

  it('say why somebody is not among them', async () => {
    const found = await ask<{ person: object }>('segment-explain', {
      name: 'at-risk',
      who: 'maryam@home.example',
    });
    expect(found.person).toMatchObject({
      holds: false,
      name: 'Maryam Ahmadi',
      conditions: expect.arrayContaining([]),
    });
    const counts = await ask<{ conditions: object[] }>('segment-explain', { name: 'new-customers' });
    expect(counts.conditions).toEqual([
      { condition: 'kind is customer', count: 2, precision: 'exact' },
      { condition: 'first_purchase_at in last 30d', count: 0, precision: 'exact' },
    ]);
  });
});

describe('a segment by name', () => {
  it('is previewed, saved as text or JSON, shown, deleted', async () => {
    const rule = 'purchases.count >= 5 and not unsubscribed';
    expect(await ask('segment-preview', { rule })).toMatchObject({
      rule,
      count: 1,
      members: [{ name: 'Karim Haddad' }],
    });
    expect(await ask('segment-save', { name: 'regulars', rule, title: { en: 'Regulars' } })).toMatchObject({
      saved: 'new',
    });
    const shown = await ask<{ json: object }>('segment-show', { name: 'regulars' });
    expect(shown).toMatchObject({ rule, title: { en: 'Regulars' }, changedBy: 'Maryam', shipped: false });
    expect(await ask('segment-save', { name: 'regulars', rule: shown.json })).toMatchObject({
      saved: 'changed',
      rule,
    });
    expect(await ask('segment-delete', { name: 'regulars' })).toEqual({ name: 'regulars' });
    await expect(ask('segment-show', { name: 'regulars' })).rejects.toThrow(/there is no segment "regulars"/);
  });

  it('is refused where the rule is wrong, with the place', async () => {
    await expect(ask('segment-preview', { rule: 'kind is custmer' })).rejects.toThrow(
      /character 9.*did you mean "customer"/,
    );
    await expect(ask('segment-save', { name: 'No Name', rule: 'away' })).rejects.toThrow(
      /cannot be the name/,
    );
    await expect(ask('segment-preview', { rule: { field: 'kind', is: ['king'] } })).rejects.toThrow(
      /never "king"/,
    );
  });

  it('stays while a newsletter goes to it', async () => {
    await expect(ask('segment-delete', { name: 'everyone' })).rejects.toThrow(
      /automation newsletter writes to "everyone"/,
    );
  });
});

describe('a list kept by hand', () => {
  it('takes people and gives them back', async () => {
    const entry = { name: 'market-day', who: 'karim@home.example' };
    expect(await ask('segment-add', entry)).toMatchObject({ added: true });
    expect(await ask('segment-add', entry)).toMatchObject({ added: false });
    const members = await ask<ListedMembers>('segment-members', { name: 'market-day' });
    expect(memberLines(revive(members), EN).join('\n')).toMatch(
      /Karim Haddad +karim@home\.example +put there by hand\n1 contact$/,
    );
    expect(await ask('segment-preview', { rule: 'in segment market-day' })).toMatchObject({ count: 1 });
    expect(await ask('segment-remove', entry)).toMatchObject({ removed: true });
    expect(await ask('segment-remove', entry)).toMatchObject({ removed: false });
    await expect(ask('segment-add', { ...entry, name: 'best' })).rejects.toThrow(/found by its rule/);
    await expect(ask('segment-save', { name: 'market-day', rule: 'away' })).rejects.toThrow(/kept by hand/);
    await ask('segment-delete', { name: 'market-day' });
  });
});

describe('how many there are', () => {
  it.each([
    [0, 'exact', '0 contacts'],
    [1, 'exact', '1 contact'],
    [10_000, 'more than', 'more than 10,000 contacts'],
    [31_000, 'about', 'about 31,000 contacts'],
    [1500, 'fewer than', 'fewer than 1,500 contacts'],
  ] as const)('%d (%s): %s', (count, precision, line) => {
    expect(totalLine({ count, precision }, EN)).toBe(line);
  });
});
