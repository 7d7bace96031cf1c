import type { World } from './world.ts';

/**
 * One process of the simulation: everything that runs in it stops at its next await when it is killed, as by kill -9. No
 * `finally` runs, no timer fires, nothing is closed; what is connected to it notices (`onDeath`).
 */
export class SimulatedProcess {
  readonly name: string;
  readonly canBeKilled: boolean;
  isDead = false;
  /** As by SIGSTOP: nothing happens in it before this time. */
  stoppedUntil = 0;
  readonly #world: World;
  readonly #onDeath: (() => void)[] = [];
  readonly #onStop: (() => void)[] = [];

  constructor(world: World, name: string, { canBeKilled = true } = {}) {
    this.#world = world;
    this.name = name;
    this.canBeKilled = canBeKilled;
  }

  onDeath(task: () => void): void {
    this.#onDeath.push(task);
  }

  onStop(task: () => void): void {
    this.#onStop.push(task);
  }

  kill(why: string): void {
    if (this.isDead) return;
    this.#world.note(`${this.name} is killed ${why}`);
    this.isDead = true;
    for (const task of this.#onDeath) task();
  }

  stop(milliseconds: number): void {
    if (this.isDead) return;
    this.#world.note(`${this.name} is stopped for ${milliseconds} ms`);
    this.stoppedUntil = this.#world.now + milliseconds;
    for (const task of this.#onStop) task();
  }
}
