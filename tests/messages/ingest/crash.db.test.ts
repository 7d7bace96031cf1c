import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailboxFailure } from '../../../src/mailbox/mailbox.ts';
import { Crash, crashingDatabase } from '../../support/crashing-database.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { liveReadingStory } from '../../support/reading-story.ts';
import type { ScriptedServer } from '../../support/scripted-mailbox.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('reading that is killed', () => {
  it('at every database statement, ends as if it had not been', async () => {
    let steps = 0;
    const whole = await liveReadingStory(database, {
      attempt: async (work) => {
        const counting = crashingDatabase(database.db, Number.POSITIVE_INFINITY);
        await work(counting.db);
        steps = Math.max(steps, counting.steps());
      },
    });
    expect(whole.wrong).toEqual([]);
    // Ten whole mails, and the headers of the one that is too large.
    expect(whole.state.raws).toHaveLength(11);
    expect(whole.state.messages).toHaveLength(10);
    expect(steps).toBeGreaterThan(50);
    for (let at = 1; at <= steps; at += STRIDE) {
      let crashes = 0;
      const { state, wrong } = await liveReadingStory(database, {
        attempt: async (work) => {
          await work(crashingDatabase(database.db, at).db).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            crashes++;
          });
          await work(database.db);
        },
      });
      expect(crashes, `no crash at step ${at}`).toBeGreaterThan(0);
      expect(wrong, `after a crash at step ${at}`).toEqual([]);
      expect(state, `after a crash at step ${at}`).toEqual(whole.state);
    }
  }, 240_000);

  it('at every answer of the server, ends as if it had not been', async () => {
    const whole = await liveReadingStory(database, { attempt: (work) => work(database.db) });
    for (let call = 1; call <= 9; call++) {
      let server: ScriptedServer | undefined;
      const { state, wrong } = await liveReadingStory(database, {
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
      expect(wrong, `after a break at answer ${call}`).toEqual([]);
      expect(state, `after a break at answer ${call}`).toEqual(whole.state);
    }
  }, 60_000);
});

/** Every step on Postgres; PGlite runs the same statements ten times as slowly, so every few there. */
const STRIDE = process.env.TEST_DATABASE_KIND === 'postgres' ? 1 : 7;
