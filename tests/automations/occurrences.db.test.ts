import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  claimOccurrence,
  finishOccurrence,
  type OccurrenceRule,
  recordDueOccurrences,
} from '../../src/automations/occurrences.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const digest: OccurrenceRule = {
  rule: 'weekly-digest:maryam',
  cron: '0 8 * * mon',
  timeZone: 'Europe/Berlin',
  downtime: 'once',
  maxLatenessMs: 4 * DAY_MS,
  active: true,
};
const daily: OccurrenceRule = { ...digest, rule: 'greeting', cron: '0 9 * * *', timeZone: 'UTC' };

const at = (text: string) => new Date(text);
const look = (rules: OccurrenceRule[], now: string) =>
  database.inside((tx) => recordDueOccurrences(tx, rules, at(now)));
const occasions = async (rules: OccurrenceRule[], now: string) =>
  (await look(rules, now)).map(({ occasion }) => occasion);

describe('recordDueOccurrences', () => {
  it('is due from the first look on, never for the past', async () => {
    expect(await occasions([digest], '2026-03-09T12:00Z')).toEqual([]);
    expect(await occasions([digest], '2026-03-16T06:59Z')).toEqual([]);
    expect(await look([digest], '2026-03-16T07:00Z')).toEqual([
      { rule: digest.rule, occasion: '2026-03-16T08:00 Europe/Berlin', dueAt: at('2026-03-16T07:00Z') },
    ]);
    expect(await occasions([digest], '2026-03-16T07:00Z')).toEqual([]);
    expect(await occasions([digest], '2026-03-18T12:00Z')).toEqual([]);
  });

  it('is due at 08:00 of each manager', async () => {
    const rules = [
      digest,
      { ...digest, rule: 'weekly-digest:karim', timeZone: 'Asia/Dubai' },
      { ...digest, rule: 'weekly-digest:sara', timeZone: 'America/New_York' },
    ];
    await look(rules, '2026-03-15T00:00Z');
    expect(
      (await look(rules, '2026-03-17T00:00Z')).map(({ dueAt }) => dueAt.toISOString().slice(0, 16)),
    ).toEqual(['2026-03-16T04:00', '2026-03-16T07:00', '2026-03-16T12:00']);
  });

  it('T1, T2: is due once on the days the clocks change', async () => {
    const nightly = { ...digest, rule: 'nightly', cron: '30 2 * * *', downtime: 'all' as const };
    await look([nightly], '2026-03-28T12:00Z');
    expect(await occasions([nightly], '2026-03-29T12:00Z')).toEqual(['2026-03-29T03:00 Europe/Berlin']);
    await look([nightly], '2026-10-24T12:00Z');
    expect(await occasions([nightly], '2026-10-25T00:31Z')).toEqual(['2026-10-25T02:30 Europe/Berlin']);
    expect(await occasions([nightly], '2026-10-25T01:31Z')).toEqual([]);
  });

  it('T3: every quarter of an hour across the gap, each instant once, however often it is looked', async () => {
    const quarters = { ...digest, rule: 'quarters', cron: '*/15 * * * *', downtime: 'all' as const };
    await look([quarters], '2026-03-29T00:00Z');
    const found: string[] = [];
    for (let minute = 1; minute <= 120; minute += 7) {
      const now = new Date(at('2026-03-29T00:00Z').getTime() + minute * 60_000).toISOString();
      found.push(...(await occasions([quarters], now)));
    }
    expect(found.map((occasion) => occasion.slice(11, 16))).toEqual([
      '01:15',
      '01:30',
      '01:45',
      '03:00',
      '03:15',
      '03:30',
      '03:45',
      '04:00',
    ]);
  });

  it('T5: a clock that jumps two days ahead and back does nothing twice and leaves nothing out', async () => {
    await look([daily], '2026-03-10T08:00Z');
    expect(await occasions([daily], '2026-03-12T08:00Z')).toEqual(['2026-03-11T09:00 UTC']); // ahead
    expect(await occasions([daily], '2026-03-10T08:10Z')).toEqual([]); // and back
    expect(await occasions([daily], '2026-03-10T09:00Z')).toEqual(['2026-03-10T09:00 UTC']);
    expect(await occasions([daily], '2026-03-11T09:00Z')).toEqual([]); // was done in the false future
    expect(await occasions([daily], '2026-03-12T09:00Z')).toEqual(['2026-03-12T09:00 UTC']);
  });

  it('T5: a clock that jumps two days back and ahead again does nothing twice', async () => {
    await look([daily], '2026-03-10T08:00Z');
    expect(await occasions([daily], '2026-03-10T09:00Z')).toHaveLength(1);
    expect(await occasions([daily], '2026-03-08T09:00Z')).toEqual([]); // back
    expect(await occasions([daily], '2026-03-10T09:01Z')).toEqual([]); // ahead again
    expect(await occasions([daily], '2026-03-11T09:00Z')).toHaveLength(1);
  });

  it.each([
    ['once', '10 min', ['2026-03-11']],
    ['skip', '10 min', []],
    ['all', '10 min', ['2026-03-11']],
    ['once', '26 h', ['2026-03-12']],
    ['skip', '26 h', []],
    ['all', '26 h', ['2026-03-11', '2026-03-12']],
    ['once', '9 d', ['2026-03-19']],
    ['skip', '9 d', []],
    ['all', '9 d', ['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19']],
  ] as const)('T6: downtime %s, down for %s', async (downtime, down, expected) => {
    const rule = { ...daily, downtime };
    const ends = { '10 min': '2026-03-11T09:08Z', '26 h': '2026-03-12T10:58Z', '9 d': '2026-03-20T08:58Z' };
    await look([rule], '2026-03-11T08:58Z');
    expect((await occasions([rule], ends[down])).map((occasion) => occasion.slice(0, 10))).toEqual(expected);
  });

  it('T6: is dropped when even the newest is too late', async () => {
    const rule = { ...daily, cron: '0 9 1 * *', maxLatenessMs: DAY_MS };
    await look([rule], '2026-03-31T00:00Z');
    expect(await occasions([rule], '2026-04-03T00:00Z')).toEqual([]);
    expect(await occasions([rule], '2026-04-03T01:00Z')).toEqual([]);
  });

  it('lets its times pass while it is off, and begins afresh', async () => {
    await look([daily], '2026-03-10T08:00Z');
    expect(await occasions([{ ...daily, active: false }], '2026-03-10T10:00Z')).toEqual([]);
    expect(await occasions([daily], '2026-03-10T10:01Z')).toEqual([]);
    expect(await occasions([daily], '2026-03-11T10:00Z')).toHaveLength(1);
  });

  it('two that look at once find each occasion once', async () => {
    await look([digest, daily], '2026-03-15T08:00Z');
    const found = await Promise.all([1, 2, 3].map(() => look([daily, digest], '2026-03-16T09:00Z')));
    expect(found.flat()).toHaveLength(2);
  });
});

