import { nextOccasion, type OccasionDate } from '../../customers/record/occasion-date.ts';

export const HOLIDAYS = [
  'new-year',
  'christmas',
  'nowruz',
  'yalda',
  'mehregan',
  'ramadan',
  'eid-al-fitr',
  'eid-al-adha',
] as const;
export type Holiday = (typeof HOLIDAYS)[number];

/** In the calendar each is kept in. Yalda is the last night of autumn: its evening is the last day of Azar. */
const DAYS: Record<Holiday, OccasionDate> = {
  'new-year': { calendar: 'gregorian', year: null, month: 1, day: 1 },
  christmas: { calendar: 'gregorian', year: null, month: 12, day: 25 },
  nowruz: { calendar: 'persian', year: null, month: 1, day: 1 },
  yalda: { calendar: 'persian', year: null, month: 9, day: 30 },
  mehregan: { calendar: 'persian', year: null, month: 7, day: 16 },
  ramadan: { calendar: 'islamic', year: null, month: 9, day: 1 },
  'eid-al-fitr': { calendar: 'islamic', year: null, month: 10, day: 1 },
  'eid-al-adha': { calendar: 'islamic', year: null, month: 12, day: 10 },
};

/** The day (Gregorian, `2026-03-21`) on which a holiday falls, from `today` on. Hijri days are those of Umm al-Qura. */
export function nextHoliday(holiday: Holiday, today: string): string {
  return nextOccasion(DAYS[holiday], today);
}
