import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import type { Planned, World } from './world.ts';

/**
 * While installed, all time and all chance of this thread's code that runs inside the world (`World.owner`) is the world's: Date,
 * performance.now, timers, Math.random, crypto.randomUUID and randomBytes, also where they were imported; PGlite's `now()`
 * too, which asks Date. Whoever else runs in the thread, such as a test runner, keeps the real ones, and takes no chance
 * from the world. Timers belong to the process that sets them. Returns what takes it all back.
 */
export function installVirtualTime(world: World): () => void {
  const undo: (() => void)[] = [];
  const put = (holder: object, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(holder, name);
    Object.defineProperty(holder, name, { value, configurable: true, writable: true, enumerable: true });
    undo.push(() => {
      if (before) Object.defineProperty(holder, name, before);
      else Reflect.deleteProperty(holder, name);
    });
  };
  const replace = (holder: object, name: string, ours: (...args: never[]) => unknown) => {
    const real: unknown = Reflect.get(holder, name);
    if (typeof real !== 'function') throw new Error(`${name} is no function`);
    put(holder, name, (...args: never[]) =>
      world.owner.getStore() ? ours(...args) : Reflect.apply(real, holder, args),
    );
  };
  const later = (task: () => void, milliseconds: number) => plan(world, task, milliseconds, false);
  const inTurn = (task: () => void) => new VirtualTimer(world.soon(task));
  for (const holder of [globalThis, timers]) {
    replace(holder, 'setTimeout', (task: Task, ms: number | undefined, ...args: unknown[]) =>
      later(() => task(...args), ms ?? 0),
    );
    replace(holder, 'setInterval', (task: Task, ms: number | undefined, ...args: unknown[]) =>
      plan(world, () => task(...args), ms ?? 0, true),
    );
    replace(holder, 'setImmediate', (task: Task, ...args: unknown[]) => inTurn(() => task(...args)));
    for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
      const real = Reflect.get(holder, name) as (timer: unknown) => void;
      put(holder, name, (timer: unknown) => (timer instanceof VirtualTimer ? timer.cancel() : real(timer)));
    }
  }
  replace(timersPromises, 'setTimeout', (ms: number, value: unknown) => {
    return new Promise((resolve) => later(() => resolve(value), ms));
  });
  replace(timersPromises, 'setImmediate', (value: unknown) => {
    return new Promise((resolve) => inTurn(() => resolve(value)));
  });
  put(globalThis, 'Date', virtualDate(world));
  replace(performance, 'now', () => world.now - world.startedAt);
  replace(Math, 'random', () => world.random.next());
  replace(crypto, 'randomUUID', () => uuidFrom(world.random.hex(32)));
  replace(crypto, 'randomBytes', (size: number) => Buffer.from(world.random.hex(size * 2), 'hex'));
  syncBuiltinESMExports();
  return () => {
    for (const back of undo.toReversed()) back();
    syncBuiltinESMExports();
  };
}

type Task = (...args: unknown[]) => void;

function virtualDate(world: World): DateConstructor {
  const Real = Date;
  const now = () => (world.owner.getStore() ? world.now : Real.now());
  return new Proxy(Real, {
    construct: (target, args: unknown[], caller) =>
      Reflect.construct(target, args.length === 0 && world.owner.getStore() ? [world.now] : args, caller),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

/** What the code under test does with a timer. */
class VirtualTimer {
  #planned: Planned;

  constructor(planned: Planned) {
    this.#planned = planned;
  }

  again(planned: Planned): void {
    this.#planned = planned;
  }

  cancel(): void {
    this.#planned.cancel();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function plan(world: World, task: () => void, milliseconds: number, repeats: boolean): VirtualTimer {
  const process = world.owner.getStore();
  const ms = Number.isFinite(milliseconds) ? Math.max(1, milliseconds) : MAX_TIMEOUT_MS;
  const fire = () => {
    if (repeats) timer.again(world.at(ms, fire, process));
    task();
  };
  const timer = new VirtualTimer(world.at(ms, fire, process));
  return timer;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** A version 4. */
function uuidFrom(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
