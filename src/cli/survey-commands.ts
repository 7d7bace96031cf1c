import { type Command, Option } from 'commander';
import type { ListedAnswer } from '../customers/surveys/list-answers.ts';
import type { SurveyFigures } from '../customers/surveys/survey-report.ts';
import type { Proportion } from '../lib/statistics/proportion.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ListedSurvey } from '../operations/survey-operations.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `surveys`: what customers are asked, and what they say. */
export function addSurveyCommands(program: Command, terminal: Terminal): void {
  const surveys = program
    .command('surveys')
    .description('what customers are asked, and what they answer')
    .addHelpText(
      'after',
      '\nA survey is a file (npx wafa surveys list names its mails); an automation sends the mail that asks it.',
    );

  surveys
    .command('list', { isDefault: true })
    .description('all surveys, with what they came to in the last year')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, await perform<ListedSurvey[]>(options, 'surveys-list', {}), (rows) =>
        table(
          rows.map(({ name, kind, question, figures }) => [
            name,
            kind,
            figures ? figuresText(figures) : 'not asked yet',
            question,
          ]),
        ),
      );
    });

  surveys
    .command('report <name>')
    .description('who answered, and what it came to, with 95 % intervals')
    .addOption(new Option('--by <what>', 'told apart').choices(['all', 'segment', 'product']).default('all'))
    .option('--days <n>', 'of so many days', count, 365)
    .option('--json', 'one JSON list')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { by: string; days: number }>();
      const { by, days } = options;
      const report = await perform<SurveyFigures[]>(options, 'survey-report', { name, by, days });
      print(terminal, options, report, (rows) =>
        rows.length === 0
          ? [`nobody was asked in the last ${days} days`]
          : table(rows.map((figures) => [figures.of || 'all', figuresText(figures)])),
      );
    });

  surveys
    .command('answers <name>')
    .description('what people answered, the newest first')
    .option('--at-most <score>', 'only scores up to this', Number)
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { atMost?: number; limit: number }>();
      const { atMost, limit } = options;
      const input = { name, limit, ...(atMost === undefined ? {} : { atMost }) };
      const answers = revive(await perform<ListedAnswer[]>(options, 'survey-answers', input));
      print(terminal, options, answers, (rows) =>
        rows.length === 0
          ? ['no answers yet']
          : table(
              rows.map(({ at, score, name: who, by, answer }) => [
                minute(at),
                score === null ? '-' : String(score),
                who,
                by,
                answer.replaceAll('\n', ' '),
              ]),
            ),
      );
    });
}

/** `40 asked, 12 answered (30 %, 18-46), NPS 25 (2 to 48)`. */
function figuresText({ asked, answered, nps, satisfied, mean }: SurveyFigures): string {
  const parts = [
    `${asked} asked, ${answered ? `${answered.part} answered (${share(answered)})` : 'none answered'}`,
  ];
  if (nps) parts.push(`NPS ${Math.round(nps.score)} (${Math.round(nps.low)} to ${Math.round(nps.high)})`);
  if (satisfied) parts.push(`satisfied ${share(satisfied)}`);
  if (mean !== null) parts.push(`mean ${mean.toFixed(1)}`);
  return parts.join(', ');
}

function share({ share: value, low, high }: Proportion): string {
  const percent = (one: number) => Math.round(100 * one);
  return `${percent(value)} %, ${percent(low)}-${percent(high)}`;
}
