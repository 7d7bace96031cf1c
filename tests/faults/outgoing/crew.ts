import { seededRandom } from '../../bench/random.ts';
import { sendUnderHarm } from '../../outbox/sending-crew.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';

const MAILS = 600;
const SEEDS = 2;
const FULL_SEEDS = 20;
const HARM_MS = 90_000;
const NAIVE_HARM_MS = 60_000;

async function runSeeds(world: World, kind: 'wafa' | 'naive'): Promise<string> {
  const figures: string[] = [];
  for (let number = 0; number < (world.full ? FULL_SEEDS : SEEDS); number++) {
    const seed = world.seed + number;
    const database = await world.parts.database();
    try {
      const harmMs = kind === 'wafa' ? HARM_MS : NAIVE_HARM_MS;
      const report = await sendUnderHarm(database, {
        kind,
        mails: MAILS,
        random: seededRandom(seed),
        harmMs,
      });
      const duplicates = report.problems.filter((problem) => problem.startsWith('INV1')).length;
      const wrong = report.problems.filter((problem) => problem.startsWith('INV2')).length;
      const { killed, stopped, cut } = report.harm;
      const { all, faulted } = report.connections;
      figures.push(
        `seed ${seed}: ${duplicates} duplicates, ${wrong} wrong verdicts, ${JSON.stringify(report.counts)}, ${killed} killed, ${stopped} stopped, ${cut} cut, ${faulted} of ${all} connections faulted`,
      );
      if (kind === 'wafa' && report.problems.length > 0)
        throw new Error(`seed ${seed}: ${report.problems.slice(0, 5).join('; ')}`);
      if (kind === 'naive' && duplicates === 0)
        throw new Error(`seed ${seed}: the naive sender was not caught`);
    } finally {
      await database.close();
    }
  }
  if (kind === 'naive') throw new Error(figures.join('; '));
  return figures.join('; ');
}

const crew: FaultCase = {
  id: 'O16',
  injected: `kill -9, SIGSTOP and cut databases of 3 workers over ${MAILS} mails, 45 % of the connections faulted; ${SEEDS} seeds (${FULL_SEEDS} with --full)`,
  checked: '0 duplicates, 0 wrong verdicts, every change of state audited, everything comes to its end',
  needs: ['postgres', 'smtp-sink'],
  limitMs: 4 * 3_600_000,
  run: (world) => runSeeds(world, 'wafa'),
  control: {
    broken: 'a sender that leases and retries',
    caughtBy: /[1-9]\d* duplicates, \d+ wrong verdicts/,
    run: (world) => runSeeds(world, 'naive'),
  },
};

export const CREW_CASES = [crew];
