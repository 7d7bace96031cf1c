import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { parseMessage } from '../messages/parse/parse.ts';
import type { ParsedMessage } from '../messages/parse/parsed-message.ts';
import { PoisonError } from '../messages/parse/poison-error.ts';
import { understandMessage } from '../messages/understand/understand.ts';
import { expectedFile, type Sample } from './evaluation/expected.ts';
import { judgeBounce } from './evaluation/judge-bounce.ts';
import { judgeClassify } from './evaluation/judge-classify.ts';
import { judgeParse } from './evaluation/judge-parse.ts';
import { judgeReply } from './evaluation/judge-reply.ts';
import { judgeThread } from './evaluation/judge-thread.ts';
import { accuracyOf, addJudgement, type Judgement, type TaskScores } from './evaluation/scores.ts';
import { EVALUATION_TASKS, type EvaluationTask } from './evaluation/tasks.ts';

/** Scores per task and field: over all labels, and over those that a test of the mails' own project asserts. */
export interface Evaluation {
  tasks: Record<string, TaskScores>;
  asserted: Record<string, TaskScores>;
}

/**
 * Reads the labelled mails in `folder` (one sub-folder with an `expected.json` a task) with the daemon's own functions and
 * judges them. All tasks that are there unless `tasks` names some. Throws a WafaError when nothing is there to judge.
 */
export async function evaluateFolder(
  folder: string,
  tasks: readonly EvaluationTask[] = [],
): Promise<Evaluation> {
  const wanted = tasks.length > 0 ? tasks : EVALUATION_TASKS;
  const present = wanted.filter((task) => existsSync(join(folder, task, 'expected.json')));
  if (present.length === 0) {
    throw new WafaError(`no labelled mail in ${folder}`, {
      hint: `it holds one folder for each of ${wanted.join(', ')}, each with an expected.json`,
      exitCode: ExitCode.usage,
    });
  }
  const evaluation: Evaluation = { tasks: {}, asserted: {} };
  for (const task of present) {
    const scores: TaskScores = (evaluation.tasks[task] = {});
    const asserted: TaskScores = (evaluation.asserted[task] = {});
    for (const [id, sample] of Object.entries(await readExpected(join(folder, task)))) {
      const judgement = await judge(task, join(folder, task), sample);
      addJudgement(scores, id, judgement);
      if (sample.label?.strength === 'asserted') addJudgement(asserted, id, judgement);
    }
  }
  return evaluation;
}

async function readExpected(folder: string): Promise<Record<string, Sample>> {
  const path = join(folder, 'expected.json');
  try {
    return expectedFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new WafaError(`${path} cannot be read as labels`, { cause: error });
  }
}

async function judge(
  task: EvaluationTask,
  folder: string,
  { file, files, expected }: Sample,
): Promise<Judgement> {
  const names = files ?? (file ? [file] : []);
  const messages = await Promise.all(names.map((name) => read(join(folder, name))));
  if (task === 'thread')
    return judgeThread(
      messages.filter((message) => message !== undefined),
      expected,
    );
  const [message] = messages;
  if (task === 'parse') return judgeParse(message, expected);
  // A mail that cannot be read is understood as nothing: an empty one.
  const readable = message ?? (await parseMessage(new Uint8Array()));
  const startedAt = performance.now();
  const reading = understandMessage(readable);
  const milliseconds = performance.now() - startedAt;
  if (task === 'bounce') return judgeBounce(reading, expected);
  if (task === 'classify') return judgeClassify(reading, expected);
  return judgeReply(reading.replyText, milliseconds, expected);
}

async function read(path: string): Promise<ParsedMessage | undefined> {
  try {
    return await parseMessage(await readFile(path));
  } catch (error) {
    if (error instanceof PoisonError) return undefined;
    throw new WafaError(`${path} cannot be read`, { cause: error });
  }
}

/** A table for people; with `verbose`, the ids that are wrong. */
export function formatEvaluation({ tasks, asserted }: Evaluation, verbose: boolean): string {
  const lines = ['task      field             samples   right  accuracy   asserted'];
  for (const [task, scores] of Object.entries(tasks)) {
    for (const [field, score] of Object.entries(scores)) {
      const strong = asserted[task]?.[field];
      const strongText = strong ? `${percent(accuracyOf(strong))} of ${strong.samples}` : '-';
      const numbers = `${String(score.samples).padStart(7)} ${String(score.right).padStart(7)}`;
      lines.push(
        `${task.padEnd(9)} ${field.padEnd(16)} ${numbers}  ${percent(accuracyOf(score)).padStart(8)}   ${strongText}`,
      );
      if (verbose) for (const id of score.wrong) lines.push(`            wrong: ${id}`);
    }
  }
  return lines.join('\n');
}

function percent(accuracy: number): string {
  return `${(accuracy * 100).toFixed(1)} %`;
}

/** Prints for people, or with `json` one object as the last line. */
export function printEvaluation(
  terminal: Terminal,
  evaluation: Evaluation,
  { json, verbose }: { json: boolean; verbose: boolean },
): void {
  if (!json || verbose)
    for (const line of formatEvaluation(evaluation, verbose).split('\n')) terminal.line(line);
  if (json)
    terminal.line(
      JSON.stringify({ tasks: compact(evaluation.tasks), asserted: compact(evaluation.asserted) }),
    );
}

type CompactScores = Record<string, Record<string, { samples: number; right: number; accuracy: number }>>;

function compact(tasks: Record<string, TaskScores>): CompactScores {
  const compacted: CompactScores = {};
  for (const [task, scores] of Object.entries(tasks)) {
    const fields: CompactScores[string] = {};
    for (const [field, score] of Object.entries(scores)) {
      fields[field] = { samples: score.samples, right: score.right, accuracy: accuracyOf(score) };
    }
    compacted[task] = fields;
  }
  return compacted;
}
