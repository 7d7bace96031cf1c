import { linkArrivals } from '../../src/customers/match/link-arrivals.ts';
import { ownIdentity } from '../../src/customers/match/own.ts';
import { describeError } from '../../src/lib/errors.ts';
import { findFolders } from '../../src/mailbox/folders.ts';
import { createArrivalReader } from '../../src/messages/log/arrival-reader.ts';
import { keepLeases } from '../../src/messages/watch/keep-leases.ts';
import { createReadingPlaces } from '../../src/messages/watch/reading-places.ts';
import { watchMailbox } from '../../src/messages/watch/watch-mailbox.ts';
import type { ParsePool } from '../../src/messages/workers/parse-pool.ts';
import type { AppendToSent } from '../../src/outbox/copies.ts';
import { historyFlow } from '../../src/schedule/history-flow.ts';
import { type Lane, startLane } from '../../src/schedule/lane.ts';
import { deliveryStages, type PipelineParts, understandingStages } from '../../src/schedule/pipeline.ts';
import { type RegisteredMailbox, registerMailboxes } from '../../src/schedule/senders.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { plainPool } from '../support/reading-fixture.ts';
import { readCarelessly } from './careless-reader.ts';
import { naiveDelivery } from './naive-delivery.ts';
import type { RunParts } from './run-parts.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { SIGNING_KEY } from './stage.ts';

/** The stages of the pipeline that run; the others have nothing to do in a run that lasts an hour. */
const STAGES = new Set(['read-messages', 'match-messages', 'detect-signals', 'run-automations']);
/** As app.ts has it, only rarer: nudges do the rest, and a run has few statements to spend. */
const UNDERSTANDING_TICK_MS = 240_000;
const DELIVERY_TICK_MS = 150_000;
const LEASES = { leaseSeconds: 180, tickMs: 75_000, orphanSeconds: 240 };

/**
 * What app.ts wires, in one process of the simulation: the watch of the mailbox, the lane that understands and the lane that
 * delivers, with the servers, the database and the clock of the run. A process that cannot start ends, and is started
 * again, as by a supervisor.
 */
export function startWorker(parts: RunParts, process: SimulatedProcess): void {
  parts.world.owner.run(process, () => {
    run(parts, process).catch((error: unknown) => process.kill(`by itself: ${describeError(error)}`));
  });
}

async function run(parts: RunParts, process: SimulatedProcess): Promise<void> {
  const { world, mail, log, setting, variant, businessId, blobs } = parts;
  const workspace = workspaceOf(parts, process);
  const { config, db, clock } = workspace;
  const mailboxes = await registerMailboxes(workspace);
  const [registered] = mailboxes;
  if (!registered) throw new Error('no mailbox');
  const own = ownIdentity(config);
  const pool = poolOf(parts, process);
  const history = historyFlow();
  const lanes: { understanding?: Lane; delivery?: Lane } = {};
  const pipeline: PipelineParts = {
    mailboxes,
    pool,
    blobs,
    senders: new Map([[registered.id, parts.smtp.senderOf(process)]]),
    append: appendTo(parts, process, registered),
    nudgeDelivery: () => lanes.delivery?.nudge(),
    nudgeUnderstanding: () => lanes.understanding?.nudge(),
    takeArrived: () => 0,
    historyFlows: history.flows,
    signal: new AbortController().signal,
  };
  const understanding = understandingStages(workspace, pipeline).filter(({ name }) => STAGES.has(name));
  lanes.understanding = startLane('understanding', understanding, UNDERSTANDING_TICK_MS, log);
  const delivery =
    variant === 'naive-sender' || variant === 'fenceless-sender'
      ? naiveDelivery(parts, process, db)
      : deliveryStages(workspace, pipeline);
  lanes.delivery = startLane('delivery', delivery, DELIVERY_TICK_MS, log);
  const nudge = () => lanes.delivery?.nudge();
  parts.nudges.add(nudge);
  process.onDeath(() => parts.nudges.delete(nudge));
  if (variant === 'careless-reader') return readCarelessly(parts, process, db, registered.id);
  const leases = keepLeases(
    db,
    businessId,
    (error) => log.warn({ error: describeError(error) }, 'leases'),
    LEASES,
  );
  await watchMailbox({
    db,
    businessId,
    mailbox: registered.settings,
    reading: config.reading,
    connect: (signal) => mail.connect(process, signal),
    blobs,
    reader: createArrivalReader({
      pool,
      blobs,
      own,
      trustedServers: registered.settings.authservIds,
      linker: linkArrivals(config.customers, own),
    }),
    clock,
    log,
    leases,
    places: createReadingPlaces({ idleConnections: setting.stays ? 1 : 0, pollConnections: 1 }),
    onNewMail: () => lanes.understanding?.nudge(),
    onProgress: (progress) => {
      if (history.sawProgress(progress)) lanes.understanding?.nudge();
    },
    signal: new AbortController().signal,
  });
  world.note(`${process.name} no longer watches`);
}

function workspaceOf(
  { stage, world, database, businessId, log }: RunParts,
  process: SimulatedProcess,
): Workspace {
  return {
    config: stage.config,
    database: stage.database,
    db: database.open(process),
    businessId,
    clock: { now: () => Promise.resolve(new Date(world.now)) },
    log,
    signingKey: SIGNING_KEY,
    keyRing: stage.keyRing,
    templates: stage.templates,
    templatesFolder: '',
    automations: stage.automations,
    reloadTemplates: () => Promise.resolve(),
    surveys: new Map(),
    reloadAutomations: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Parses here and now, which takes no time of the run but what the point before it takes. */
function poolOf({ world }: RunParts, process: SimulatedProcess): ParsePool {
  return {
    async read(raws, options) {
      await world.point(process, `parse ${raws.length}`);
      return world.busy(plainPool.read(raws, options));
    },
    close: () => Promise.resolve(),
  };
}

/** A connection for each copy. */
function appendTo({ mail }: RunParts, process: SimulatedProcess, { id }: RegisteredMailbox): AppendToSent {
  return async (mailboxId, bytes, date) => {
    if (mailboxId !== id) throw new Error('another mailbox');
    const mailbox = await mail.connect(process);
    try {
      const { sent } = findFolders(await mailbox.listFolders());
      await mailbox.append(sent?.path ?? 'Sent', bytes, { flags: ['\\Seen'], date });
    } finally {
      await mailbox.close();
    }
  };
}
