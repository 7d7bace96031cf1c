import { nearestName } from '../lib/nearest.ts';
import { HELPER_RULES } from './helpers.ts';
import { namesIn, type Shape, shapeAt } from './shape.ts';

/** What names mean at one place of a template. */
export interface Scope {
  /** The contexts from the root inwards; undefined where the context is not known, after a problem. */
  contexts: readonly (Shape | undefined)[];
  blockParams: ReadonlyMap<string, Shape | undefined>;
  /** Whether `@index` and the like have a meaning. */
  inEach: boolean;
  partialDepth: number;
  blockDepth: number;
}

/** What a path stands for, or why it stands for nothing and what was probably meant. */
export interface Resolved {
  shape?: Shape | undefined;
  fault?: string;
  suggestion?: string | undefined;
}

/**
 * Follows a Handlebars path (`customer.name`, `../total`, `@root.links.x`, a block parameter) to its declaration.
 * Undefined where it means something of no declared shape, such as `@index`.
 */
export function resolvePath(node: hbs.AST.PathExpression, scope: Scope, root: Shape): Resolved | undefined {
  const { parts, original } = node;
  if (node.data) return resolveData(node, scope, root);
  const [first] = parts;
  if (first !== undefined && scope.blockParams.has(first) && node.depth === 0) {
    return resolveIn(scope.blockParams.get(first), parts.slice(1), {
      original,
      prefix: `${first}.`,
      scope,
      root,
    });
  }
  const index = scope.contexts.length - 1 - node.depth;
  if (index < 0) return { fault: `${original} goes out of the template` };
  return resolveIn(scope.contexts[index], parts, { original, prefix: '', scope, root });
}

/** `@root`, `@index`, `@first`, `@last`. */
function resolveData(node: hbs.AST.PathExpression, scope: Scope, root: Shape): Resolved | undefined {
  const [name = '', ...rest] = node.parts;
  if (name === 'root') {
    return resolveIn(root, rest, { original: node.original, prefix: '@root.', scope, root });
  }
  const allowed = scope.inEach ? ['index', 'first', 'last', 'root'] : ['root'];
  if (allowed.includes(name)) return undefined;
  const near = nearestName(name, allowed);
  return {
    fault: `unknown variable ${node.original}`,
    suggestion: near === undefined ? undefined : `@${near}`,
  };
}

function resolveIn(
  context: Shape | undefined,
  parts: readonly string[],
  { original, prefix, scope, root }: { original: string; prefix: string; scope: Scope; root: Shape },
): Resolved | undefined {
  // An unknown context was already reported where it was entered.
  if (!context) return undefined;
  const shape = shapeAt(context, parts);
  if (shape) return { shape };
  const wanted = parts.join('.');
  const hiddenByBlock = scope.contexts.length > 1 && shapeAt(root, parts) !== undefined;
  const near = nearestName(wanted, namesIn(context));
  return {
    fault: Object.hasOwn(HELPER_RULES, wanted) ? `${wanted} needs values` : `unknown variable ${original}`,
    suggestion: hiddenByBlock ? `@root.${wanted}` : near === undefined ? undefined : `${prefix}${near}`,
  };
}
