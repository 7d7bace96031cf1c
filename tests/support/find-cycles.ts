/**
 * The cycles of a directed graph: for each strongly connected component (Tarjan 1972) one way round, the first node
 * repeated at the end. An empty list means the graph has an order.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    let lowest = own;
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? own);
    }
    low.set(node, lowest);
    if (lowest === own) {
      const members = new Set(stack.splice(stack.indexOf(node)));
      if (members.size > 1 || edges.get(node)?.includes(node)) cycles.push(wayRound(node, members, edges));
    }
    return lowest;
  };

  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return cycles;
}

/** The shortest way from `start` back to itself inside its component. */
function wayRound(
  start: string,
  members: ReadonlySet<string>,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of edges.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start];
      if (!members.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new Error(`${start} is in no cycle`);
}