describe('claimOccurrence', () => {
  const wanted = { rule: daily.rule, maxLatenessMs: HOUR_MS };
  const now = at('2026-03-10T09:01Z');
  beforeEach(async () => {
    await look([daily], '2026-03-10T08:00Z');
    await look([daily], '2026-03-10T09:00Z');
  });

  it('T7: a crash between recording and acting leaves it to be claimed again', async () => {
    const crash = database.inside(async (tx) => {
      expect(await claimOccurrence(tx, wanted, now)).toBeDefined();
      throw new Error('kill -9');
    });
    await expect(crash).rejects.toThrow('kill -9');
    const done = await database.inside(async (tx) => {
      const claimed = await claimOccurrence(tx, { ...wanted, occasion: '2026-03-10T09:00 UTC' }, now);
      if (claimed) await finishOccurrence(tx, claimed, { greeted: 3 }, now);
      return claimed?.occasion;
    });
    expect(done).toBe('2026-03-10T09:00 UTC');
    expect(await database.inside((tx) => claimOccurrence(tx, wanted, now))).toBeUndefined();
    const row = await database.inside((tx) =>
      tx
        .selectFrom('occurrences')
        .select(['done_at', 'outcome'])
        .where('occasion', '=', done ?? '')
        .executeTakeFirst(),
    );
    expect(row).toEqual({ done_at: now, outcome: { greeted: 3 } });
  });

  it('T7: found again only after nine days it is not acted on', async () => {
    const late = at('2026-03-19T09:00Z');
    expect(await database.inside((tx) => claimOccurrence(tx, wanted, late))).toBeUndefined();
    const open = await database.inside((tx) =>
      tx.selectFrom('occurrences').select('occasion').where('done_at', 'is', null).execute(),
    );
    expect(open).toEqual([]);
  });

  it('is acted on by one of three workers that claim at once', async () => {
    const act = () =>
      database.inside(async (tx) => {
        const claimed = await claimOccurrence(tx, wanted, now);
        if (claimed) await finishOccurrence(tx, claimed, {}, now);
        return claimed;
      });
    const claims = await Promise.all([act(), act(), act()]);
    expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
  });
});
