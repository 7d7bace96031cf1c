import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BusinessHours,
  isInBusinessHours,
  moveIntoBusinessHours,
  type Weekday,
} from '../../src/lib/business-hours.ts';
import { localDateTime } from '../../src/lib/local-time.ts';

const bakery: BusinessHours = {
  from: '07:00',
  to: '18:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const moved = (text: string, hours: BusinessHours, zone: string) =>
  moveIntoBusinessHours(new Date(text), hours, zone).toISOString().slice(0, 16);

describe('moveIntoBusinessHours', () => {
  it('leaves what is inside where it is', () => {
    expect(moved('2026-11-20T10:00Z', bakery, 'Europe/Berlin')).toBe('2026-11-20T10:00');
  });

  it('moves the evening to the next morning, and Saturday night to Monday', () => {
    expect(moved('2026-11-20T22:40Z', bakery, 'Europe/Berlin')).toBe('2026-11-21T06:00');
    expect(moved('2026-11-21T17:00Z', bakery, 'Europe/Berlin')).toBe('2026-11-23T06:00');
  });

  it('keeps the Persian week: Friday is closed', () => {
    const shop: BusinessHours = { from: '09:00', to: '17:00', days: ['sat', 'sun', 'mon', 'tue', 'wed'] };
    expect(moved('2026-11-19T08:00Z', shop, 'Asia/Tehran')).toBe('2026-11-21T05:30');
  });

  it('counts a night shift to the day it begins on', () => {
    const bar: BusinessHours = { from: '18:00', to: '02:00', days: ['fri'] };
    expect(moved('2026-11-21T00:30Z', bar, 'Europe/Berlin')).toBe('2026-11-21T00:30'); // Saturday 01:30
    expect(moved('2026-11-21T01:00Z', bar, 'Europe/Berlin')).toBe('2026-11-27T17:00');
  });

  it('opens at the first instant after a DST gap', () => {
    const early: BusinessHours = { from: '02:30', to: '12:00', days: ['sun'] };
    expect(moved('2026-03-29T00:00Z', early, 'Europe/Berlin')).toBe('2026-03-29T01:00');
  });

  it('passes over a working day that the gap swallowed', () => {
    const tiny: BusinessHours = { from: '02:00', to: '02:45', days: ['sun'] };
    expect(moved('2026-03-29T00:00Z', tiny, 'Europe/Berlin')).toBe('2026-04-05T00:00');
  });

  it('is never earlier, always inside, and moves nothing twice', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const weekdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const hours = fc.record({ from: time, to: time, days: fc.subarray(weekdays, { minLength: 1 }) });
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tehran', 'Australia/Lord_Howe');
    const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(instants, hours, zones, (ms, given, zone) => {
        const result = moveIntoBusinessHours(new Date(ms), given, zone);
        expect(result.getTime()).toBeGreaterThanOrEqual(ms);
        expect(isInBusinessHours(result, given, zone)).toBe(true);
        const local = localDateTime(result, zone);
        const clock = local.toPlainTime().toString({ smallestUnit: 'minute' });
        const day = weekdays[local.dayOfWeek - 1] ?? 'mon';
        const overnight = given.to <= given.from;
        const open = given.days.includes(day) && clock >= given.from && clock < given.to;
        expect(open || overnight).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
