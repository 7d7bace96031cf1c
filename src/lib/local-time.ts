import { Temporal } from 'temporal-polyfill';

/** A wall clock's reading, without a zone. */
export type LocalDateTime = Temporal.PlainDateTime;

/** What a clock on the wall of `timeZone` (IANA) shows at `instant`. */
export function localDateTime(instant: Date, timeZone: string): LocalDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
}

/**
 * The instant at which a clock in `timeZone` shows `local`. Where clocks are put back it shows it twice: the first
 * counts. Where they are put forward it never shows it: the first instant after the gap (protocols: Time).
 */
export function instantOfLocal(local: LocalDateTime, timeZone: string): Date {
  // In an overlap the first of the two; in a gap an instant before it, from which the next jump is the gap's own.
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const shown = zoned.toPlainDateTime().equals(local);
  const instant = shown ? zoned : (zoned.getTimeZoneTransition('next') ?? zoned);
  return new Date(instant.epochMilliseconds);
}

/** `2026-03-29T08:00 Europe/Berlin`: an occasion, the same however often and from wherever it is computed. */
export function localOccasion(instant: Date, timeZone: string): string {
  return `${localDateTime(instant, timeZone).toString({ smallestUnit: 'minute' })} ${timeZone}`;
}

/** `2026-03-29`: the calendar day in `timeZone`. */
export function localDay(instant: Date, timeZone: string): string {
  return localDateTime(instant, timeZone).toPlainDate().toString();
}
