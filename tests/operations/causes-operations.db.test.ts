import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { causesLines, offersLines } from '../../src/cli/causes-lines.ts';
import type { CausesReport } from '../../src/customers/causes/causes-report.ts';
import { readAssociations, readRhythms } from '../../src/customers/causes/learn-products.ts';
import type { ContactOffers } from '../../src/customers/causes/offers-to-contact.ts';
import { type NewFeedback, recordFeedback } from '../../src/customers/feedback/record-feedback.ts';
import type { NewPurchase } from '../../src/customers/purchases/new-purchase.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const EN = { locale: 'en', timeZone: 'Europe/Vienna' } as const;
let database: TestDatabase;
let workspace: Workspace;

const ago = (days: number) => new Date(TUESDAY_NOON.getTime() - days * DAY_MS);
const ask = async <T>(name: string, input: unknown): Promise<T> =>
  (await findOperation(name).perform(workspace, input, 'Maryam')) as T;

const bought = (guest: number, daysAgo: number, ...products: string[]): NewPurchase => ({
  dedupeKey: `order:${guest}-${daysAgo}`,
  email: `guest-${guest}@mail.example`,
  name: `Guest ${guest}`,
  orderId: null,
  occurredAt: ago(daysAgo),
  amountMinor: 1000,
  currency: 'EUR',
  method: null,
  items: products.map((name) => ({ name, quantity: 1 })),
  source: 'csv',
  sourceRef: 'orders.csv:1',
  history: true,
});
const said = (guest: number, more: Partial<NewFeedback> & Pick<NewFeedback, 'kind'>): NewFeedback => ({
  dedupeKey: `${more.kind}-${guest}-${more.text ?? ''}`,
  email: `guest-${guest}@mail.example`,
  source: 'csv',
  sourceRef: 'feedback.csv:1',
  at: ago(20),
  ...more,
});

/**
 * A hundred guests: all buy bread; forty flour, of whom thirty yeast too; thirty coffee, every thirty days; thirty the
 * walnut loaf, of whom ten bite on a shell.
 */
const PURCHASES = Array.from({ length: 100 }, (_, guest) => [
  bought(guest, 40, 'Bread', ...(guest < 40 ? ['Flour'] : []), ...(guest < 30 ? ['Yeast'] : [])),
  ...(guest >= 50 && guest < 80 ? [70, 41, 10].map((days) => bought(guest, days, 'Coffee')) : []),
  ...(guest >= 70 ? [bought(guest, 30, 'Walnut loaf')] : []),
]).flat();
const FEEDBACK = [
  ...Array.from({ length: 8 }, (_, i) =>
    said(70 + i, { kind: 'complaint', product: 'Walnut loaf', text: 'a piece of shell' }),
  ),
  // By the order alone, which is of one product.
  ...[78, 79].map((guest) => said(guest, { kind: 'return', purchaseKey: `order:${guest}-30` })),
  // One who complains every day is one.
  ...Array.from({ length: 6 }, (_, i) =>
    said(3, { kind: 'complaint', product: 'Bread', text: `stale again, day ${i}` }),
  ),
  // Long ago.
  said(5, { kind: 'complaint', product: 'Flour', at: ago(500), text: 'damp' }),
  said(9, {
    kind: 'lost-business',
    text: 'Steiner is cheaper',
    competitor: 'Steiner',
    amountMinor: 9000,
    currency: 'EUR',
  }),
];

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  await database.inside(async (tx) => {
    await recordPurchases(tx, PURCHASES, TUESDAY_NOON);
    await recordFeedback(tx, FEEDBACK, TUESDAY_NOON);
  });
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

