import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  claimOccurrence,
  finishOccurrence,
  type OccurrenceRule,
  recordDueOccurrences,
} from '../../../src/automations/occurrences.ts';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame } from '../outgoing/outbox-shop.ts';
import type { World } from '../world.ts';

const NIGHTLY: OccurrenceRule = {
  rule: 'nightly',
  cron: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  downtime: 'all',
  maxLatenessMs: 4 * DAY_MS,
  active: true,
};
const DAILY: OccurrenceRule = {
  ...NIGHTLY,
  rule: 'daily',
  cron: '0 9 * * *',
  timeZone: 'UTC',
  downtime: 'once',
};

async function open(world: World): Promise<TestDatabase> {
  const database = await world.parts.database();
  world.defer(() => database.close());
  return database;
}

/** Looks at these times, and answers what was found due, in order. */
async function look(
  database: TestDatabase,
  rule: OccurrenceRule,
  times: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const time of times) {
    const due = await database.inside((tx) => recordDueOccurrences(tx, [rule], new Date(time)));
    found.push(...due.map(({ occasion }) => occasion.slice(0, 16)));
  }
  return found;
}

function everyMinutes(from: string, minutes: number, until: string): string[] {
  const times: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += minutes * 60_000)
    times.push(new Date(at).toISOString());
  return times;
}

/** Each look comes at a time that the seed draws; what is due must not depend on it. */
function someTimes({ random }: World, from: string, until: string): string[] {
  const times = everyMinutes(from, 1, until).filter(() => random() < 0.15);
  return [new Date(from).toISOString(), ...times, new Date(until).toISOString()];
}

const gap: FaultCase = {
  id: 'T1',
  injected: 'a rule at 02:30 on the night on which 02:30 does not exist (Berlin, 29 March 2026)',
  checked: 'it is due once, at the first valid instant after it, 03:00, whenever one looks',
  needs: ['postgres'],
  quick: true,
  async run(world) {
    const times = someTimes(world, '2026-03-28T12:00Z', '2026-03-29T12:00Z');
    assertSame(await look(await open(world), NIGHTLY, times), ['2026-03-29T03:00'], 'what was due');
    return `${times.length} looks`;
  },
};

const overlap: FaultCase = {
  id: 'T2',
  injected: 'a rule at 02:30 on the night on which 02:30 comes twice (Berlin, 25 October 2026)',
  checked: 'it is due the first time only',
  needs: ['postgres'],
  async run(world) {
    const database = await open(world);
    const times = someTimes(world, '2026-10-24T12:00Z', '2026-10-25T12:00Z');
    assertSame(await look(database, NIGHTLY, times), ['2026-10-25T02:30'], 'what was due');
    const { due_at } = await database.inside((tx) =>
      tx.selectFrom('occurrences').select('due_at').where('rule', '=', 'nightly').executeTakeFirstOrThrow(),
    );
    assertSame(due_at.toISOString(), '2026-10-25T00:30:00.000Z', 'the instant');
    return `${times.length} looks`;
  },
};

const quarters: FaultCase = {
  id: 'T3',
  injected: '*/15 across the gap and across the overlap',
  checked: 'each quarter of an hour that there is, once',
  needs: ['postgres'],
  async run(world) {
    const rule = { ...NIGHTLY, rule: 'quarters', cron: '*/15 * * * *' };
    const spring = await look(
      await open(world),
      rule,
      everyMinutes('2026-03-29T00:00Z', 1, '2026-03-29T02:00Z'),
    );
    assertSame(
      spring.map((occasion) => occasion.slice(11)),
      ['01:15', '01:30', '01:45', '03:00', '03:15', '03:30', '03:45', '04:00'],
      'in spring',
    );
    const autumn = await look(
      await open(world),
      rule,
      someTimes(world, '2026-10-25T00:00Z', '2026-10-25T03:00Z'),
    );
    assertSame(new Set(autumn).size, autumn.length, 'none twice in autumn');
    return `${spring.length} in spring, ${autumn.length} in autumn`;
  },
};

