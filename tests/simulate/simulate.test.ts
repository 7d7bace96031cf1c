import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Tx } from '../../src/database/tables.ts';
import type { Ended } from './check-run.ts';
import { BODY_MARK } from './letters.ts';
import type { Variant } from './run-parts.ts';
import { simulate } from './simulate.ts';
import { openStage, PASSWORD, type Stage } from './stage.ts';

const RUNS = 200;
const MINUTES = 60_000;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** What has to happen somewhere in so many runs: a fault that never comes proves nothing. */
const HAPPENINGS = [
  /wafa-1 is killed at /,
  /is killed at committed/,
  /is killed at smtp after the fence/,
  /is killed at imap answered/,
  /is stopped for/,
  /\.\.\. takes \d+ ms/,
  /loses the database: before a statement/,
  /loses the database: before the COMMIT/,
  /loses the database: the reply of the COMMIT/,
  /loses the database: the database restarts/,
  /refuses the connection \(network\)/,
  /refuses the connection \(auth\)/,
  /refuses the connection \(capacity\)/,
  /refuses the connection \(throttle\)/,
  /the SMTP server refuses/,
  /the mail connection breaks off/,
  /and is told nothing/,
  /NO \(protocol\)/,
  /NO \(throttle\)/,
  /\(fewerRows\)/,
  /\(shortSearch\)/,
  /numbers a folder anew/,
  /somebody deletes/,
  /somebody moves/,
  /the mail server ends all connections/,
  / letter .*is delivered/,
  / order .*is delivered/,
  / forged order .*is delivered/,
  / absence .*is delivered/,
  / bounce .*is delivered/,
  / wish .*is delivered/,
  /an address is suppressed/,
  /sending is paused/,
  /the last byte leaves: accepted$/,
  /the last byte leaves: accepted unheard/,
  /the last byte leaves: accepted late/,
  /the last byte leaves: lost/,
  /the last byte leaves: deferred/,
  /the last byte leaves: refused/,
  /the last byte leaves: unknown user/,
  /smtp outcome: sent/,
  /smtp outcome: retry/,
  /smtp outcome: rejected/,
  /smtp outcome: not-released/,
  /smtp outcome: uncertain/,
];

describe('the simulation', { timeout: 2 * MINUTES }, () => {
  it(
    `holds INV1 to INV12 in ${RUNS} runs, in which everything happens`,
    async () => {
      const failed: Record<string, string[]> = {};
      const never = new Set(HAPPENINGS);
      for (let seed = 1; seed <= RUNS; seed++) {
        const { problems, lines } = await simulate(stage, seed);
        for (const what of never) if (lines.some((line) => what.test(line))) never.delete(what);
        if (problems.length > 0) failed[`npm run simulate -- --runs 1 --seed ${seed} --verbose`] = problems;
      }
      expect(failed).toEqual({});
      expect([...never]).toEqual([]);
    },
    30 * MINUTES,
  );

  it('repeats a seed exactly, whatever ran before it', async () => {
    const first = await simulate(stage, 7);
    const other = await simulate(stage, 8);
    const again = await simulate(stage, 7);
    expect(again.lines).toEqual(first.lines);
    expect(again.traceHash).toBe(first.traceHash);
    expect(other.traceHash).not.toBe(first.traceHash);
    expect(first.events).toBeGreaterThan(100);
  });

  it('gives time and chance back', async () => {
    const globals = () => [Date, Math.random, setTimeout, setImmediate, Reflect.get(performance, 'now')];
    const before = globals();
    const began = Date.now();
    await simulate(stage, 7);
    expect(globals()).toEqual(before);
    expect(Date.now() - began).toBeLessThan(MINUTES);
  });
});

/** Broken on purpose: a seed up to this number has to show it. */
const MOST_SEEDS = 40;

const CONTROLS: [Variant, string][] = [
  ['naive-sender', 'INV1'],
  ['fenceless-sender', 'INV6'],
  ['careless-reader', 'INV4'],
];

describe('the negative controls', () => {
  it.each(CONTROLS)(
    'catches the %s by %s',
    async (variant, invariant) => {
      const found = [];
      for (let seed = 1; seed <= MOST_SEEDS && found.length === 0; seed++) {
        const { problems } = await simulate(stage, seed, { variant });
        found.push(...problems.filter((problem) => problem.startsWith(`${invariant} `)));
      }
      expect(found.length).toBeGreaterThan(0);
    },
    5 * MINUTES,
  );
});

let goodSeed = 0;

