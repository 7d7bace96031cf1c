/**
 * What a mail's data must look like: a tree of the variables that its `template.yaml` declares. Templates are checked
 * against it when they are loaded, and data is copied through it when a mail is rendered.
 */
export type Shape = Leaf | ListShape | GroupShape;

export const LEAF_TYPES = ['text', 'number', 'date', 'boolean', 'url', 'color', 'html'] as const;
type LeafType = (typeof LEAF_TYPES)[number];

export interface Leaf {
  kind: 'leaf';
  type: LeafType;
  optional: boolean;
}

interface ListShape {
  kind: 'list';
  of: GroupShape;
  optional: boolean;
}

export interface GroupShape {
  kind: 'group';
  fields: Map<string, Shape>;
}

export function group(): GroupShape {
  return { kind: 'group', fields: new Map() };
}

/** Puts `shape` at a dotted path such as `customer.firstName`, making the groups on the way. */
export function addAt(root: GroupShape, path: string, shape: Shape): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let current = root;
  for (const name of names) {
    const next = current.fields.get(name);
    if (next?.kind === 'group') current = next;
    else {
      const made = group();
      current.fields.set(name, made);
      current = made;
    }
  }
  current.fields.set(last, shape);
}

/** The shape under a path of names; undefined when nothing of that name is declared. */
export function shapeAt(root: Shape, names: readonly string[]): Shape | undefined {
  let current: Shape | undefined = root;
  for (const name of names) {
    if (current?.kind === 'group') current = current.fields.get(name);
    else if (current?.kind === 'list' && name === 'length') current = LENGTH;
    else return undefined;
  }
  return current;
}

const LENGTH: Leaf = { kind: 'leaf', type: 'number', optional: false };

/** Every name that may be written where `root` is the context: `customer`, `customer.name`, `purchase.items` ... */
export function namesIn(root: Shape, prefix = ''): string[] {
  if (root.kind !== 'group') return root.kind === 'list' ? [`${prefix}.length`] : [];
  return [...root.fields].flatMap(([name, shape]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return [path, ...namesIn(shape, path)];
  });
}
