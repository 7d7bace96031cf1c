/** Things that belong together, by name: the connected parts of a graph, nearly linear in its edges. */
export function createGroups() {
  const parents = new Map<string, string>();

  const rootOf = (name: string): string => {
    let root = name;
    for (
      let parent = parents.get(root);
      parent !== undefined && parent !== root;
      parent = parents.get(root)
    ) {
      root = parent;
    }
    for (let at = name; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  const add = (name: string): void => {
    if (!parents.has(name)) parents.set(name, name);
  };

  return {
    add,
    join(a: string, b: string): void {
      add(a);
      add(b);
      parents.set(rootOf(b), rootOf(a));
    },
    all: (): string[][] => [...Map.groupBy(parents.keys(), rootOf).values()],
  };
}
