import { sleep } from '../lib/clock.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** One step of the pipeline: works off a bounded batch of what is due, and says whether more is waiting. */
export interface Stage {
  name: string;
  run(): Promise<{ did: number; more: boolean }>;
  /** Waits for work begun ahead of the next run, before the lane ends; never rejects. */
  settle?(): Promise<void>;
}

/** What a stage last did, for /health and the page. */
export interface StageHealth {
  name: string;
  lastRunAt: Date | undefined;
  lastOkAt: Date | undefined;
  lastError: string | undefined;
  did: number;
}

/** Stages that run in order, over and over, beside other lanes. */
export interface Lane {
  /** Something happened: look now, not at the next tick. */
  nudge(): void;
  /** Resolves when everything due has been worked off once. */
  drain(): Promise<void>;
  health(): StageHealth[];
  /** Lets the batch in hand finish, then ends. */
  stop(): Promise<void>;
}

/** Passes in one go before the other lanes are looked at again; stops a stage that always says "more". */
const MAX_PASSES = 10_000;

/** So many passes in a row without work, and without a nudge: then it is looked at more rarely, until there is some. */
const QUIET_PASSES = 12;
const QUIET_TICKS = 3;

/**
 * Runs `stages` when nudged and every `tickMs`, every three of them while nothing happens. A stage that throws is reported, and tried again at the next tick; it
 * never stops the others.
 */
export function startLane(name: string, stages: readonly Stage[], tickMs: number, log: Log): Lane {
  const stopping = new AbortController();
  const health = new Map(stages.map((stage) => [stage.name, freshHealth(stage.name)]));
  let wake = new AbortController();
  let nudged = false;
  let quietPasses = 0;
  let passing: Promise<void> = Promise.resolve();

  async function pass(): Promise<void> {
    quietPasses++;
    for (let passes = 0; passes < MAX_PASSES && !stopping.signal.aborted; passes++) {
      let more = false;
      for (const stage of stages) {
        if (stopping.signal.aborted) return;
        more = (await runStage(stage)) || more;
      }
      if (!more) return;
    }
  }

  async function runStage(stage: Stage): Promise<boolean> {
    const state = health.get(stage.name) ?? freshHealth(stage.name);
    state.lastRunAt = new Date();
    try {
      const { did, more } = await stage.run();
      state.lastOkAt = new Date();
      state.lastError = undefined;
      state.did += did;
      if (did > 0) quietPasses = 0;
      return more;
    } catch (error) {
      state.lastError = describeError(error);
      log.error({ lane: name, stage: stage.name, error: state.lastError }, 'stage failed');
      return false;
    }
  }

  const queuePass = () => {
    passing = passing.then(pass);
    return passing;
  };

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await queuePass();
      const ticks = quietPasses >= QUIET_PASSES ? QUIET_TICKS : 1;
      if (!nudged) await sleep(ticks * tickMs, AbortSignal.any([stopping.signal, wake.signal]));
      nudged = false;
      wake = new AbortController();
    }
  })();

  return {
    nudge() {
      nudged = true;
      quietPasses = 0;
      wake.abort();
    },
    drain: queuePass,
    health: () => [...health.values()],
    async stop() {
      stopping.abort();
      await loop;
      await passing;
      for (const stage of stages) await stage.settle?.();
    },
  };
}

function freshHealth(name: string): StageHealth {
  return { name, lastRunAt: undefined, lastOkAt: undefined, lastError: undefined, did: 0 };
}