const jumps: FaultCase = {
  id: 'T5',
  injected: 'the clock jumps two days ahead and back, and two days back and ahead',
  checked: 'nothing is due twice, and nothing is left out',
  needs: ['postgres'],
  async run(world) {
    const forth = [
      '2026-03-10T08:00Z',
      '2026-03-12T08:00Z',
      '2026-03-10T08:10Z',
      '2026-03-10T09:00Z',
      '2026-03-11T09:00Z',
      '2026-03-12T09:00Z',
    ];
    const back = [
      '2026-03-10T08:00Z',
      '2026-03-10T09:00Z',
      '2026-03-08T09:00Z',
      '2026-03-10T09:01Z',
      '2026-03-11T09:00Z',
    ];
    const ahead = await look(await open(world), DAILY, forth);
    assertSame(
      ahead.toSorted(),
      ['2026-03-10T09:00', '2026-03-11T09:00', '2026-03-12T09:00'],
      'ahead and back',
    );
    const behind = await look(await open(world), DAILY, back);
    assertSame(behind, ['2026-03-10T09:00', '2026-03-11T09:00'], 'back and ahead');
    return undefined;
  },
};

/** What each policy makes of it. */
const DOWN: readonly [OccurrenceRule['downtime'], string, readonly string[]][] = [
  ['once', '2026-03-11T09:08Z', ['11']],
  ['skip', '2026-03-11T09:08Z', []],
  ['all', '2026-03-11T09:08Z', ['11']],
  ['once', '2026-03-12T10:58Z', ['12']],
  ['skip', '2026-03-12T10:58Z', []],
  ['all', '2026-03-12T10:58Z', ['11', '12']],
  ['once', '2026-03-20T08:58Z', ['19']],
  ['skip', '2026-03-20T08:58Z', []],
  ['all', '2026-03-20T08:58Z', ['16', '17', '18', '19']],
];

const down: FaultCase = {
  id: 'T6',
  injected: 'down for 10 minutes, 26 hours and 9 days, with each of once, skip and all',
  checked: 'what is made up for is what the rule says, and nothing beyond its lateness',
  needs: ['postgres'],
  async run(world) {
    const database = await open(world);
    for (const [at, [downtime, back, expected]] of DOWN.entries()) {
      const rule = { ...DAILY, rule: `daily-${at}`, downtime };
      const found = await look(database, rule, ['2026-03-11T08:58Z', back]);
      assertSame(
        found.map((occasion) => occasion.slice(8, 10)),
        expected,
        `${downtime} until ${back}`,
      );
    }
    return `${DOWN.length} downtimes`;
  },
};

const crash: FaultCase = {
  id: 'T7',
  injected:
    'the connection is killed between recording what is due and acting on it, at every try but the last of 5',
  checked: 'it is claimed again, done once, and not at all when it is found too late',
  needs: ['postgres'],
  async run(world) {
    const database = await open(world);
    await look(database, DAILY, ['2026-03-10T08:00Z', '2026-03-10T09:00Z']);
    const wanted = { rule: DAILY.rule, maxLatenessMs: HOUR_MS };
    let done = 0;
    let crashes = 0;
    for (let attempt = 1; attempt <= 8; attempt++) {
      const now = new Date(Date.parse('2026-03-10T09:01Z') + attempt * 60_000);
      await database
        .inside(async (tx) => {
          const claimed = await claimOccurrence(tx, wanted, now);
          if (!claimed) return;
          await finishOccurrence(tx, claimed, { attempt }, now);
          if (attempt < 5) throw new Error('kill -9');
          done++;
        })
        .catch(() => crashes++);
    }
    assertSame({ done, crashes }, { done: 1, crashes: 4 }, 'what was done');
    await look(database, { ...DAILY, rule: 'late' }, ['2026-03-10T08:00Z', '2026-03-10T09:00Z']);
    const late = await database.inside((tx) =>
      claimOccurrence(tx, { ...wanted, rule: 'late' }, new Date('2026-03-19T09:00Z')),
    );
    assertSame(late, undefined, 'found after nine days');
    return `${crashes} crashes`;
  },
};

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const OTHER_ZONES = { TZ: 'Pacific/Kiritimati', PGOPTIONS: '-c timezone=America/St_Johns' };

const zones: FaultCase = {
  id: 'T15',
  injected: 'the process in Kiritimati, the sessions of the database in Newfoundland, the business in Berlin',
  checked: 'T1 to T12 again, each as before',
  needs: ['postgres'],
  limitMs: 300_000,
  run(world) {
    const only = ['T1', 'T2', 'T3', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10', 'T11', 'T12'].join();
    const args = [MAIN, 'time', '--only', only, '--seed', String(world.seed)];
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { env: { ...process.env, ...OTHER_ZONES } }, (error, out) => {
        const failures = out.split('\n').filter((line) => /FAILED|WHY/.test(line));
        if (error) reject(new Error(failures.join(' ') || error.message));
        else resolve(out.trim().split('\n').at(-1));
      });
    });
  },
};

export const CLOCK_CASES = [gap, overlap, quarters, jumps, down, crash, zones];
