import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ListedTask } from '../cases/tasks/list-tasks.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `tasks`: what people should do. `automations event`: what other systems tell. */
export function addTaskCommands(program: Command, terminal: Terminal): void {
  const tasks = program
    .command('tasks')
    .description('what your people should do: call, write, prepare a gift');

  tasks
    .command('list', { isDefault: true })
    .description('what is open, first what is due')
    .addOption(
      new Option('--state <state>', 'which').choices(['open', 'done', 'dismissed', 'all']).default('open'),
    )
    .option('--assignee <address>', 'only those of one of your people')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { state: string; assignee?: string }>();
      const { state, assignee } = options;
      const input = { state, ...(assignee === undefined ? {} : { assignee }) };
      const listed = revive(await perform<ListedTask[]>(options, 'tasks-list', input));
      print(terminal, options, listed, (rows) =>
        rows.length === 0
          ? ['Nothing is to be done.']
          : table(
              rows.map((row) => [
                row.id,
                minute(row.dueAt),
                row.kind,
                row.title,
                row.assignee ?? 'anybody',
                state === 'open' ? '' : row.state,
              ]),
            ),
      );
    });

  for (const [verb, operation, said] of [
    ['done', 'task-done', 'somebody did it'],
    ['dismiss', 'task-dismiss', 'nobody will do it'],
  ] as const) {
    tasks
      .command(verb)
      .description(said)
      .argument('<id>', 'or the beginning of it')
      .option('--note <text>', 'what came of it')
      .option('--json', 'one JSON object')
      .action(async (id: string, _options, command: Command) => {
        const options = command.optsWithGlobals<CommonOptions & { note?: string }>();
        const input = { id, ...(options.note === undefined ? {} : { note: options.note }) };
        const closed = await perform<{ title: string }>(options, operation, input);
        print(terminal, options, closed, ({ title }) => [
          `${verb === 'done' ? 'done' : 'dismissed'}: ${title}`,
        ]);
      });
  }
}

/** An event of your own, which automations may start with. */
export function addEventCommand(automations: Command, terminal: Terminal): void {
  automations
    .command('event')
    .description('tells of something that happened to a customer, for automations with that signal')
    .argument('<kind>', 'such as order-status')
    .requiredOption('--who <contact>', 'by address, name or id')
    .option('--key <key>', 'what it is known by: the same key counts once')
    .option('--data <json>', 'what mails show, as JSON: groups of variables', readJson)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      `\nExample:\n  npx wafa automations event order-status --who karim@home.example --key order-1042-oven --data '{"delivery": {"orderId": "1042", "status": "Your cake is in the oven."}}'`,
    )
    .action(async (kind: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { who: string; key?: string; data?: object }>();
      const { who, key, data } = options;
      const input = {
        kind,
        who,
        ...(key === undefined ? {} : { key }),
        ...(data === undefined ? {} : { data }),
      };
      const answer = await perform<{ contact: string; recorded: boolean }>(options, 'event-record', input);
      print(terminal, options, answer, ({ contact, recorded }) => [
        recorded ? `${kind} of ${contact} is noted` : `${kind} of ${contact} was known by this key`,
      ]);
    });
}

function readJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('is no JSON object');
}
