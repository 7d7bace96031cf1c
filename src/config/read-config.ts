import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import { listSettings } from './list-settings.ts';
import { type Environment, overrideFromEnvironment, resolveSecrets } from './overrides.ts';
import { plainObject } from './places.ts';
import { resolveFolders } from './resolve-folders.ts';
import { type Config, configSchema } from './schema.ts';

const DEFAULT_CONFIG_FILE = 'config/wafa.yaml';

/** The configuration file's path: `--config`, else WAFA_CONFIG, else config/wafa.yaml below the current folder. */
export function configFile(option: string | undefined, environment: Environment = process.env): string {
  return path.resolve(option ?? environment.WAFA_CONFIG ?? DEFAULT_CONFIG_FILE);
}

/**
 * Reads and checks the configuration. Throws a WafaError with exit code `configuration` whose message has a line for
 * each mistake: file, line, what is wrong, what would be right.
 */
export function loadConfig(file: string, environment: Environment = process.env): Config {
  return readConfig(readFile(file), file, environment);
}

/** The same, from text; `file` names it in messages and is where relative folders and `file:` secrets start. */
export function readConfig(text: string, file: string, environment: Environment = {}): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error) => `${at(file, lines, error.pos[0])}: ${error.message}`);
  if (syntax.length > 0) throw refusal(syntax);

  const where = (place: readonly PropertyKey[]) => at(file, lines, offsetOf(document, place));
  const settings = plainObject(document.toJS({ maxAliasCount: 20 }));
  if (!settings)
    throw refusal([`${file}: holds no settings; it begins for example with business: and mailboxes:`]);
  const problems = [...overrideFromEnvironment(settings, environment)];
  problems.push(...resolveSecrets(settings, file, environment, where));
  const checked = configSchema.safeParse(settings, { reportInput: true });
  if (!checked.success)
    problems.push(...checked.error.issues.flatMap((issue) => describeIssue(issue, where)));
  if (!checked.success || problems.length > 0) throw refusal(problems);
  return resolveFolders(checked.data, file);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    throw new WafaError(missing ? `there is no configuration file ${file}` : `cannot read ${file}`, {
      hint: 'run `npx wafa init` to write one, or name another with --config FILE',
      exitCode: ExitCode.configuration,
      cause: missing ? undefined : error,
    });
  }
}

function refusal(problems: string[]): WafaError {
  return new WafaError(`the configuration is not right:\n  ${problems.join('\n  ')}`, {
    hint: 'every setting is described in docs/configuration.md',
    exitCode: ExitCode.configuration,
  });
}

function at(file: string, lines: LineCounter, offset: number | undefined): string {
  return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
}

/** Where a setting stands in the file; the nearest group around it when it is missing. */
function offsetOf(document: Document, place: readonly PropertyKey[]): number | undefined {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function describeIssue(issue: z.core.$ZodIssue, where: (place: readonly PropertyKey[]) => string): string[] {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const nearest = nearestName(key, settingNames(issue.path));
      const advice = nearest
        ? `did you mean ${nearest}?`
        : `known here: ${settingNames(issue.path).join(', ')}`;
      return `${where([...issue.path, key])}: ${[...issue.path, key].join('.')} is not a setting; ${advice}`;
    });
  }
  return [`${where(issue.path)}: ${name}: ${issueMessage(issue)}`];
}

function issueMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `is missing; it must be ${wanted(issue.expected)}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big' && issue.origin === 'number') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'number') return `must be at least ${issue.minimum}`;
  if (issue.code === 'invalid_type') return `must be ${wanted(issue.expected)}`;
  return issue.message;
}

function wanted(expected: string): string {
  if (expected === 'object') return 'a group of settings';
  if (expected === 'array') return 'a list';
  return expected === 'string' ? 'a text (put it in quotes)' : `a ${expected}`;
}

/** Names of the settings and groups directly below a place. */
function settingNames(place: readonly PropertyKey[]): string[] {
  const wantedPath = place.map((part) => (typeof part === 'number' ? '*' : String(part)));
  const below = listSettings().filter(({ path }) => wantedPath.every((part, index) => path[index] === part));
  return [...new Set(below.flatMap(({ path }) => path[wantedPath.length] ?? []))];
}