describe('causes-show', () => {
  it('points at the walnut loaf, with what was said and by whom', async () => {
    const { products, lost, answers } = await ask<CausesReport>('causes-show', {});
    expect(products.map(({ name, buyers, troubled, unusual }) => [name, buyers, troubled, unusual])).toEqual([
      ['Walnut loaf', 30, 10, true],
      ['Bread', 100, 1, false],
    ]);
    expect(products[0]).toMatchObject({ complaints: 8, returns: 2 });
    expect(products[0]?.evidence).toHaveLength(10);
    expect(products[0]?.evidence.map(({ contactName }) => contactName).sort()[0]).toBe('Guest 70');
    expect(products[1]).toMatchObject({ complaints: 6, evidence: [] });
    expect(lost).toMatchObject([
      { cause: 'price', share: { part: 1, whole: 1 }, competitors: [{ name: 'Steiner', times: 1 }] },
    ]);
    expect(answers).toBeNull();
  });

  it('says it in words, also when there is nothing', async () => {
    const lines = causesLines(await ask<CausesReport>('causes-show', {}), EN).join('\n');
    expect(lines).toContain('Walnut loaf: 10 of 30 buyers (8 complaints, 2 returns)');
    expect(lines).toContain('a piece of shell');
    expect(lines).toContain('1 other product with complaints is within what is usual');
    expect(lines).toContain('price  1 of 1 (100%)');
    const before = causesLines(await ask<CausesReport>('causes-show', { at: '2020-01-01' }), EN).join('\n');
    expect(before).toContain('No product has more returns');
    expect(before).toContain('No lost business was noted.');
  });

  it.each(['ar', 'fa'] as const)('says it in %s', async (locale) => {
    const reader = { locale, timeZone: 'Europe/Vienna' } as const;
    const lines = causesLines(await ask<CausesReport>('causes-show', {}), reader);
    expect(lines.join('\n')).toContain(locale === 'fa' ? '۱۰ از ۳۰ خریدار (۸ شکایت، ۲ مرجوعی)' : '١٠ من ٣٠');
    for (const line of lines.filter((one) => !one.startsWith('    ')))
      expect(line.replace(/Walnut loaf|Steiner|EUR/g, '')).not.toMatch(/[A-Za-z0-9]/);
    for (const who of ['guest-35@mail.example', 'guest-55@mail.example']) {
      const offers = offersLines(await ask<ContactOffers>('offers-show', { who }), reader).join('\n');
      expect(offers.replace(/Flour|Yeast|Coffee/g, '')).not.toMatch(/[A-Za-z0-9]/);
    }
  });

  it('holds answers that were slow against silence, once there are enough', async () => {
    await database.inside(async (tx) => {
      const contacts = await tx.selectFrom('contacts').select('id').orderBy('name').execute();
      for (const [place, { id }] of contacts.entries()) {
        const slow = place < 40;
        const scores = { contact_id: id, computed_at: TUESDAY_NOON, our_answer_minutes: slow ? 3000 : 90 };
        await tx
          .insertInto('scores')
          .values(scores)
          .onConflict((conflict) => conflict.columns(['business_id', 'contact_id']).doUpdateSet(scores))
          .execute();
        const silent = slow ? place < 20 : place < 46;
        await tx
          .updateTable('contacts')
          .set({ silent_since: silent ? TUESDAY_NOON : null })
          .where('id', '=', id)
          .execute();
      }
    });
    const report = await ask<CausesReport>('causes-show', {});
    expect(report.answers).toMatchObject({ slow: { part: 20, whole: 40 }, quick: { part: 6, whole: 60 } });
    expect(report.answers?.p).toBeLessThan(0.001);
    expect(causesLines(report, EN).at(-1)).toContain('wait more than 24 hours');
  });
});

describe('offers-show', () => {
  it('offers yeast to who bought flour, and coffee when it runs out', async () => {
    const flour = await ask<ContactOffers>('offers-show', { who: 'guest-35@mail.example' });
    expect(flour.alsoBought.map(({ offer, has, both }) => [offer.name, has.name, both])).toEqual([
      ['Yeast', 'Flour', 30],
    ]);
    expect(flour.dueAgain).toEqual([]);
    expect(offersLines(flour, EN).join('\n')).toContain(
      '75% of who bought Flour, 2.5 times as many as of all (30 people)',
    );
    const coffee = await ask<ContactOffers>('offers-show', { who: 'guest-55@mail.example' });
    expect(coffee.dueAgain).toMatchObject([
      { name: 'Coffee', gapDays: 30, ownGaps: 2, lastOn: '2026-02-28', dueOn: '2026-03-30' },
    ]);
    expect(offersLines(coffee, EN).join('\n')).toContain('Coffee  about every 30 days (2 times their own)');
  });

  it('has learned it of everybody', async () => {
    await database.inside(async (tx) => {
      expect(
        (await readAssociations(tx)).map(({ has, offer }) => `${has.name} > ${offer.name}`).sort(),
      ).toContain('Flour > Yeast');
      expect(await readRhythms(tx)).toMatchObject([
        { name: 'Coffee', usualDays: 30, gaps: 60, people: 30, again: { part: 30, whole: 30 } },
      ]);
    });
  });

  it('knows nobody who is not there', async () => {
    await expect(ask('offers-show', { who: 'nobody@mail.example' })).rejects.toThrow('nobody@mail.example');
  });
});
