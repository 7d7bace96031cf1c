import { registerBusiness } from '../../src/businesses/register-business.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { createLog } from '../../src/lib/log.ts';
import { ensureMailbox } from '../../src/messages/ingest/folders.ts';
import { memoryBlobs } from '../support/ingest-fixture.ts';
import { ScriptedServer } from '../support/scripted-mailbox.ts';
import { atRest } from './at-rest.ts';
import { checkRun, type Ended, isWatched, passedOver } from './check-run.ts';
import { clearDatabase, neighbourRows, settleNeighbour } from './database-state.ts';
import { calm, drawFaults } from './faults.ts';
import type { RunParts, Setting, Variant } from './run-parts.ts';
import { openScenario, type Scenario } from './scenario.ts';
import { SimulatedDatabase } from './simulated-database.ts';
import { SimulatedMailServer } from './simulated-mailbox.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedSmtpServer } from './simulated-sender.ts';
import type { Stage } from './stage.ts';
import { installVirtualTime } from './virtual-time.ts';
import { startWorker } from './worker.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  variant?: Variant;
  /** Spoils the end of a run before it is checked, to show that the checks notice. */
  spoil?: (ended: Ended) => Promise<void>;
}

export interface SimulationResult {
  seed: number;
  /** What does not hold; empty when all is well. */
  problems: string[];
  /** The same for the same seed, and for no other. */
  traceHash: string;
  /** What happened, with the seconds of the run. */
  lines: readonly string[];
  events: number;
  statements: number;
  virtualMs: number;
}

/** A Tuesday at noon in Maryam's street. */
const NOON = new Date('2026-03-10T12:00:00Z');
const MINUTE_MS = 60_000;
/** After the last fault everything must be done in so long; a server that numbers over and over costs an hour by itself. */
const MAX_REST_MS = 130 * MINUTE_MS;
const LOOK_EVERY_MS = 2 * MINUTE_MS;

/**
 * One run: Wafa's own code in one or two processes, against servers in memory and one real database, on a clock that only
 * this run knows, with faults as the seed draws them. Then the faults end, everything has to come to rest, and INV1 to
 * INV12 are checked. The same seed gives the same run.
 */
export async function simulate(
  stage: Stage,
  seed: number,
  options: SimulationOptions = {},
): Promise<SimulationResult> {
  await clearDatabase(stage);
  const world = new World(`run ${seed}`, NOON);
  const outside = new SimulatedProcess(world, 'outside', { canBeKilled: false });
  const takeBack = installVirtualTime(world);
  try {
    return await world.owner.run(outside, () => run(stage, world, seed, options));
  } finally {
    takeBack();
  }
}

async function run(
  stage: Stage,
  world: World,
  seed: number,
  { variant = 'real', spoil }: SimulationOptions,
): Promise<SimulationResult> {
  const logged: string[] = [];
  const parts = await openRun(stage, world, logged, variant);
  const before = await neighbourRows(stage);
  const { scenario, problems, unrest } = await live(parts);
  const neighbour = { before, after: await neighbourRows(stage) };
  const ended: Ended = { parts, truth: scenario.truth, logged, neighbour, unrest };
  await spoil?.(ended);
  problems.push(...(await checkRun(ended)));
  return resultOf(seed, parts, problems);
}

async function openRun(stage: Stage, world: World, logged: string[], variant: Variant): Promise<RunParts> {
  const { random } = world;
  const setting: Setting = {
    processes: random.pick([1, 1, 2]),
    qresync: random.chance(0.5),
    stays: random.chance(0.7),
  };
  await settleNeighbour(stage);
  const businessId = await registerBusiness(stage.database.db, stage.config.business, [], NOON);
  const server = new ScriptedServer();
  server.qresync = setting.qresync;
  server.maxConnections = random.pick([1, 2, 10]);
  return {
    stage,
    world,
    database: new SimulatedDatabase(world, stage.pglite),
    mail: new SimulatedMailServer(world, server),
    smtp: new SimulatedSmtpServer(world),
    businessId,
    blobs: memoryBlobs(),
    log: createLog('trace', { write: (line) => void logged.push(line) }),
    setting,
    nudges: new Set(),
    variant,
  };
}

async function live(parts: RunParts): Promise<{ scenario: Scenario; problems: string[]; unrest: string[] }> {
  const { world, stage, businessId, setting, database } = parts;
  const { random } = world;
  const mailbox = stage.config.mailboxes[0] ?? { name: '', address: '' };
  const mailboxId = await ensureMailbox(stage.database.db, businessId, mailbox, NOON);
  const others = new SimulatedProcess(world, 'staff', { canBeKilled: false });
  const scenario = openScenario(parts, database.open(others), mailboxId);
  scenario.past(random.between(0, 6));
  await inBusiness(stage.database.db, businessId, (tx) => scenario.backlog(tx, random.between(0, 6)));
  const wild = world.now + random.between(2, 7) * MINUTE_MS;
  scenario.plan(wild, {
    mails: random.between(2, 8),
    mischief: random.chance(0.1) ? 9 : random.between(0, 4),
    decisions: random.between(1, 8),
  });
  world.faults = drawFaults(random);
  for (let number = 1; number <= setting.processes; number++) supervise(parts, number);
  const problems = await liveUntil(parts, scenario, wild);
  world.note('the world is calm');
  world.faults = calm();
  const resumed = scenario.resume();
  const end = world.now + MAX_REST_MS;
  let unrest: string[];
  do {
    await world.runUntil(world.now + LOOK_EVERY_MS);
    unrest = database.isIdle ? await atRest(parts) : ['a transaction is open'];
  } while (unrest.length > 0 && world.now < end);
  await resumed;
  return { scenario, problems, unrest };
}

/** Lets time pass minute by minute, and looks at the cursors in between, after every death too. */
async function liveUntil(parts: RunParts, { truth }: Scenario, end: number): Promise<string[]> {
  const { world, database, stage, businessId, mail } = parts;
  const problems = new Set<string>();
  while (world.now < end) {
    await world.runUntil(Math.min(end, world.now + MINUTE_MS));
    if (!database.isIdle) continue;
    const found = await inBusiness(stage.database.db, businessId, async (tx) => {
      if (await isWatched(tx)) truth.watchedBy = Math.min(truth.watchedBy, world.now);
      return passedOver(tx, parts, (path, uidValidity, uid) =>
        mail.leftOut.has(`${path} ${uidValidity} ${uid}`),
      );
    });
    for (const problem of found) problems.add(`${problem}, in the middle of the run`);
  }
  return [...problems];
}

/** Starts a process, and another one whenever it is dead. */
function supervise(parts: RunParts, number: number): void {
  const { world } = parts;
  const start = () => {
    const process = new SimulatedProcess(world, `wafa-${number}`);
    process.onDeath(() => world.at(world.random.between(500, 90_000), start));
    world.note(`${process.name} starts`);
    startWorker(parts, process);
  };
  world.at(0, start);
}

function resultOf(seed: number, { world, database }: RunParts, problems: string[]): SimulationResult {
  return {
    seed,
    problems,
    traceHash: world.traceHash(),
    lines: world.lines,
    events: world.events,
    statements: database.statements,
    virtualMs: world.now - world.startedAt,
  };
}
