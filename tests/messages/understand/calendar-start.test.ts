import { describe, expect, it } from 'vitest';
import { calendarStart } from '../../../src/messages/understand/calendar-start.ts';

const startOf = (start: string | null, zone: string | null = null) => {
  const found = calendarStart({ start, zone }, 'Asia/Tehran');
  return found && `${found.at.toISOString()}${found.wholeDay ? ' all day' : ''}`;
};

describe('when an appointment begins', () => {
  it.each([
    ['20260306T100000Z', null, '2026-03-06T10:00:00.000Z'],
    ['20260306T100000', 'Europe/Vienna', '2026-03-06T09:00:00.000Z'],
    ['20260306T100000', null, '2026-03-06T06:30:00.000Z'],
    ['20260306T100000', 'W. Europe Standard Time', '2026-03-06T06:30:00.000Z'],
    ['20260306', null, '2026-03-06T12:00:00.000Z all day'],
    ['20260230', null, null],
    ['20260306T250000Z', null, null],
    ['next week', null, null],
    [null, null, null],
  ])('%s in %s: %s', (start, zone, expected) => expect(startOf(start, zone)).toBe(expected));
});
