import { type Command, Option } from 'commander';
import type { RebuildProgress } from '../customers/scores/rebuild-scores.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ShownScores } from '../operations/score-operations.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** Progress is shown so often. */
const STRETCH_MS = 1000;

/** `scores`: what is made of a contact, and making it anew. */
export function addScoreCommands(program: Command, terminal: Terminal): void {
  const scores = program
    .command('scores')
    .description('stage, group, silence, next purchase and so on of a contact, and why');

  scores
    .command('show <who>')
    .description('one person by address or id, each score with its reason')
    .addOption(new Option('--locale <locale>', 'the language of the reasons').choices([...LOCALES]))
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { locale?: Locale }>();
      const locale = options.locale === undefined ? {} : { locale: options.locale };
      const result = revive(await perform<ShownScores>(options, 'scores-show', { who, ...locale }));
      print(terminal, options, result, ({ name, sentences, history }) => [
        name,
        ...table(sentences.map(({ label, value, why }) => [label, value, why])),
        '',
        ...table(history.map(({ since, stage, why }) => [minute(since), stage, why])),
      ]);
    });

  scores
    .command('rebuild')
    .description('everybody anew, in pages, beside the daemon; it goes on by itself where a daemon runs')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      let begun = false;
      let progress: RebuildProgress;
      do {
        progress = await perform<RebuildProgress>(options, 'scores-rebuild', { begun, budgetMs: STRETCH_MS });
        begun = true;
        if (progress.running) terminal.progress(`${progress.scored} of about ${progress.total} contacts`);
      } while (progress.running);
      terminal.progressDone();
      print(terminal, options, progress, ({ scored }) => [`${scored} contacts scored`]);
    });
}