/** The first seed whose run ends well, with orders that were acted on and mail that was sent. */
async function findGoodSeed(): Promise<number> {
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    let hasAll = false;
    const { problems } = await simulate(stage, seed, {
      spoil: async ({ parts }) => {
        const { rows } = await inBusiness(stage.database.db, parts.businessId, (tx) =>
          sql<{ runs: number; letters: number }>`select (select count(*)::int from automation_runs) as runs,
            (select count(*)::int from messages where direction = 'incoming' and arrival = 'history') as letters`.execute(
            tx,
          ),
        );
        hasAll = (rows[0]?.runs ?? 0) > 0 && (rows[0]?.letters ?? 0) > 0 && parts.smtp.accepted.length > 0;
      },
    });
    if (hasAll && problems.length === 0) return seed;
  }
  throw new Error(`no run of ${MOST_SEEDS} is good`);
}

const inside =
  (work: (tx: Tx) => Promise<unknown>) =>
  ({ parts }: Ended): Promise<unknown> =>
    inBusiness(stage.database.db, parts.businessId, work);

/** What each invariant must notice, done to the end of a good run. */
const SPOILS: Record<string, [string, (ended: Ended) => unknown]> = {
  'a mail that was accepted twice': [
    'INV1',
    ({ parts: { smtp } }) => smtp.accepted.push(...smtp.accepted.slice(0, 1)),
  ],
  'a verdict that is wrong': ['INV2', ({ parts: { smtp } }) => smtp.accepted.splice(0)],
  'a location that is missing': ['INV3', inside((tx) => tx.deleteFrom('locations').execute())],
  'a mail under the number of another': [
    'INV3',
    ({ parts }) => {
      const folder = parts.mail.scripted.folder();
      const [one, ...others] = folder.mails;
      if (one) folder.mails = [{ ...one, source: Buffer.from('another mail') }, ...others];
    },
  ],
  'a mail logged that nobody sent': [
    'INV3',
    inside((tx) =>
      sql`update raw_messages set content_hash = repeat('0', 64)
      where content_hash = (select min(content_hash) from raw_messages)`.execute(tx),
    ),
  ],
  'a cursor that is ahead': ['INV4', inside((tx) => tx.deleteFrom('locations').execute())],
  'an order that was never acted on': ['INV5', inside((tx) => tx.deleteFrom('automation_runs').execute())],
  'an order that is lost': ['INV5', inside((tx) => tx.deleteFrom('purchases').execute())],
  'history that was answered': [
    'INV5',
    ({ truth }) => {
      for (const mail of truth.delivered) mail.when = 'history';
    },
  ],
  'a last byte in spite of a suppression': [
    'INV6',
    inside((tx) =>
      sql`insert into suppressions (canonical, scope, reason, source, created_at)
      select distinct recipient_canonical, 'all', 'test', 'test', '2020-01-01'::timestamptz
      from outgoing_emails where state = 'sent' on conflict do nothing`.execute(tx),
    ),
  ],
  'a mail to a machine': [
    'INV7',
    inside((tx) => tx.updateTable('outgoing_emails').set({ recipient: 'robot1@machines.example' }).execute()),
  ],
  'rows of the neighbour': [
    'INV8',
    (ended) => {
      ended.neighbour.after += 'one more';
    },
  ],
  // Only the owner of the tables may.
  'a change of state without a record': ['INV9', () => stage.pglite.exec('truncate outgoing_transitions')],
  'a mail that nobody read': [
    'INV10',
    inside((tx) => sql`update raw_messages set read_state = 'quarantined'`.execute(tx)),
  ],
  'a mail that the user did not delete': [
    'INV11',
    ({ parts }) => {
      parts.mail.scripted.folder().mails.pop();
    },
  ],
  'a mail that the user did not put there': [
    'INV11',
    ({ parts }) => {
      parts.mail.scripted.deliver('From: us', new Date());
    },
  ],
  'a flag that was set': ['INV11', ({ parts }) => parts.mail.scripted.commands.push('STORE')],
  'a password in the log': ['INV12', ({ parts }) => parts.log.info({ why: `login with ${PASSWORD}` })],
  'a body in the log': ['INV12', ({ parts }) => parts.log.info({ why: BODY_MARK })],
};

describe('the checks', { timeout: 2 * MINUTES }, () => {
  beforeAll(async () => {
    goodSeed = await findGoodSeed();
  }, 5 * MINUTES);

  it('find nothing at the end of a good run', async () => {
    const { problems } = await simulate(stage, goodSeed);
    expect(problems).toEqual([]);
  });

  it.each(Object.entries(SPOILS))('notice %s', async (_, [invariant, spoil]) => {
    const { problems } = await simulate(stage, goodSeed, {
      spoil: async (ended) => {
        await spoil(ended);
      },
    });
    expect(problems.some((problem) => problem.startsWith(`${invariant} `))).toBe(true);
  });
});
