import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/full';
import { describe, expect, it } from 'vitest';
import {
  isOccasionDate,
  nextOccasion,
  type OccasionDate,
  readOccasionDate,
  yearsOn,
} from '../../../src/customers/record/occasion-date.ts';
import { CALENDARS, type Calendar } from '../../../src/lib/locale.ts';

const on = (calendar: Calendar, month: number, day: number, year: number | null = null): OccasionDate => ({
  calendar,
  year,
  month,
  day,
});

describe('the next day of an occasion', () => {
  it.each([
    ['today is one', on('gregorian', 11, 23), '2026-11-23', '2026-11-23'],
    ['tomorrow of yesterday', on('gregorian', 11, 22), '2026-11-23', '2027-11-22'],
    ['over the turn of the year', on('gregorian', 1, 1), '2026-12-31', '2027-01-01'],
    ['29 February in a common year', on('gregorian', 2, 29), '2026-01-01', '2026-02-28'],
    ['29 February after its day in a common year', on('gregorian', 2, 29), '2027-03-01', '2028-02-29'],
    ['29 February in a leap year', on('gregorian', 2, 29), '2028-02-01', '2028-02-29'],
    ['Nowruz', on('persian', 1, 1), '2026-01-01', '2026-03-21'],
    ['30 Esfand in a leap year (1403)', on('persian', 12, 30), '2025-01-01', '2025-03-20'],
    ['30 Esfand in a common year (1404)', on('persian', 12, 30), '2025-12-01', '2026-03-20'],
    ['30 Ramadan of a Ramadan of 29 days (1446)', on('islamic', 9, 30), '2025-03-02', '2025-03-29'],
    ['Eid al-Fitr', on('islamic', 10, 1), '2025-03-02', '2025-03-30'],
  ])('%s', (_what, date, today, expected) => {
    expect(nextOccasion(date, today)).toBe(expected);
  });

  const day = fc
    .integer({ min: 0, max: 60_000 })
    .map((days) => Temporal.PlainDate.from('1950-01-01').add({ days }).toString());
  const occasion = fc
    .record({
      calendar: fc.constantFrom(...CALENDARS),
      year: fc.constant(null),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
    })
    .filter(isOccasionDate);
  const ids = { gregorian: 'gregory', persian: 'persian', islamic: 'islamic-umalqura' };

  it('is not before today, within one year of its calendar, in its month, and on its day or the last of the month', () => {
    fc.assert(
      fc.property(occasion, day, (date, today) => {
        const next = Temporal.PlainDate.from(nextOccasion(date, today));
        const ahead = Temporal.PlainDate.from(today).until(next).days;
        expect(ahead).toBeGreaterThanOrEqual(0);
        expect(ahead).toBeLessThanOrEqual(date.calendar === 'islamic' ? 355 : 366);
        const there = next.withCalendar(ids[date.calendar]);
        expect(there.month).toBe(date.month);
        expect(there.day).toBe(Math.min(date.day, there.daysInMonth));
      }),
    );
  });

  it('comes every year exactly once, when it is asked again the day after', () => {
    fc.assert(
      fc.property(occasion, day, (date, today) => {
        const first = Temporal.PlainDate.from(nextOccasion(date, today)).withCalendar(ids[date.calendar]);
        const tomorrow = first.withCalendar('iso8601').add({ days: 1 }).toString();
        const second = Temporal.PlainDate.from(nextOccasion(date, tomorrow)).withCalendar(ids[date.calendar]);
        expect(second.year).toBe(first.year + 1);
      }),
    );
  });
});

describe('years', () => {
  it('are counted in the calendar of the occasion', () => {
    expect(yearsOn(on('gregorian', 5, 14, 1990), '2026-05-14')).toBe(36);
    expect(yearsOn(on('persian', 12, 30, 1370), '2026-03-20')).toBe(34);
    expect(yearsOn(on('islamic', 10, 1, 1410), '2025-03-30')).toBe(36);
    expect(yearsOn(on('gregorian', 5, 14), '2026-05-14')).toBeNull();
  });
});

describe('dates as people write them', () => {
  it.each([
    ['1990-05-14', on('gregorian', 5, 14, 1990)],
    ['14.5.1990', on('gregorian', 5, 14, 1990)],
    ['1369/2/24', on('persian', 2, 24, 1369)],
    ['۱۳۶۹/۰۲/۲۴', on('persian', 2, 24, 1369)],
    ['٢٤-٥-١٩٩٠', on('gregorian', 5, 24, 1990)],
    ['02-29', on('gregorian', 2, 29)],
    ['--02-29', on('gregorian', 2, 29)],
    ['2000-02-29', on('gregorian', 2, 29, 2000)],
  ])('%s', (text, expected) => {
    expect(readOccasionDate(text)).toEqual(expected);
  });

  it('are of the calendar that is named', () => {
    expect(readOccasionDate('1445-09-10', 'islamic')).toEqual(on('islamic', 9, 10, 1445));
    expect(readOccasionDate('12/31', 'persian')).toBeUndefined();
    expect(readOccasionDate('12/30', 'islamic')).toEqual(on('islamic', 12, 30));
    expect(readOccasionDate('1403/12/30', 'persian')).toEqual(on('persian', 12, 30, 1403));
  });

  it.each([
    '',
    'soon',
    '1990-13-01',
    '2023-02-29',
    '02-30',
    '1404/12/30',
    '90-05-14',
    '1990-05',
    '3000-01-01',
  ])('are no dates: %s', (text) => {
    expect(readOccasionDate(text)).toBeUndefined();
  });
});
