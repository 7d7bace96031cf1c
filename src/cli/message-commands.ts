import { type Command, Option } from 'commander';
import { lastDayAway } from '../customers/dates/return-date.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { LoggedMessage, ShownMessage } from '../messages/log/list-messages.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, shortId, table } from './table.ts';

type Shown = ShownMessage & { awayUntil: Date | null };

/** `messages`: the log, and what was understood from a mail. */
export function addMessageCommands(program: Command, terminal: Terminal): void {
  const messages = program
    .command('messages')
    .description('the mail that is logged, and what was read in it');

  messages
    .command('list', { isDefault: true })
    .description('the newest first')
    .addOption(
      new Option('--class <class>', 'only of this kind').choices([
        'human',
        'auto-reply',
        'bounce',
        'list',
        'other',
      ]),
    )
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { class?: string; limit: number }>();
      const only = options.class === undefined ? {} : { class: options.class };
      const rows = revive(
        await perform<LoggedMessage[]>(options, 'messages-list', { ...only, limit: options.limit }),
      );
      print(terminal, options, rows, (listed) =>
        listed.length === 0
          ? ['No message is logged.']
          : table(
              listed.map((row) => [
                shortId(row.id),
                minute(row.receivedAt),
                row.direction,
                row.class,
                row.fromName || row.fromAddress,
                row.subject,
              ]),
            ),
      );
    });

  messages
    .command('show <id>')
    .description('one message: its text, and what was understood, each with what it was known by')
    .option('--json', 'one JSON object')
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, revive(await perform<Shown>(options, 'message-show', { id })), messageLines);
    });
}

function messageLines({ message, addresses, reading, about, awayUntil }: Shown): string[] {
  const { bounce, calendar, complaint, language, signature = [], unsubscribe } = reading;
  const facts: [string, string][] = [
    ...addresses.map(({ role, name, address }): [string, string] => [role, `${name} <${address}>`.trim()]),
    ['date', minute(message.sent_at)],
    ['subject', message.subject],
    ['kind', `${message.direction}, ${message.subclass}: ${message.class_reason}`],
    ['sender', `${message.authenticity}: ${message.authenticity_reason}`],
    ...fact('language', language && `${language.code} (${language.evidence})`),
    ...fact('absence', reading.autoReply && reading.autoReply.kind.replaceAll('_', ' ')),
    ...fact('away until', awayUntil && lastDayAway(awayUntil).toISOString().slice(0, 10)),
    ...fact(
      'appointment',
      calendar && `${calendar.method}: ${calendar.summary}, ${calendar.start ?? '?'} ${calendar.zone ?? ''}`,
    ),
    ...(bounce?.recipients ?? []).map(({ address, action, kind, reason, diagnostic }): [string, string] => [
      action,
      `${address}: ${kind}, ${reason.replaceAll('_', ' ')}: ${diagnostic}`,
    ]),
    ...fact('unsubscribe', unsubscribe && unsubscribe.sentence),
    ...fact('complaint', complaint && complaint.feedbackType),
    ...(reading.markup?.orders ?? []).map(({ type, number, price, currency }): [string, string] => [
      'mark-up',
      `${type} ${number} ${price} ${currency}`.trim(),
    ]),
    ...fact('about', about && `${about.subject} (${shortId(about.id)})`),
    ...signature.map(({ kind, value, line }): [string, string] => [
      `suggests ${kind}`,
      value === line ? value : `${value}   (${line})`,
    ]),
  ];
  return [...table(facts), '', (message.reply_text ?? message.text).trim()];
}

function fact(label: string, value: string | null | undefined): [string, string][] {
  return value === null || value === undefined ? [] : [[label, value]];
}
