import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupWork } from '../../src/outbox/group-work.ts';
import { parseReply } from '../../src/outbox/mail-sender.ts';
import { quietUntil } from '../../src/outbox/quiet-hours.ts';
import { consequenceOf } from '../../src/outbox/reply-policy.ts';
import { retryDelayMs } from '../../src/outbox/retry-delay.ts';

const NIGHT = { from: '21:00', to: '08:00' };

describe('quietUntil', () => {
  it.each([
    ['2026-03-10T12:00:00Z', 'UTC', undefined],
    ['2026-03-10T21:00:00Z', 'UTC', '2026-03-11T08:00:00.000Z'],
    ['2026-03-11T07:59:59Z', 'UTC', '2026-03-11T08:00:00.000Z'],
    ['2026-03-11T08:00:00Z', 'UTC', undefined],
    ['2026-03-10T18:00:00Z', 'Asia/Tehran', '2026-03-11T04:30:00.000Z'], // 21:30 there, 03:30 ahead
    ['2026-03-10T18:00:00Z', 'Pacific/Kiritimati', undefined], // 08:00 on the next day
  ])('at %s in %s is over at %s', (now, zone, end) => {
    expect(quietUntil(NIGHT, zone, new Date(now))?.toISOString()).toBe(end);
  });

  it('ends where it says, in every zone without a change of clocks', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Tehran', 'Asia/Tokyo', 'Asia/Kathmandu', 'Etc/GMT+12');
    const times = fc
      .integer({ min: 0, max: 365 * 1440 })
      .map((minute) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000));
    fc.assert(
      fc.property(zones, times, (zone, now) => {
        const end = quietUntil(NIGHT, zone, now);
        const over = end ?? now;
        expect(quietUntil(NIGHT, zone, over)).toBeUndefined();
        expect(over.getTime() - now.getTime()).toBeLessThanOrEqual(11 * 3_600_000);
        expect(over >= now).toBe(true);
      }),
    );
  });

  it('knows hours within one day, and none at all', () => {
    const siesta = { from: '13:00', to: '15:00' };
    expect(quietUntil(siesta, 'UTC', new Date('2026-03-10T14:00:00Z'))).toEqual(
      new Date('2026-03-10T15:00:00Z'),
    );
    expect(quietUntil(siesta, 'UTC', new Date('2026-03-10T16:00:00Z'))).toBeUndefined();
    expect(
      quietUntil({ from: '00:00', to: '00:00' }, 'UTC', new Date('2026-03-10T00:00:00Z')),
    ).toBeUndefined();
  });
});

describe('retryDelayMs', () => {
  it('grows with each attempt, and never beyond some hours', () => {
    const delays = Array.from({ length: 40 }, (_, index) => retryDelayMs(index + 1, 0.5));
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[0]).toBe(60_000);
    expect(delays.at(-1)).toBe(4 * 3_600_000);
    expect(retryDelayMs(1, 0)).toBe(48_000);
  });
});

describe('replies', () => {
  it('are read with their codes, or not at all', () => {
    expect(parseReply('550 5.1.1 No such user')).toMatchObject({ code: 550, enhanced: '5.1.1' });
    expect(parseReply('451-4.3.0 Later\n451 4.3.0 Later')).toMatchObject({ code: 451, enhanced: '4.3.0' });
    expect(parseReply('250 Ok')).toMatchObject({ code: 250, enhanced: undefined });
    for (const text of ['', '55', '5500 x', 'hello', '650 x']) expect(parseReply(text)).toBeUndefined();
  });

  it.each([
    ['550 5.1.1 No such user', 'suppress'],
    ['556 5.1.10 Null MX', 'suppress'],
    ['550 5.7.26 Not authenticated', 'pause'],
    ['550 5.7.515 Not authenticated', 'pause'],
    ['554 5.7.1 Spam', 'none'],
    ['552 5.2.2 Mailbox full', 'none'],
    ['450 4.1.1 Try later', 'none'],
    ['550 No such user', 'none'],
  ])('%s has the consequence %s', (text, consequence) => {
    const reply = parseReply(text);
    expect(reply && consequenceOf(reply)).toBe(consequence);
  });
});

describe('groupWork', () => {
  it('gives each its own result, in groups while one is under way', async () => {
    const groups: number[] = [];
    const double = groupWork<number, number>(
      async (items) => {
        groups.push(items.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return items.map((item) => item * 2);
      },
      { maxItems: 40 },
    );
    const results = await Promise.all(Array.from({ length: 100 }, (_, item) => double(item)));
    expect(results).toEqual(Array.from({ length: 100 }, (_, item) => item * 2));
    expect(groups).toEqual([40, 40, 20]);
  });

  it('fails those of the group that failed, and only those', async () => {
    const work = groupWork<number, number>(
      (items) => (items.includes(3) ? Promise.reject(new Error('lost')) : Promise.resolve(items)),
      { maxItems: 2 },
    );
    const settled = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => work(item)));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });
});
