import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retentionLines } from '../../src/cli/retention-lines.ts';
import { valueLines } from '../../src/cli/value-lines.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import type { OpenedContact } from '../../src/customers/retention/open-figure.ts';
import type { RetentionReport } from '../../src/customers/retention/retention-report.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { seededRandom } from '../../src/lib/statistics/random.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { ValueList } from '../../src/operations/value-list.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const EN = { locale: 'en', timeZone: 'Europe/Vienna' } as const;
let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  (await findOperation(name).perform(workspace, input, 'Maryam')) as T;

/** Guests of the bakery over three years; half of them stop at some time. */
function guests(people: number) {
  const random = seededRandom(9);
  return Array.from({ length: people }, (_, number) => {
    const gap = 10 + random.gamma(2) * 20;
    const since = 60 + random.uniform() * 1000;
    const until = random.uniform() < 0.5 ? random.uniform() * since : 0;
    const days: number[] = [];
    for (let at = since; at > until; at -= 0.5 + gap * random.gamma(2) * 0.5) days.push(at);
    return days.map((daysAgo, purchase) => ({
      dedupeKey: `guest ${number} ${purchase}`,
      email: `guest-${number}@mail.example`,
      name: `Guest ${number}`,
      orderId: null,
      occurredAt: new Date(TUESDAY_NOON.getTime() - daysAgo * DAY_MS),
      amountMinor: Math.round(500 + random.gamma(3) * 900),
      currency: 'EUR',
      method: null,
      items: [],
      source: 'csv' as const,
      sourceRef: 'orders.csv:1',
      history: true,
    }));
  }).flat();
}

describe('value-list and retention-show', () => {
  it('say so while nothing was bought', async () => {
    const value = await ask<ValueList>('value-list', {});
    expect(value).toMatchObject({ currency: null, customers: [], basis: null });
    expect(valueLines(value, EN)).toEqual(['Nothing was bought yet.']);
    const retention = await ask<RetentionReport>('retention-show', {});
    expect(retention).toMatchObject({ currency: null, tooLittleData: 'nothing was bought yet' });
    expect(retentionLines(retention, 'number', EN)).toEqual(['Nothing was bought yet.']);
  });

  it('list the best customers with what that rests on, and learn again when much was bought', async () => {
    const all = guests(120);
    await database.inside((tx) => recordPurchases(tx, all.slice(0, 30), TUESDAY_NOON));
    const few = await ask<ValueList>('value-list', {});
    expect(few.basis?.model.purchases.state).toBe('too-little-data');
    expect(valueLines(few, EN).join('\n')).toContain('too little data');
    await database.inside((tx) =>
      recordPurchases(tx, all.slice(30), new Date(TUESDAY_NOON.getTime() + 1000)),
    );
    const value = await ask<ValueList>('value-list', { limit: 5 });
    expect(value.basis?.model).toMatchObject({ customers: 120, purchases: { state: 'fitted' } });
    const lines = valueLines(value, EN);
    expect(lines[0]).toContain('still a customer');
    expect(lines.slice(1, 6).every((line) => /€[\d,.]+ +\d+ +2026-\d\d-\d\d +\d+%/.test(line))).toBe(true);
    expect(lines.join('\n')).toContain('Based on 120 customers');
    expect(lines.join('\n')).not.toContain('?');
  });

  it.each(['ar', 'fa'] as const)('say all of it in %s, with its digits', async (locale) => {
    const reader = { locale, timeZone: 'Europe/Vienna' } as const;
    const value = await ask<ValueList>('value-list', { limit: 5 });
    const list = valueLines({ ...value, otherCurrencies: ['USD'] }, reader).map((line) =>
      line.replace(/Guest \d+|\S+@\S+|EUR|USD|--currency/gi, ''),
    );
    const report = await ask<RetentionReport>('retention-show', {});
    const lines = [...retentionLines(report, 'number', reader), ...retentionLines(report, 'share', reader)];
    for (const line of [...list, ...lines])
      expect(line.replace('(bootstrap)', '')).not.toMatch(/[A-Za-z0-9]/);
    const nothing = {
      ...report,
      projections: [],
      tooLittleData: '3 bought in the year before 2025-03-10, 20 are needed',
    };
    expect(retentionLines(nothing, 'number', reader).at(-1)).not.toMatch(/[A-Za-z0-9]/);
  });

  it('tell how it was on an earlier day, and keep nothing of that', async () => {
    const before = await ask<ValueList>('value-list', { at: '2025-01-31' });
    expect(before.basis?.fittedAt).toEqual(new Date('2025-01-31T22:59:59.999Z'));
    expect(
      before.customers.every(
        ({ lastPurchaseAt }) => lastPurchaseAt && lastPurchaseAt < new Date('2025-02-01'),
      ),
    ).toBe(true);
    expect((await ask<ValueList>('value-list', {})).basis?.fittedAt).toEqual(TUESDAY_NOON);
  });

  it('refuse a currency in which nothing was bought', async () => {
    await expect(ask('value-list', { currency: 'usd' })).rejects.toThrow('nothing was bought in USD');
  });

  it('project seven years, and open every figure', async () => {
    const report = await ask<RetentionReport>('retention-show', {});
    const { retention, projections } = report;
    expect(retention?.whole).toBeGreaterThan(20);
    expect(projections.map(({ by }) => by)).toEqual(['number', 'share']);
    const lines = retentionLines(report, 'number', EN).join('\n');
    expect(lines).toContain('as today');
    expect(lines).toContain('+10 points');
    expect(lines).toContain('One point of retention more is worth €');
    const kept = await ask<OpenedContact[]>('retention-open', {
      figure: { of: 'year', kept: true },
      limit: 1000,
    });
    expect(kept).toHaveLength(retention?.part ?? 0);
    await expect(
      ask('retention-open', { figure: { of: 'moves', move: 'left', month: 'May' } }),
    ).rejects.toThrow('write a month as 2026-03');
  });

  it('project nothing from a day on which there was too little', async () => {
    const report = await ask<RetentionReport>('retention-show', { at: '2023-06-01' });
    expect(report.projections).toEqual([]);
    expect(retentionLines(report, 'share', EN).join('\n')).toContain('No projection, too little data');
  });
});
