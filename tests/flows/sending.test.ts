import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../bench/random.ts';
import { sendUnderHarm } from '../outbox/sending-crew.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const SEED = Number(process.env['TEST_SEED'] ?? 20_260_310);
const MAX_HARM_MS = 60_000;

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase('postgres');
});
afterEach(() => database.close());

describe('sending by three processes that are killed, stopped and cut off', () => {
  it.each([SEED, SEED + 1])(
    'hands 300 mails over at most once each and calls none sent or failed wrongly, with seed %i',
    async (seed) => {
      const report = await sendUnderHarm(database, {
        kind: 'wafa',
        mails: 300,
        random: seededRandom(seed),
        harmMs: MAX_HARM_MS,
      });
      console.log(JSON.stringify({ seed, ...report }));
      expect({ seed, problems: report.problems }).toEqual({ seed, problems: [] });
      expect(report.counts['sent']).toBeGreaterThan(150);
      expect(report.connections.faulted / report.connections.all).toBeGreaterThan(0.3);
      expect(report.harm.killed).toBeGreaterThan(1);
    },
    3 * MAX_HARM_MS,
  );

  it('and the checker catches the usual lease-and-retry sender under the same treatment', async () => {
    const { problems } = await sendUnderHarm(database, {
      kind: 'naive',
      mails: 100,
      random: seededRandom(SEED),
      harmMs: 30_000,
    });
    const duplicates = problems.filter((problem) => problem.startsWith('INV1'));
    console.log(JSON.stringify({ naive: { duplicates: duplicates.length, problems: problems.length } }));
    expect(duplicates.length).toBeGreaterThan(3);
  }, 60_000);
});
