import type { Command } from 'commander';
import type { ListedMembers } from '../customers/segments/list-members.ts';
import type { Precision, RulePreview } from '../customers/segments/preview-rule.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ListedSegment } from '../operations/segment-operations.ts';
import { type Reader, speakerFor } from '../rendering/speaker.ts';
import { SEGMENT_PAGE_WORDS } from '../web/words/segment-words.ts';
import { inLanguage } from './contact-commands.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { dayCell, readerFor } from './reader.ts';
import { revive } from './revive.ts';
import { memberLines, totalLine } from './segment-lines.ts';
import { table } from './table.ts';

interface ShownSegment extends ListedSegment {
  changedAt: Date;
  changedBy: string;
  askedBy: string[];
}

interface ExplainedSegment {
  rule: string;
  conditions: { condition: string; count: number; precision: Precision }[];
  person: {
    name: string;
    holds: boolean;
    sentence: string;
    conditions: { condition: string; holds: boolean; words: string }[];
  } | null;
}

const RULES = `
A rule is a few conditions with and, or, not and parentheses; docs/segments.md has all of them:
  npx wafa segments preview 'kind is customer and purchases.count in last 90d >= 3'
  npx wafa segments preview 'tag is vip and not (last_incoming_at in last 60d)'
  npx wafa segments save regulars 'purchases.amount in last 1y >= 500 EUR and not in segment lapsed'
  npx wafa segments explain regulars --who maryam@home.example
  npx wafa segments add market-day karim@home.example`;

/** `segments`: groups of contacts, by rule or by hand. */
export function addSegmentCommands(program: Command, terminal: Terminal): void {
  const segments = program
    .command('segments')
    .description('groups of contacts by a rule, or lists kept by hand')
    .addHelpText('after', RULES);
  addReading(segments, terminal);
  addChanging(segments, terminal);
}

function addReading(segments: Command, terminal: Terminal): void {
  segments
    .command('list', { isDefault: true })
    .description('all segments, and how many are in each')
    .addOption(inLanguage())
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage>();
      const rows = revive(await perform<ListedSegment[]>(options, 'segments-list', {}));
      print(terminal, options, rows, (listed) => listLines(listed, readerFor(options, options.locale)));
    });

  segments
    .command('show <name>')
    .description('one segment: its rule, as text and (with --json) as JSON')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage>();
      const shown = revive(await perform<ShownSegment>(options, 'segment-show', { name }));
      print(terminal, options, shown, (one) => segmentLines(one, readerFor(options, options.locale)));
    });

  segments
    .command('preview <rule>')
    .description('who a rule selects; nothing is saved')
    .option('--limit <n>', 'show so many', count, 50)
    .option('--exact', 'count however long it takes')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .addHelpText('after', RULES)
    .action(async (rule: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage & { limit: number; exact?: boolean }>();
      const reader = readerFor(options, options.locale);
      const preview = revive(
        await perform<RulePreview>(options, 'segment-preview', {
          rule: asGiven(rule),
          limit: options.limit,
          exact: options.exact ?? false,
        }),
      );
      print(terminal, options, preview, ({ members, ...rest }) => [
        ...table(
          members.map((row) => [dayCell(row.lastActivityAt, reader), row.kind, row.name, row.address ?? '']),
        ),
        totalLine(rest, reader),
      ]);
    });

  segments
    .command('explain <name>')
    .description(
      'what the rule asks: for how many each condition holds, or why one person is or is not in it',
    )
    .option('--who <contact>', 'an address, a name or an id')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa segments explain at-risk --who karim@home.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage & { who?: string }>();
      const { who, locale } = options;
      const input = { name, locale, ...(who === undefined ? {} : { who }) };
      print(terminal, options, await perform<ExplainedSegment>(options, 'segment-explain', input), (found) =>
        explanationLines(found, readerFor(options, locale)),
      );
    });

  segments
    .command('members <name>')
    .description('who is in a segment, the most recently active first, and why')
    .option('--limit <n>', 'at most so many', count, 50)
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa segments members at-risk --locale fa')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage & { limit: number }>();
      const { limit, locale } = options;
      const listed = revive(
        await perform<ListedMembers>(options, 'segment-members', { name, limit, locale }),
      );
      print(terminal, options, listed, (shown) => memberLines(shown, readerFor(options, locale)));
    });
}

