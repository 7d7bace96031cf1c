import type { KyselyPlugin } from 'kysely';
import type { Db } from '../../src/database/tables.ts';

/** Thrown where the process would have died. */
export class Crash extends Error {}

/**
 * A database that fails at the `at`-th step, counting each statement twice (just before and just after it ran) and each
 * commit once (it happened, but nobody heard of it). After the crash everything fails. `steps` tells how many there were.
 */
export function crashingDatabase(db: Db, at: number): { db: Db; steps: () => number } {
  let steps = 0;
  const step = () => {
    steps++;
    if (steps >= at) throw new Crash(`crashed at step ${steps}`);
  };
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      step();
      return node;
    },
    transformResult: async ({ result }) => {
      await Promise.resolve();
      step();
      return result;
    },
  };
  const watched = db.withPlugin(plugin);
  const transaction = () => ({
    execute: async (work: Parameters<ReturnType<Db['transaction']>['execute']>[0]) => {
      const result = await watched.transaction().execute(work);
      step();
      return result;
    },
  });
  const crashing = new Proxy(watched, {
    get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
  });
  return { db: crashing, steps: () => steps };
}
