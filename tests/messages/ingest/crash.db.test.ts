import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailboxFailure } from '../../../src/mailbox/mailbox.ts';
import { Crash, crashingDatabase } from '../../support/crashing-database.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, brokenInvariants, endState, inboxReader } from '../../support/ingest-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Five mails of history, four new ones, one too large, one withheld, and a renumbering with one mail in between. */
function shop() {
  const server = new ScriptedServer();
  for (let number = 1; number <= 5; number++) server.deliver(bakeryMail(number), later(-number * 100));
  const newMail = () => {
    for (let number = 6; number <= 9; number++) server.deliver(bakeryMail(number), later(1));
    server.deliver(bakeryMail(10, 'x'.repeat(6000)), later(1));
    server.faults.withheld = new Set([8]);
  };
  const renumbering = () => {
    server.deliver(bakeryMail(11), later(3));
    server.renumber(2000);
    server.faults.withheld = new Set();
  };
  return { server, chapters: [() => {}, newMail, renumbering] };
}

type Attempt = (work: (db: TestDatabase['db']) => Promise<void>) => Promise<void>;

/** Lives through the shop's story; `attempt` runs each stretch of reading until it is done. */
async function live(attempt: Attempt, prepare: (server: ScriptedServer) => void = () => {}) {
  await clearBusiness(database);
  const { server, chapters } = shop();
  prepare(server);
  for (const [at, chapter] of chapters.entries()) {
    chapter();
    await attempt(async (db) => {
      const reader = await inboxReader(db, database.businessId, server, later(at * 2));
      await reader.sync(later(at * 2));
      await reader.history(later(at * 2));
    });
  }
  return {
    state: await database.inside(endState),
    wrong: await database.inside((tx) => brokenInvariants(tx, server)),
  };
}

describe('reading that is killed', () => {
  it('at every database statement, ends as if it had not been', async () => {
    let steps = 0;
    const whole = await live(async (work) => {
      const counting = crashingDatabase(database.db, Number.POSITIVE_INFINITY);
      await work(counting.db);
      steps = Math.max(steps, counting.steps());
    });
    expect(whole.wrong).toEqual([]);
    // Ten whole mails, and the headers of the one that is too large.
    expect(whole.state.raws).toHaveLength(11);
    expect(whole.state.messages).toHaveLength(10);
    expect(steps).toBeGreaterThan(50);
    for (let at = 1; at <= steps; at += STRIDE) {
      let crashes = 0;
      const { state, wrong } = await live(async (work) => {
        await work(crashingDatabase(database.db, at).db).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
          crashes++;
        });
        await work(database.db);
      });
      expect(crashes, `no crash at step ${at}`).toBeGreaterThan(0);
      expect(wrong, `after a crash at step ${at}`).toEqual([]);
      expect(state, `after a crash at step ${at}`).toEqual(whole.state);
    }
  }, 240_000);

  it('at every answer of the server, ends as if it had not been', async () => {
    const whole = await live((work) => work(database.db));
    for (let call = 1; call <= 9; call++) {
      let server: ScriptedServer | undefined;
      const { state, wrong } = await live(
        async (work) => {
          if (server) server.faults.failAtCall = call;
          await work(database.db).catch((error: unknown) => {
            if (!(error instanceof MailboxFailure)) throw error;
          });
          if (server) delete server.faults.failAtCall;
          await work(database.db);
        },
        (made) => {
          server = made;
        },
      );
      expect(wrong, `after a break at answer ${call}`).toEqual([]);
      expect(state, `after a break at answer ${call}`).toEqual(whole.state);
    }
  }, 60_000);
});

/** Every step on Postgres; PGlite runs the same statements ten times as slowly, so every few there. */
const STRIDE = process.env.TEST_DATABASE_KIND === 'postgres' ? 1 : 7;
