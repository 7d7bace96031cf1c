import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { addAt, type GroupShape, group, LEAF_TYPES, type Shape } from './shape.ts';
import type { SourceFile } from './template-files.ts';
import { type TemplateProblem } from './template-problem.ts';

/** `transactional` answers what the person did; `marketing` needs consent, an unsubscribe link and an address. */
export type MailClass = 'transactional' | 'marketing';

/** What a mail's `template.yaml` says. */
export interface Manifest {
  description: string;
  class: MailClass;
  /** The entry of words.yaml that tells the reader why the mail came. */
  why: string;
  shape: GroupShape;
  /** Example data for previews, in the shape of `shape`. */
  examples: Record<Locale, Record<string, unknown>>;
}

const leafName = z.string().regex(new RegExp(`^(?:${LEAF_TYPES.join('|')})\\??$`), {
  error: `expected one of ${LEAF_TYPES.join(', ')}, with a "?" after it when it may be absent`,
});

type Field = string | { type: 'list'; of: Record<string, Field>; optional?: boolean | undefined };
const field: z.ZodType<Field> = z.lazy(() =>
  z.union([
    leafName,
    z.strictObject({
      type: z.literal('list'),
      of: z.record(z.string(), field),
      optional: z.boolean().optional(),
    }),
  ]),
);

const variable = z.union([
  z.strictObject({ type: leafName, example: z.unknown() }),
  z.strictObject({
    type: z.literal('list'),
    of: z.record(z.string(), field),
    optional: z.boolean().optional(),
    example: z.unknown(),
  }),
]);
type Variable = z.infer<typeof variable>;

const variables = z.record(z.string().regex(/^[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)*$/), variable);

const manifest = z.strictObject({
  description: z.string().min(1),
  class: z.enum(['transactional', 'marketing']),
  why: z.string().min(1),
  /** Groups of layout/variables.yaml; `purchase?` when the whole group may be absent. */
  uses: z.array(z.string()),
  variables: variables.default({}),
});

export type CommonVariables = Record<string, Variable>;

/** Reads layout/variables.yaml: the variables that many mails share. Undefined after a problem. */
export function readCommonVariables(
  file: SourceFile,
  problems: TemplateProblem[],
): CommonVariables | undefined {
  return readYaml(file, variables, problems);
}

/** Reads a `template.yaml`; undefined, with problems added, when it says something impossible. */
export function readManifest(
  file: SourceFile,
  common: CommonVariables,
  problems: TemplateProblem[],
): Manifest | undefined {
  const read = readYaml(file, manifest, problems);
  if (!read) return undefined;
  const shape = group();
  const examples: Manifest['examples'] = { en: {}, ar: {}, fa: {} };
  const add = (name: string, declared: Variable, optional: boolean) => {
    addAt(shape, name, shapeOf(declared, optional));
    for (const locale of LOCALES) setAt(examples[locale], name, exampleFor(declared.example, locale));
  };
  const groups = new Set(Object.keys(common).map((name) => name.split('.')[0] ?? ''));
  for (const used of read.uses) {
    const name = used.replace(/\?$/, '');
    if (!groups.has(name)) problems.push(unknownGroup(file, name, groups));
    for (const [path, declared] of Object.entries(common)) {
      // `products` is a list by itself, without a dot.
      if (path === name || path.startsWith(`${name}.`)) add(path, declared, used.endsWith('?'));
    }
  }
  for (const [path, declared] of Object.entries(read.variables)) add(path, declared, false);
  if (read.class === 'marketing') {
    addAt(shape, 'links.unsubscribe', { kind: 'leaf', type: 'url', optional: false });
  }
  return { description: read.description, class: read.class, why: read.why, shape, examples };
}

function unknownGroup(file: SourceFile, name: string, groups: ReadonlySet<string>): TemplateProblem {
  const line = file.text.split('\n').findIndex((text) => text.startsWith('uses:')) + 1;
  const suggestion = nearestName(name, groups);
  return {
    severity: 'error',
    file: file.path,
    line: Math.max(1, line),
    column: 1,
    message: `layout/variables.yaml has no group "${name}"`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function shapeOf(declared: Variable | Field, optional: boolean): Shape {
  if (typeof declared === 'string') return leaf(declared, optional);
  if (!('of' in declared)) return leaf(declared.type, optional);
  const of = group();
  for (const [name, inner] of Object.entries(declared.of)) of.fields.set(name, shapeOf(inner, false));
  return { kind: 'list', of, optional: optional || declared.optional === true };
}

function leaf(written: string, optional: boolean): Shape {
  const type = LEAF_TYPES.find((known) => known === written.replace(/\?$/, '')) ?? 'text';
  return { kind: 'leaf', type, optional: optional || written.endsWith('?') };
}

/** An example may be one for all languages, or a map of one for each. */
function exampleFor(example: unknown, locale: Locale): unknown {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return example;
  return locale in example ? (example as Record<string, unknown>)[locale] : (example as { en?: unknown }).en;
}

function setAt(target: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let current = target;
  for (const name of names) current = (current[name] ??= {}) as Record<string, unknown>;
  current[last] = value;
}

/** Parses YAML against a schema; every complaint becomes a problem at its own line. */
export function readYaml<T>(
  file: SourceFile,
  schema: z.ZodType<T>,
  problems: TemplateProblem[],
): T | undefined {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const complain = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ severity: 'error', file: file.path, line: line || 1, column: col || 1, message });
  };
  for (const error of document.errors) complain(error.pos[0], error.message.split('\n')[0] ?? error.message);
  if (document.errors.length > 0) return undefined;
  const result = schema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    complain(offsetOf(document, path), `${path.join('.') || 'the file'}: ${issue.message}`);
  }
  return undefined;
}

/** Where the deepest part of `path` that exists begins. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