function addChanging(segments: Command, terminal: Terminal): void {
  segments
    .command('save <name> <rule>')
    .description('keep a rule under a name, new or changed')
    .option('--title <text>', 'what people read')
    .option('--json', 'one JSON object')
    .addHelpText('after', RULES)
    .action(async (name: string, rule: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { title?: string }>();
      const title = options.title === undefined ? {} : { title: { en: options.title } };
      const saved = await perform<{ saved: string; rule: string }>(options, 'segment-save', {
        name,
        rule: asGiven(rule),
        ...title,
      });
      print(terminal, options, saved, (done) => [
        `${name} is ${done.saved === 'new' ? 'saved' : 'changed'}: ${done.rule}`,
        'Its members are found by the running daemon.',
      ]);
    });

  segments
    .command('delete <name>')
    .description('delete a segment that no other and no newsletter needs')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, await perform<{ name: string }>(options, 'segment-delete', { name }), () => [
        `${name} is deleted.`,
      ]);
    });

  segments
    .command('add <name> <who>')
    .description('put somebody on a list kept by hand; it is made where there is none')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa segments add market-day karim@home.example')
    .action(async (name: string, who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(
        terminal,
        options,
        await perform<{ added: boolean }>(options, 'segment-add', { name, who }),
        (done) => [done.added ? `${who} is on ${name} now.` : `${who} was on ${name} already.`],
      );
    });

  segments
    .command('remove <name> <who>')
    .description('take somebody off a list kept by hand')
    .option('--json', 'one JSON object')
    .action(async (name: string, who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(
        terminal,
        options,
        await perform<{ removed: boolean }>(options, 'segment-remove', { name, who }),
        (done) => [done.removed ? `${who} is off ${name} now.` : `${who} was not on ${name}.`],
      );
    });
}

/** JSON where it looks like it. */
function asGiven(rule: string): unknown {
  if (!rule.trimStart().startsWith('{')) return rule;
  try {
    return JSON.parse(rule);
  } catch {
    return rule;
  }
}

type InLanguage = CommonOptions & { locale: Locale };

function listLines(listed: readonly ListedSegment[], reader: Reader): string[] {
  const { byHand } = SEGMENT_PAGE_WORDS[reader.locale];
  return table(
    listed.map((row) => [
      row.name,
      membersOf(row, reader),
      row.title[reader.locale] ?? '',
      row.rule ?? byHand,
    ]),
  );
}

function membersOf({ members, isComputing, problem }: ListedSegment, reader: Reader): string {
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const say = speakerFor(reader);
  if (problem !== null) return words.broken;
  return isComputing ? say.text(words.soFar, { n: members }) : say.number(members);
}

function segmentLines(segment: ShownSegment, reader: Reader): string[] {
  const { shipped, askedBy, problem } = segment;
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const say = speakerFor(reader);
  const changed = say.text(words.changedBy, {
    day: dayCell(segment.changedAt, reader),
    who: segment.changedBy,
  });
  const facts: [string, string][] = [
    [words.name, segment.name],
    ...Object.entries(segment.title).map(([language, title]): [string, string] => [
      say.text(words.titleIn, { language }),
      title,
    ]),
    [words.rule, segment.rule ?? words.byHand],
    [words.members, membersOf(segment, reader)],
    [words.changed, [changed, ...(shipped ? [words.shipped] : [])].join(' · ')],
    ...(askedBy.length > 0 ? [[words.askedBy, askedBy.join(', ')] as [string, string]] : []),
    ...(problem === null ? [] : [[words.problem, problem] as [string, string]]),
  ];
  return table(facts);
}

function explanationLines({ rule, conditions, person }: ExplainedSegment, reader: Reader): string[] {
  if (!person) {
    return [rule, '', ...table(conditions.map((row) => [totalLine(row, reader), row.condition]))];
  }
  const words = SEGMENT_PAGE_WORDS[reader.locale];
  const { name, holds, sentence: why } = person;
  return [
    speakerFor(reader).text(holds ? words.isIn : words.isNotIn, { name, why }),
    '',
    ...table(person.conditions.map((row) => [row.holds ? words.yes : words.no, row.condition, row.words])),
  ];
}
