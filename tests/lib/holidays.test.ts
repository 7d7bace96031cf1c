import { describe, expect, it } from 'vitest';
import { moveIntoBusinessHours } from '../../src/lib/business-hours.ts';
import { countryOfTimeZone, workingDays } from '../../src/lib/country.ts';
import { holidaysOf } from '../../src/lib/holidays.ts';

describe('public holidays', () => {
  it.each([
    ['IR', '2026-03-21', true, 'Nowruz, by the Persian calendar'],
    ['IR', '2026-06-25', true, 'Ashura, by the Islamic calendar'],
    ['IR', '2026-03-26', false, 'a Thursday after Nowruz'],
    ['SA', '2026-05-28', true, 'the second day of the feast of sacrifice'],
    ['DE', '2026-04-06', true, 'Easter Monday'],
    ['DE', '2026-12-24', false, 'Christmas Eve is no public holiday'],
    ['XX', '2026-01-01', false, 'a country there is not'],
  ])('%s on %s: %s (%s)', (country, date, expected) => {
    expect(holidaysOf(country)(date)).toBe(expected);
  });

  it('are none where the country is not known', () => {
    expect(holidaysOf(undefined)('2026-12-25')).toBe(false);
  });

  it('close a business, and the next day that is neither a holiday nor a weekend opens it', () => {
    const hours = {
      from: '09:00',
      to: '18:00',
      days: workingDays('IR'),
      closedOn: holidaysOf('IR'),
    };
    // From the eve of Nowruz 1405 to the first working day after it.
    const eve = new Date('2026-03-20T12:00:00Z');
    expect(moveIntoBusinessHours(eve, hours, 'Asia/Tehran').toISOString()).toBe('2026-03-25T05:30:00.000Z');
  });
});

describe('working days', () => {
  it.each([
    ['IR', 'Asia/Tehran', ['mon', 'tue', 'wed', 'thu', 'sat', 'sun']],
    ['SA', 'Asia/Riyadh', ['mon', 'tue', 'wed', 'thu', 'sun']],
    ['AE', 'Asia/Dubai', ['mon', 'tue', 'wed', 'thu', 'fri']],
    ['DE', 'Europe/Berlin', ['mon', 'tue', 'wed', 'thu', 'fri']],
  ])('of %s, guessed from %s', (country, zone, days) => {
    expect(workingDays(country)).toEqual(days);
    expect(countryOfTimeZone(zone)).toBe(country);
  });

  it('are those of most countries where nothing is known', () => {
    expect(workingDays(countryOfTimeZone('UTC'))).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
  });
});
