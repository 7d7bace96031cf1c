import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { MailClass } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { sha256Hex } from '../lib/ids.ts';
import { nearestName } from '../lib/nearest.ts';
import { type Automation, automationOf } from './automation.ts';
import { stepSettings } from './schema/steps.ts';
import { triggerSchema } from './schema/triggers.ts';
import { type AutomationFile, automationSchema } from './schema.ts';

/** The mails that exist, by name, so that a step can be held against them. */
export type KnownTemplates = ReadonlyMap<string, { class: MailClass }>;

/**
 * Reads every `*.yaml` of the automations folder, in the order of their names. With `templates`, every step must name
 * one of its class. Throws a WafaError with exit code `configuration` whose message has a line for each mistake: file,
 * line, what is wrong, what would be right.
 */
export async function loadAutomations(folder: string, templates?: KnownTemplates): Promise<Automation[]> {
  const { automations, problems } = await readAutomations(folder, templates);
  if (problems.length > 0) {
    throw new WafaError(`the automations are not right:\n  ${problems.join('\n  ')}`, {
      hint: `mend them in ${folder}`,
      exitCode: ExitCode.configuration,
    });
  }
  return automations;
}

/** The automations that could be read, and what is wrong with the others. */
export async function readAutomations(
  folder: string,
  templates?: KnownTemplates,
): Promise<{ automations: Automation[]; problems: string[] }> {
  const problems: string[] = [];
  const automations: Automation[] = [];
  for (const file of await automationFiles(folder)) {
    const automation = readAutomation(await readFile(file, 'utf8'), file, problems, templates);
    const twin = automations.find(({ name }) => name === automation?.name);
    if (twin) problems.push(`${file}: name: "${twin.name}" is also the name in ${twin.file}; choose another`);
    if (automation && !twin) automations.push(automation);
  }
  return { automations, problems };
}

/** The file below `folder` that automation `name` stands in, or undefined. */
export async function fileOfAutomation(folder: string, name: string): Promise<string | undefined> {
  const automations = await loadAutomations(folder);
  return automations.find((automation) => automation.name === name)?.file;
}

async function automationFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => path.join(folder, name));
  } catch (cause) {
    throw new WafaError(`the automations folder ${folder} cannot be read`, {
      hint: 'set automations.folder in the configuration to the folder that holds thank-you.yaml; a relative one starts at the configuration file',
      exitCode: ExitCode.configuration,
      cause,
    });
  }
}

/** One automation from text; every mistake is added to `problems`, and then there is none. */
export function readAutomation(
  text: string,
  file: string,
  problems: string[],
  templates?: KnownTemplates,
): Automation | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line || 1}`;
  const where = (place: readonly PropertyKey[]) => at(offsetOf(document, place));
  if (document.errors.length > 0) {
    problems.push(...document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`));
    return undefined;
  }
  const content: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  const checked = automationSchema.safeParse(content ?? {}, { reportInput: true });
  if (!checked.success) {
    problems.push(...checked.error.issues.flatMap((issue) => describeIssue(issue, where)));
    return undefined;
  }
  const automation = {
    ...automationOf(checked.data, file),
    version: versionOf(content as object, text, 'file'),
  };
  const faults = templates ? templateFaults(checked.data, templates, where) : [];
  problems.push(...faults);
  return faults.length > 0 ? undefined : automation;
}

/** What tells one version of an automation from another: all but its mode, which a person switches. */
function versionOf(
  content: object,
  source: string,
  origin: 'file' | 'database',
): NonNullable<Automation['version']> {
  const { mode: _mode, ...definition } = content as Record<string, unknown>;
  return { hash: sha256Hex(JSON.stringify(inOrder(definition))), definition, source, origin };
}

/** The same whatever order its settings were written in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

/** Enough for a person who writes anchors; a bomb of aliases is refused by the parser. */
const MAX_ALIASES = 20;

/** Where a setting stands; the nearest group around it when it is missing. */
function offsetOf(document: Document, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function describeIssue(issue: z.core.$ZodIssue, where: (place: readonly PropertyKey[]) => string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const nearest = nearestName(key, SETTINGS);
      const advice = nearest === undefined ? 'take it away' : `did you mean ${nearest}?`;
      return `${where([...issue.path, key])}: ${[...issue.path, key].join('.')} is not a setting; ${advice}`;
    });
  }
  const setting = issue.path.length === 0 ? 'the file' : issue.path.join('.');
  return [`${where(issue.path)}: ${setting}: ${issueMessage(issue)}`];
}

/** Every name that may be written somewhere in an automation. */
const SETTINGS = [
  ...Object.keys(automationSchema.shape),
  ...Object.keys(triggerSchema.shape),
  'kinds',
  'when',
  ...stepSettings(),
];

function issueMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') {
    const expected = TYPE_NAMES[issue.expected] ?? `a ${issue.expected}`;
    return issue.input === undefined ? `is missing; it must be ${expected}` : `must be ${expected}`;
  }
  return issue.message;
}

const TYPE_NAMES: Record<string, string> = {
  object: 'a group of settings',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
};

function templateFaults(
  { steps, class: mailClass }: AutomationFile,
  templates: KnownTemplates,
  where: (place: readonly PropertyKey[]) => string,
): string[] {
  return mailsWritten(steps, ['steps']).flatMap(({ template, path: at }) => {
    const place = `${where(at)}: ${at.join('.')}`;
    const known = templates.get(template);
    if (!known) {
      const nearest = nearestName(template, templates.keys());
      const advice =
        nearest === undefined ? `known: ${[...templates.keys()].join(', ')}` : `did you mean ${nearest}?`;
      return [`${place}: there is no mail "${template}"; ${advice}`];
    }
    if (known.class === mailClass) return [];
    return [
      `${place}: "${template}" is a ${known.class} mail; write class: ${known.class}, or take another mail`,
    ];
  });
}

/** Every mail that steps name, with the place where, also those of branches. */
function mailsWritten(
  steps: AutomationFile['steps'],
  path: readonly (string | number)[],
): { template: string; path: (string | number)[] }[] {
  return steps.flatMap((step, index) => {
    const here = [...path, index];
    const own = step.template === undefined ? [] : [{ template: step.template, path: [...here, 'template'] }];
    const inner = (['then', 'else'] as const).flatMap((key) => mailsWritten(step[key] ?? [], [...here, key]));
    return [...own, ...inner];
  });
}
