import { isDeepStrictEqual } from 'node:util';
import { MailboxFailure } from '../../src/mailbox/mailbox.ts';
import { Crash, crashingDatabase } from './crashing-database.ts';
import type { TestDatabase } from './postgres-business.ts';
import { liveReadingStory, type StoryEnd, type StoryOptions } from './reading-story.ts';
import type { ScriptedServer } from './scripted-mailbox.ts';

/** What a sweep found: nothing when every life ended as the uninterrupted one. */
export interface SweepResult {
  /** Places where it died. */
  places: number;
  /** Where it ended otherwise, and how. */
  differences: string[];
  /** The uninterrupted life. */
  whole: StoryEnd;
}

/** Lives through the story once for each database statement, dying just before it, after it, or after a commit. */
export async function sweepStatements(
  database: TestDatabase,
  { stride = 1, read }: { stride?: number } & Pick<StoryOptions, 'read'> = {},
): Promise<SweepResult> {
  const reading = read ? { read } : {};
  let steps = 0;
  const whole = await liveReadingStory(database, {
    ...reading,
    attempt: async (work) => {
      const counting = crashingDatabase(database.db, Number.POSITIVE_INFINITY);
      await work(counting.db);
      steps = Math.max(steps, counting.steps());
    },
  });
  const result: SweepResult = { places: 0, differences: [...whole.wrong], whole };
  const places = Array.from({ length: Math.ceil(steps / stride) }, (_, count) => 1 + count * stride);
  result.places = places.length;
  const lane = async () => {
    for (let at = places.shift(); at !== undefined; at = places.shift())
      result.differences.push(...(await dieAt(database, at, whole, reading)));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return result;
}

/** Lives at the same time; each has a business of its own. */
const LANES = 4;

async function dieAt(
  database: TestDatabase,
  at: number,
  whole: StoryEnd,
  reading: Pick<StoryOptions, 'read'>,
): Promise<string[]> {
  let crashes = 0;
  const end = await liveReadingStory(database, {
    ...reading,
    attempt: async (work) => {
      await work(crashingDatabase(database.db, at).db).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
        crashes++;
      });
      await work(database.db);
    },
  });
  const found = crashes === 0 ? ['there was no crash'] : differences(whole, end);
  return found.map((how) => `after a crash at step ${at}: ${how}`);
}

/** Lives through the story once for each answer of the server: the connection breaks off in its place. */
export async function sweepAnswers(database: TestDatabase): Promise<SweepResult> {
  let answers = 0;
  const whole = await liveReadingStory(database, {
    attempt: (work) => work(database.db),
    prepare: (server) => {
      server.faults.before = (_command, call) => {
        answers = Math.max(answers, call);
      };
    },
  });
  const result: SweepResult = { places: 0, differences: [...whole.wrong], whole };
  for (let call = 1; call <= answers; call++) {
    let server: ScriptedServer | undefined;
    const end = await liveReadingStory(database, {
      attempt: async (work) => {
        if (server) server.faults.failAtCall = call;
        await work(database.db).catch((error: unknown) => {
          if (!(error instanceof MailboxFailure)) throw error;
        });
        if (server) delete server.faults.failAtCall;
        await work(database.db);
      },
      prepare: (made) => {
        server = made;
      },
    });
    result.places++;
    result.differences.push(
      ...differences(whole, end).map((how) => `after a break at answer ${call}: ${how}`),
    );
  }
  return result;
}

/** In which tables two lives ended otherwise, and what of the second is broken. */
export function differences(whole: StoryEnd, end: StoryEnd): string[] {
  const names = Object.keys(whole.state) as (keyof StoryEnd['state'])[];
  const other = names.filter((name) => !isDeepStrictEqual(whole.state[name], end.state[name]));
  return [...end.wrong, ...other.map((name) => `other ${name}`)];
}
