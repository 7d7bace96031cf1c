import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { calm, type Faults } from './faults.ts';
import { type Random, seededRandom } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Something that happens later; `cancel` keeps it from happening. */
export interface Planned {
  cancel(): void;
}

interface Event {
  at: number;
  /** Drawn: what is due at the same moment happens in any order. */
  order: number;
  task: () => void;
  process: SimulatedProcess | undefined;
  cancelled: boolean;
}

/** Taken before anybody replaces it. */
const realImmediate = globalThis.setImmediate;
/** A run that needs more than this does not come to an end. */
const MAX_EVENTS = 60_000;
/** What the last lines of a failing run show. */
const KEPT_LINES = 4000;

/**
 * A machine room of its own: one clock, which only moves when nothing is left to do at this moment, and one queue of what
 * happens next. Every await at a port is a `point`: there the seed decides how long it takes, and whether the process
 * that waits is killed or stopped meanwhile. Nothing in it looks at the real clock or at real chance.
 */
export class World {
  readonly random: Random;
  /** Which process the code that runs now belongs to. */
  readonly owner = new AsyncLocalStorage<SimulatedProcess>();
  faults: Faults = calm();
  /** Milliseconds since 1970. */
  now: number;
  events = 0;
  readonly lines: string[] = [];
  readonly #hash = createHash('sha256');
  readonly #queue: Event[] = [];
  /** Work that is really under way, on no thread but this one: the clock waits for it. */
  #busy = 0;
  readonly startedAt: number;

  constructor(seed: string, startedAt: Date) {
    this.random = seededRandom(seed);
    this.now = startedAt.getTime();
    this.startedAt = this.now;
  }

  /** Plans `task` in so many milliseconds; it never happens when `process` is dead by then, and later when it is stopped. */
  at(delayMs: number, task: () => void, process?: SimulatedProcess): Planned {
    const at = this.now + Math.max(0, Math.round(delayMs));
    const event: Event = { at, order: this.random.next(), task, process, cancelled: false };
    push(this.#queue, event);
    return {
      cancel: () => {
        event.cancelled = true;
      },
    };
  }

  /** One line of what happened. Never with an id in it, so that two runs can be held against each other by eye. */
  note(line: string): void {
    const whole = `${((this.now - this.startedAt) / 1000).toFixed(3)} ${line}`;
    this.#hash.update(whole).update('\n');
    this.lines.push(whole);
    if (this.lines.length > KEPT_LINES) this.lines.splice(0, KEPT_LINES / 2);
  }

  /** SHA-256 of all lines so far. */
  traceHash(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Work that takes no time of this world, such as a statement in the real database. */
  async busy<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work;
    } finally {
      this.#busy--;
    }
  }

  /** An await of `process`: resolves after a while, or never, when the process is killed at this point. */
  point(process: SimulatedProcess, what: string): Promise<void> {
    const { faults, random } = this;
    if (process.isDead) return new Promise(() => {});
    this.note(`${process.name} ${what}`);
    const kill =
      faults.kill * (what.startsWith('smtp') ? SMTP_KILLS : what.startsWith('imap') ? IMAP_KILLS : 1);
    if (process.canBeKilled && faults.kills > 0 && random.chance(kill)) {
      faults.kills--;
      this.at(random.between(0, 20), () => process.kill(`at ${what}`));
      return new Promise(() => {});
    }
    if (process.canBeKilled && faults.stops > 0 && random.chance(faults.stop)) {
      faults.stops--;
      const ms = random.between(1_000, MAX_STOP_MS);
      this.at(0, () => process.stop(ms));
    }
    const slow = random.chance(faults.slow);
    const ms = slow ? random.between(1_000, MAX_SLOW_MS) : random.between(0, USUAL_MS);
    if (slow) this.note(`... takes ${ms} ms`);
    return new Promise((resolve) => {
      this.at(ms, resolve, process);
    });
  }

  /** Lets time pass, event by event, until `end` (a time), or until nothing is planned any more. */
  async runUntil(end: number): Promise<void> {
    await this.#settle();
    for (let event = this.#queue[0]; event && event.at <= end; event = this.#queue[0]) {
      pop(this.#queue);
      if (event.cancelled || event.process?.isDead) continue;
      const stoppedUntil = event.process?.stoppedUntil ?? 0;
      if (stoppedUntil > event.at) {
        push(this.#queue, { ...event, at: stoppedUntil });
        continue;
      }
      if (++this.events > MAX_EVENTS)
        throw new Error(`more than ${MAX_EVENTS} events: it does not come to rest`);
      this.now = Math.max(this.now, event.at);
      if (event.process) this.owner.run(event.process, event.task);
      else event.task();
      await this.#settle();
    }
    this.now = Math.max(this.now, end);
  }

  /** Until everything that runs waits for an event. */
  async #settle(): Promise<void> {
    do await new Promise<void>((resolve) => void realImmediate(resolve));
    while (this.#busy > 0);
  }

  /** As `setImmediate`: at once, and the clock waits for it. */
  soon(task: () => void): Planned {
    let cancelled = false;
    this.#busy++;
    realImmediate(() => {
      this.#busy--;
      if (!cancelled) task();
    });
    return {
      cancel: () => {
        cancelled = true;
      },
    };
  }
}

/** The moments around the last byte, and those of a mail server's answers, are few among all the statements of a run. */
const SMTP_KILLS = 10;
const IMAP_KILLS = 5;
const USUAL_MS = 15;
const MAX_SLOW_MS = 45_000;
const MAX_STOP_MS = 900_000;

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A heap: the next event first. */
function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(event, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const [one, other] = [heap[left], heap[left + 1]];
    if (!one) break;
    const smaller = other && isBefore(other, one) ? left + 1 : left;
    const below = heap[smaller];
    if (!below || !isBefore(below, last)) break;
    heap[at] = below;
    at = smaller;
  }
  heap[at] = last;
}
