import type { Command } from 'commander';
import type { ListedMembers } from '../customers/segments/list-members.ts';
import type { Precision, RulePreview } from '../customers/segments/preview-rule.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ListedSegment } from '../operations/segment-operations.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { memberLines, totalLine } from './segment-lines.ts';
import { minute, table } from './table.ts';

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
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const rows = revive(await perform<ListedSegment[]>(options, 'segments-list', {}));
      print(terminal, options, rows, (listed) =>
        table(
          listed.map((row) => [row.name, membersOf(row), row.title.en ?? '', row.rule ?? 'kept by hand']),
        ),
      );
    });

  segments
    .command('show <name>')
    .description('one segment: its rule, as text and (with --json) as JSON')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const shown = revive(await perform<ShownSegment>(options, 'segment-show', { name }));
      print(terminal, options, shown, segmentLines);
    });

  segments
    .command('preview <rule>')
    .description('who a rule selects; nothing is saved')
    .option('--limit <n>', 'show so many', count, 50)
    .option('--exact', 'count however long it takes')
    .option('--json', 'one JSON object')
    .addHelpText('after', RULES)
    .action(async (rule: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { limit: number; exact?: boolean }>();
      const preview = revive(
        await perform<RulePreview>(options, 'segment-preview', {
          rule: asGiven(rule),
          limit: options.limit,
          exact: options.exact ?? false,
        }),
      );
      print(terminal, options, preview, ({ members, ...rest }) => [
        ...table(members.map((row) => [minute(row.lastActivityAt), row.kind, row.name, row.address ?? ''])),
        totalLine(rest),
      ]);
    });

  segments
    .command('explain <name>')
    .description(
      'what the rule asks: for how many each condition holds, or why one person is or is not in it',
    )
    .option('--who <contact>', 'an address, a name or an id')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa segments explain at-risk --who karim@home.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { who?: string }>();
      const input = options.who === undefined ? { name } : { name, who: options.who };
      print(
        terminal,
        options,
        await perform<ExplainedSegment>(options, 'segment-explain', input),
        explanationLines,
      );
    });

  segments
    .command('members <name>')
    .description('who is in a segment, the most recently active first, and why')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa segments members at-risk')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { limit: number }>();
      const input = { name, limit: options.limit };
      print(
        terminal,
        options,
        revive(await perform<ListedMembers>(options, 'segment-members', input)),
        memberLines,
      );
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

function membersOf({ members, isComputing, problem }: ListedSegment): string {
  if (problem !== null) return 'broken';
  return isComputing ? `${members} so far` : String(members);
}

function segmentLines(segment: ShownSegment): string[] {
  const facts: [string, string][] = [
    ['name', segment.name],
    ...Object.entries(segment.title).map(([locale, title]): [string, string] => [`title (${locale})`, title]),
    ['rule', segment.rule ?? 'kept by hand'],
    ['members', membersOf(segment)],
    [
      'changed',
      `${minute(segment.changedAt)} by ${segment.changedBy}${segment.shipped ? ', comes with Wafa' : ''}`,
    ],
    ...(segment.askedBy.length > 0 ? [['needed by', segment.askedBy.join(', ')] as [string, string]] : []),
    ...(segment.problem === null ? [] : [['problem', segment.problem] as [string, string]]),
  ];
  return table(facts);
}

function explanationLines({ rule, conditions, person }: ExplainedSegment): string[] {
  if (!person) {
    return [rule, '', ...table(conditions.map((row) => [totalLine(row), row.condition]))];
  }
  return [
    `${person.name} is ${person.holds ? 'in it' : 'not in it'}: ${person.sentence}`,
    '',
    ...table(person.conditions.map((row) => [row.holds ? 'yes' : 'no', row.condition, row.words])),
  ];
}
