import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { codeOf, ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';
import { type Survey, surveySchema } from './survey.ts';

/** The surveys that come with Wafa. */
export const SHIPPED_SURVEYS = fileURLToPath(new URL('../../../config/surveys', import.meta.url));

/**
 * Reads every `*.yaml` of a folder of surveys, by name. Throws a WafaError with exit code `configuration` that has a line
 * for each mistake: file, line, what is wrong.
 */
export async function loadSurveys(folder: string): Promise<ReadonlyMap<string, Survey>> {
  const problems: string[] = [];
  const surveys = new Map<string, Survey>();
  for (const file of await surveyFiles(folder)) {
    const survey = readSurvey(await readFile(file, 'utf8'), file, problems);
    if (!survey) continue;
    if (surveys.has(survey.name)) problems.push(`${file}: name: another survey is called ${survey.name}`);
    surveys.set(survey.name, survey);
  }
  if (problems.length === 0) return surveys;
  throw new WafaError(`the surveys are not right:\n  ${problems.join('\n  ')}`, {
    hint: `mend them in ${folder}`,
    exitCode: ExitCode.configuration,
  });
}

/** The survey of a name; throws a WafaError where there is none. */
export function surveyNamed(surveys: ReadonlyMap<string, Survey>, name: string): Survey {
  const survey = surveys.get(name);
  if (survey) return survey;
  const near = nearestName(name, surveys.keys());
  throw new WafaError(`there is no survey "${name}"`, {
    hint: near === undefined ? `there are ${[...surveys.keys()].join(', ')}` : `did you mean ${near}?`,
    exitCode: ExitCode.usage,
  });
}

/** One survey from text; every mistake is added to `problems`, and then there is none. */
export function readSurvey(text: string, file: string, problems: string[]): Survey | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => lines.linePos(offset).line || 1;
  if (document.errors.length > 0) {
    problems.push(...document.errors.map((error) => `${file}:${lineOf(error.pos[0])}: ${error.message}`));
    return undefined;
  }
  const checked = surveySchema.safeParse(document.toJS() ?? {});
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues) {
    const [first] = issue.path;
    const offset = text.search(new RegExp(`^${String(first ?? '').replace(/\W/g, '')}\\s*:`, 'm'));
    const setting = issue.path.map(String).join('.') || 'the file';
    problems.push(`${file}:${lineOf(Math.max(0, offset))}: ${setting}: ${issue.message}`);
  }
  return undefined;
}

async function surveyFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => path.join(folder, name));
  } catch (cause) {
    // A business that asks nothing has no folder.
    if (codeOf(cause) === 'ENOENT') return [];
    throw new WafaError(`the surveys folder ${folder} cannot be read`, {
      exitCode: ExitCode.configuration,
      cause,
    });
  }
}
