import { posix } from 'node:path';
import { findCycles } from './find-cycles.ts';
import { type Import, readImports, withoutComments } from './read-imports.ts';

/** The rules of the house, as data. */
export interface House {
  /** Layers from the lowest to the highest: a folder, or a file without its ending (`app` is `app.ts`). */
  readonly order: readonly string[];
  /** Library → the only layers that may import it. `@hono/*` covers a scope. */
  readonly homes: Readonly<Record<string, readonly string[]>>;
  /** Layers that may read `process.env`. */
  readonly environmentReaders: readonly string[];
  /** Files that may use `console`. */
  readonly consoleWriters: readonly string[];
  /** Folders beside `src/` that a layer may reach, e.g. `{ database: ['migrations'] }`. */
  readonly outside: Readonly<Record<string, readonly string[]>>;
}

/** What was read, and every breach as a sentence with file and line. */
export interface Inspection {
  readonly files: number;
  readonly imports: number;
  readonly problems: readonly string[];
}

/** Holds source files (path below `src/` → text) against the house. Having read no import is itself a problem. */
export function inspectHouse(sources: ReadonlyMap<string, string>, house: House): Inspection {
  const problems: string[] = [];
  const edges = new Map<string, string[]>();
  let imports = 0;
  for (const [file, source] of sources) {
    const layer = layerOf(file);
    if (!house.order.includes(layer)) problems.push(`src/${file}: "${layer}" is not a layer of the house`);
    problems.push(...inspectText(file, source, house));
    for (const found of readImports(source)) {
      imports++;
      const target = isRelative(found) ? resolve(file, found) : undefined;
      if (target === undefined) problems.push(...inspectLibrary(file, found, house));
      else if (target.startsWith('../')) problems.push(...inspectOutside(file, target, found, house));
      else problems.push(...inspectEdge(file, target, found, sources, house));
      if (target !== undefined && sources.has(target) && counts(file, target, found)) {
        edges.set(file, [...(edges.get(file) ?? []), target]);
      }
    }
  }
  for (const cycle of findCycles(edges))
    problems.push(`cycle: ${cycle.map((file) => `src/${file}`).join(' → ')}`);
  if (imports === 0) problems.push('no import was read at all');
  return { files: sources.size, imports, problems };
}

/** Other files that code names, such as a style sheet, are not ours to judge. */
const CODE = /\.[jt]sx?$/;

/** `messages/parse.ts` → `messages`; `app.ts` → `app`. */
function layerOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  if (rest.length > 0) return first;
  return first.replace(/\.(d\.)?[a-z]+$/, '');
}

function isRelative({ specifier }: Import): boolean {
  return specifier.startsWith('.');
}

function resolve(file: string, { specifier }: Import): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier));
}

/** Between files of one folder only imports that exist at run time make a harmful cycle. */
function counts(file: string, target: string, { typeOnly }: Import): boolean {
  return layerOf(file) !== layerOf(target) || !typeOnly;
}

function inspectEdge(
  file: string,
  target: string,
  found: Import,
  sources: ReadonlyMap<string, string>,
  house: House,
): string[] {
  const where = `src/${file}:${found.line}`;
  const from = layerOf(file);
  const to = layerOf(target);
  const problems =
    sources.has(target) || !CODE.test(target)
      ? []
      : [`${where}: imports src/${target}, which does not exist`];
  const known = house.order.includes(from) && house.order.includes(to);
  if (known && house.order.indexOf(to) > house.order.indexOf(from)) {
    problems.push(`${where}: ${from} may not import ${to} (${found.specifier}), which stands above it`);
  }
  return problems;
}

function inspectOutside(file: string, target: string, found: Import, house: House): string[] {
  const folder = target.split('/')[1] ?? '';
  if ((house.outside[layerOf(file)] ?? []).includes(folder)) return [];
  return [`src/${file}:${found.line}: reaches out of src/ (${found.specifier})`];
}

function inspectLibrary(file: string, { specifier, line }: Import, house: House): string[] {
  const parts = specifier.split('/');
  const library = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  const homes = house.homes[library] ?? house.homes[`${parts[0]}/*`];
  if (homes === undefined || homes.includes(layerOf(file))) return [];
  return [`src/${file}:${line}: ${library} lives in ${homes.join(', ')} only`];
}

function inspectText(file: string, source: string, house: House): string[] {
  const problems: string[] = [];
  const layer = layerOf(file);
  for (const [at, line] of withoutComments(source).split('\n').entries()) {
    if (
      /\bprocess\s*\.\s*env\b|\benv\b.*from 'node:process'/.test(line) &&
      !house.environmentReaders.includes(layer)
    ) {
      problems.push(`src/${file}:${at + 1}: only config/ reads the environment`);
    }
    if (/\bconsole\s*\./.test(line) && !house.consoleWriters.includes(file)) {
      problems.push(`src/${file}:${at + 1}: only ${house.consoleWriters.join(', ')} writes to the console`);
    }
  }
  return problems;
}
