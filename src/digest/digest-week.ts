import { Temporal } from 'temporal-polyfill';

/** One week from Monday 00:00 to the next, in one time zone. */
export interface DigestWeek {
  /** ISO 8601 week, `2026-W47`. */
  key: string;
  from: Date;
  to: Date;
}

/** The last whole week before `now` in `timeZone` (IANA name): what a digest of Monday morning reports. */
export function lastWholeWeek(now: Date, timeZone: string): DigestWeek {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  return weekBefore(monday, timeZone);
}

/** The week before another, for the comparison. */
export function previousWeek(week: DigestWeek, timeZone: string): DigestWeek {
  const monday = Temporal.Instant.fromEpochMilliseconds(week.from.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  return weekBefore(monday, timeZone);
}

function weekBefore(monday: Temporal.PlainDate, timeZone: string): DigestWeek {
  const first = monday.subtract({ days: 7 });
  const start = (date: Temporal.PlainDate) => new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
  const week = String(first.weekOfYear).padStart(2, '0');
  return { key: `${first.yearOfWeek}-W${week}`, from: start(first), to: start(monday) };
}
