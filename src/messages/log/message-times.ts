import { DAY_MS } from '../../lib/duration.ts';

/** Mail older than this is a clock that was never set. */
const FIRST_MAIL = Date.UTC(1990, 0, 1);

/**
 * When a mail was sent and received. `sentAt` is its Date, unless that is missing, before 1990, or more than a day after
 * it was received. `receivedAt` is the server's INTERNALDATE, unless that is before 1990 or in the future (a clock, or
 * a folder restored by a tool without dates).
 */
export function messageTimes(
  date: Date | null,
  internalDate: Date,
  now: Date,
): { sentAt: Date; receivedAt: Date } {
  const believable = (time: Date | null, until: number) =>
    time !== null && time.getTime() >= FIRST_MAIL && time.getTime() <= until;
  const latest = now.getTime() + DAY_MS;
  const receivedAt = believable(internalDate, latest) ? internalDate : believable(date, latest) ? date : now;
  const received = receivedAt ?? now;
  const sentAt = date !== null && believable(date, received.getTime() + DAY_MS) ? date : received;
  return { sentAt, receivedAt: received };
}
