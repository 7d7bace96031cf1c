import { type Clock, type MovableClock, movableClock } from '../lib/clock.ts';

/** The time of the story: the sandbox and the daemon live in it, and it only moves on. */
export interface StoryClock {
  now(): Date;
  /** Moves on to `moment`; nothing when that is past. */
  moveTo(moment: Date): void;
  /** The daemon's clock, around the database's. */
  around(database: Clock): Clock;
}

/** Begins at `startAt`, which may not be past; at the machine's own time when undefined. */
export function storyClock(startAt: Date | undefined): StoryClock {
  let offsetMs = startAt ? Math.max(0, startAt.getTime() - Date.now()) : 0;
  const followers: MovableClock[] = [];
  const now = () => new Date(Date.now() + offsetMs);
  return {
    now,
    moveTo(moment) {
      const milliseconds = Math.max(0, moment.getTime() - now().getTime());
      offsetMs += milliseconds;
      for (const follower of followers) follower.advance(milliseconds);
    },
    around(database) {
      const follower = movableClock(database);
      follower.advance(offsetMs);
      followers.push(follower);
      return follower;
    },
  };
}
