import cron from 'node-cron';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** A clock that calls `look` once a minute; what is due is decided there, from rows. */
export interface CronClock {
  stop(): Promise<void>;
}

const EVERY_MINUTE = '* * * * *';

/** Starts node-cron, Wafa's only timetable; a look that fails is reported and repeated at the next minute. */
export function startCron(look: () => Promise<unknown>, log: Log): CronClock {
  let looking: Promise<unknown> = Promise.resolve();
  const task = cron.schedule(
    EVERY_MINUTE,
    () => {
      looking = look().catch((error: unknown) =>
        log.error({ error: describeError(error) }, 'cron look failed'),
      );
      return looking;
    },
    { noOverlap: true },
  );
  return {
    async stop() {
      await task.destroy();
      await looking;
    },
  };
}
