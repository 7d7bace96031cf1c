import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastWholeWeek, previousWeek } from '../../src/digest/digest-week.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';

describe('lastWholeWeek', () => {
  it('is the week from Monday to Monday before now, in the reader’s zone', () => {
    const week = lastWholeWeek(new Date('2026-11-23T08:00:00+03:30'), 'Asia/Tehran');
    expect(week).toEqual({
      key: '2026-W47',
      from: new Date('2026-11-16T00:00:00+03:30'),
      to: new Date('2026-11-23T00:00:00+03:30'),
    });
  });

  it('keeps the zone on both sides of a change of the clock', () => {
    const week = lastWholeWeek(new Date('2026-03-30T08:00:00+02:00'), 'Europe/Vienna');
    expect(week.from).toEqual(new Date('2026-03-23T00:00:00+01:00'));
    expect(week.to).toEqual(new Date('2026-03-30T00:00:00+02:00'));
    expect(week.to.getTime() - week.from.getTime()).toBe(7 * DAY_MS - HOUR_MS);
  });

  it('counts the weeks around New Year by ISO 8601', () => {
    expect(lastWholeWeek(new Date('2027-01-04T08:00:00Z'), 'UTC').key).toBe('2026-W53');
    expect(lastWholeWeek(new Date('2027-01-11T08:00:00Z'), 'UTC').key).toBe('2027-W01');
  });

  it('is whole, over, and followed without a gap, whatever the moment and the zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Asia/Tehran',
      'Europe/Vienna',
      'Pacific/Kiritimati',
      'America/Los_Angeles',
    );
    const moments = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2030-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, moments, (zone, now) => {
        const week = lastWholeWeek(now, zone);
        const before = previousWeek(week, zone);
        expect(week.to.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(now.getTime() - week.to.getTime()).toBeLessThan(7 * DAY_MS + HOUR_MS);
        expect(before.to).toEqual(week.from);
        expect(before.key).not.toBe(week.key);
      }),
    );
  });
});
