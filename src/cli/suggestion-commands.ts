import { type Command, Option } from 'commander';
import type { Merge } from '../customers/merge/list-suggestions.ts';
import { LOCALES } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { sideBySide, suggestionLines, type WordedSuggestion } from './suggestion-lines.ts';
import { minute, shortId, table } from './table.ts';

/** `suggestions`: contacts that may be one person. */
export function addSuggestionCommands(program: Command, terminal: Terminal): void {
  const suggestions = program
    .command('suggestions')
    .description('contacts that may be one person, and why; nothing is merged that is not certain')
    .addHelpText(
      'after',
      `
Examples:
  npx wafa suggestions
  npx wafa suggestions accept 3f9c01-77b2ae --keep karim@workshop.example
  npx wafa suggestions dismiss 3f9c01-77b2ae`,
    );
  const language = () =>
    new Option('--locale <locale>', 'the language of the reasons').choices(LOCALES).default('en');

  suggestions
    .command('list', { isDefault: true })
    .description('the likeliest first, with the strongest reason')
    .addOption(language())
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const { locale, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { locale: string; limit: number }
      >();
      const found = revive(await perform<WordedSuggestion[]>(options, 'suggestions-list', { locale, limit }));
      print(terminal, options, found, suggestionLines);
    });

  suggestions
    .command('show <suggestion>')
    .description('both side by side, and everything that speaks for and against')
    .addOption(language())
    .option('--json', 'one JSON object')
    .action(async (suggestion: string, _options, command: Command) => {
      const { locale, ...options } = command.optsWithGlobals<CommonOptions & { locale: string }>();
      const found = revive(
        await perform<WordedSuggestion>(options, 'suggestion-show', { suggestion, locale }),
      );
      print(terminal, options, found, sideBySide);
    });

  suggestions
    .command('accept <suggestion>')
    .description('they are one person: merge them; the one with more behind it stays')
    .option('--keep <who>', 'the one that stays')
    .option('--json', 'one JSON object')
    .action(async (suggestion: string, _options, command: Command) => {
      const { keep, ...options } = command.optsWithGlobals<CommonOptions & { keep?: string }>();
      const input = keep === undefined ? { suggestion } : { suggestion, keep };
      const done = await perform<{ mergeId: string; kept: string }>(options, 'suggestion-accept', input);
      print(terminal, options, done, ({ kept, mergeId }) => [
        `They are one now: ${kept}. To part them: npx wafa contacts unmerge ${shortId(mergeId)}`,
      ]);
    });

  suggestions
    .command('dismiss <suggestion>')
    .description('they are two people; they are not suggested again')
    .option('--json', 'one JSON object')
    .action(async (suggestion: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ first: string; second: string }>(options, 'suggestion-dismiss', {
        suggestion,
      });
      print(terminal, options, done, ({ first, second }) => [`${first} and ${second} stay two.`]);
    });

  suggestions
    .command('merged')
    .description('what was merged, by whom, the latest first')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const { limit, ...options } = command.optsWithGlobals<CommonOptions & { limit: number }>();
      const found = revive(await perform<Merge[]>(options, 'merges-list', { limit }));
      print(terminal, options, found, (listed) =>
        listed.length === 0
          ? ['Nobody was merged.']
          : table(
              listed.map(({ id, at, actor, merged, kept, undoneAt }) => [
                shortId(id),
                minute(at),
                actor,
                `${merged} into ${kept}`,
                undoneAt === null ? '' : `undone ${minute(undoneAt)}`,
              ]),
            ),
      );
    });
}

/** `contacts merge` and `contacts unmerge`. */
export function addMergeCommands(contacts: Command, terminal: Terminal): void {
  contacts
    .command('merge <keep> <merge>')
    .description('two contacts are one person: the first stays, with everything of both')
    .option('--json', 'one JSON object')
    .action(async (keep: string, merge: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ mergeId: string; kept: string; merged: string }>(
        options,
        'contacts-merge',
        {
          keep,
          merge,
        },
      );
      print(terminal, options, done, ({ kept, merged, mergeId }) => [
        `${merged} is ${kept} now. To part them: npx wafa contacts unmerge ${shortId(mergeId)}`,
      ]);
    });

  contacts
    .command('unmerge <merge>')
    .description('part two contacts again: a merge by its id, or the latest of a contact')
    .option('--json', 'one JSON object')
    .action(async (merge: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ kept: string; parted: string }>(options, 'contacts-unmerge', { merge });
      print(terminal, options, done, ({ kept, parted }) => [
        `${kept} and ${parted} are two again. What came since went with its address.`,
      ]);
    });
}
