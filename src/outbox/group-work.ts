/**
 * Does pieces of work in groups: while one group is under way the next one gathers, so that groups grow with the load
 * and a lone piece waits for nobody. `work` answers one result for each item, in order; when it rejects, all of its
 * items reject. At most `maxItems` make a group, and `maxGroups` are under way at once.
 */
export function groupWork<T, R>(
  work: (items: T[]) => Promise<R[]>,
  { maxItems = 100, maxGroups = 1 }: { maxItems?: number; maxGroups?: number } = {},
): (item: T) => Promise<R> {
  const waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = [];
  let running = 0;
  let planned = false;

  function plan(): void {
    if (planned || running >= maxGroups || waiting.length === 0) return;
    planned = true;
    // Everything that becomes ready in this turn of the event loop still goes along.
    setImmediate(() => {
      planned = false;
      void run(waiting.splice(0, maxItems));
      plan();
    });
  }

  async function run(group: typeof waiting): Promise<void> {
    running++;
    try {
      const results = await work(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error('a piece of work got no result'));
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      running--;
      plan();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      plan();
    });
}
