import { type Command, Option } from 'commander';
import type { OutgoingState } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { OutboxEmail, OutboxLine } from '../outbox/list-outbox.ts';
import { OUTGOING_STATES } from '../outbox/outgoing-states.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, shortId, table } from './table.ts';

interface Which extends CommonOptions {
  all?: boolean;
  automation?: string;
  reason?: string;
}

/** `outbox`: mail that waits to leave, left, or never will. */
export function addOutboxCommands(program: Command, terminal: Terminal): void {
  const outbox = program.command('outbox').description('see, release and stop outgoing mail');

  outbox
    .command('list', { isDefault: true })
    .description('newest first')
    .addOption(new Option('--state <states...>', 'only these').choices(OUTGOING_STATES))
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { state?: string[]; limit: number }>();
      const input = { limit: options.limit, ...(options.state ? { states: options.state } : {}) };
      const result = revive(
        await perform<{ counts: Partial<Record<OutgoingState, number>>; mails: OutboxLine[] }>(
          options,
          'outbox-list',
          input,
        ),
      );
      print(terminal, options, result, ({ counts, mails }) => [
        ...table(
          mails.map((mail) => [
            shortId(mail.id),
            mail.state,
            minute(mail.sentAt ?? mail.dueAt),
            mail.recipient,
            mail.subject,
          ]),
        ),
        mails.length === 0
          ? 'Nothing here. Wafa sends nothing until you switch an automation on.'
          : summary(counts),
      ]);
    });

  outbox
    .command('show <id>')
    .description('one mail: its text, its state, everything that happened to it')
    .option('--json', 'one JSON object')
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const mail = revive(await perform<OutboxEmail & { text: string }>(options, 'outbox-show', { id }));
      print(terminal, options, mail, emailLines);
    });

  outbox
    .command('approve [id]')
    .description('let a mail go that waits for approval, or all of them')
    .option('--all', 'all that wait')
    .option('--automation <name>', 'with --all: only those of this automation')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa outbox approve 3f9a0c27b1d4\n  npx wafa outbox approve --all --automation newsletter',
    )
    .action(async (id: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<Which>();
      const done = await perform<{ approved: number; expired: number }>(options, 'outbox-approve', {
        ...which(id, options),
        ...(options.automation === undefined ? {} : { automation: options.automation }),
      });
      print(terminal, options, done, ({ approved, expired }) => [
        `${approved} released${expired > 0 ? `, ${expired} had become too late` : ''}.`,
      ]);
    });

  outbox
    .command('cancel [id]')
    .description('stop a mail that has not left, or all that wait')
    .option('--all', 'all that wait')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'one JSON object')
    .action(async (id: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<Which>();
      const reason = options.reason === undefined ? {} : { reason: options.reason };
      const done = await perform<{ cancelled: number }>(options, 'outbox-cancel', {
        ...which(id, options),
        ...reason,
      });
      print(terminal, options, done, ({ cancelled }) => [`${cancelled} cancelled.`]);
    });

  outbox
    .command('pause [reason]')
    .description('the kill switch: from now on nothing leaves')
    .option('--json', 'one JSON object')
    .action(async (reason: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = reason === undefined ? {} : { reason };
      const done = await perform<{ changed: boolean }>(options, 'outbox-pause', input);
      print(terminal, options, done, ({ changed }) => [
        changed ? 'Paused: nothing leaves until `npx wafa outbox resume`.' : 'It was paused already.',
      ]);
    });

  outbox
    .command('resume')
    .description('let mail leave again')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ changed: boolean }>(options, 'outbox-resume', {});
      print(terminal, options, done, ({ changed }) => [
        changed ? 'Mail leaves again.' : 'It was not paused.',
      ]);
    });

  outbox
    .command('resend <id>')
    .description('send an uncertain mail again; you decide that a second copy is better than none')
    .option('--json', 'one JSON object')
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ id: string }>(options, 'outbox-resend', { id });
      print(terminal, options, done, (resent) => [`Queued again as ${shortId(resent.id)}.`]);
    });
}

function which(id: string | undefined, { all }: Which): { id: string } | { all: true } {
  if ((id === undefined) === !all) {
    throw new WafaError('name one mail, or --all', {
      hint: 'npx wafa outbox list shows the ids',
      exitCode: ExitCode.usage,
    });
  }
  return id === undefined ? { all: true } : { id };
}

function summary(counts: Partial<Record<OutgoingState, number>>): string {
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

function emailLines(mail: OutboxEmail & { text: string }): string[] {
  const facts: [string, string][] = [
    ['id', mail.id],
    ['state', mail.reason ? `${mail.state}: ${mail.reason}` : mail.state],
    ['to', mail.recipient],
    ['subject', mail.subject],
    ['automation', mail.automation],
    ['due', minute(mail.dueAt)],
    ['reply', mail.smtpReply ?? '-'],
  ];
  const history = mail.transitions.map(({ at, from, to, reason, actor }) => [
    minute(at),
    from === null ? to : `${from} → ${to}`,
    actor,
    reason,
  ]);
  return [...table(facts), '', ...table(history), '', mail.text];
}
