import type { Command } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { EVALUATION_TASKS, type EvaluationTask } from '../operations/evaluation/tasks.ts';

interface EvaluateOptions {
  task: EvaluationTask[];
  json?: boolean;
  verbose?: boolean;
}

/** `evaluate`: how well mail is understood, measured on labelled messages. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  program
    .command('evaluate <folder>')
    .description('judge reading on a folder of labelled mail; the exit code is 0 whatever the accuracy')
    .option('--task <names>', `only these, comma-separated: ${EVALUATION_TASKS.join(', ')}`, taskNames, [])
    .option('--json', 'the result as one JSON object on the last line')
    .option('--verbose', 'name the messages that were judged wrongly')
    .addHelpText('after', '\nExample:\n  npx wafa evaluate labelled-mail --task bounce,reply --verbose')
    .action(async (folder: string, { task, json = false, verbose = false }: EvaluateOptions) => {
      const { evaluateFolder, printEvaluation } = await import('../operations/evaluate.ts');
      printEvaluation(terminal, await evaluateFolder(folder, task), { json, verbose });
    });
}

function taskNames(text: string): EvaluationTask[] {
  return text.split(',').map((part) => {
    const task = EVALUATION_TASKS.find((name) => name === part.trim());
    if (task) return task;
    throw new WafaError(`there is no task "${part}"`, {
      hint: `there are ${EVALUATION_TASKS.join(', ')}`,
      exitCode: ExitCode.usage,
    });
  });
}
