import path from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from '../lib/terminal.ts';
import type { QuarantinedDetail, QuarantinedMail } from '../messages/log/quarantine.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `quarantine`: mail that could not be read, kept as it came. */
export function addQuarantineCommands(program: Command, terminal: Terminal): void {
  const quarantine = program
    .command('quarantine')
    .description('mail that could not be read, kept as it came');

  quarantine
    .command('list', { isDefault: true })
    .description('all of it, newest first, with the reason')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const mails = revive(await perform<QuarantinedMail[]>(options, 'quarantine-list', {}));
      print(terminal, options, mails, (rows) =>
        rows.length === 0
          ? ['Every mail could be read.']
          : table(
              rows.map((mail) => [
                minute(mail.receivedAt),
                `${mail.size} bytes`,
                mail.contentHash.slice(0, SHOWN_DIGITS),
                mail.error,
              ]),
            ),
      );
    });

  quarantine
    .command('show <hash>')
    .description(
      'why it could not be read, where it lies, and how it begins; the first digits of the hash will do',
    )
    .option('--json', 'one JSON object')
    .action(async (hash: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const mail = revive(await perform<QuarantinedDetail>(options, 'quarantine-show', { hash }));
      print(terminal, options, mail, detailLines);
    });

  quarantine
    .command('save <hash> <file>')
    .description('write the raw mail into a new file')
    .option('--json', 'one JSON object')
    .action(async (hash: string, file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const saved = await perform<{ file: string }>(options, 'quarantine-save', {
        hash,
        to: path.resolve(file),
      });
      print(terminal, options, saved, (result) => [`written to ${result.file}`]);
    });

  quarantine
    .command('retry [hash]')
    .description('read one again, or all')
    .option('--json', 'one JSON object')
    .action(async (hash: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = hash === undefined ? { all: true } : { hash };
      const done = await perform<{ retried: number }>(options, 'quarantine-retry', input);
      print(terminal, options, done, ({ retried }) => [`${retried} will be read again.`]);
    });

  quarantine
    .command('delete <hash>')
    .description('delete one for good')
    .option('--json', 'one JSON object')
    .action(async (hash: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ deleted: number }>(options, 'quarantine-delete', { hash });
      print(terminal, options, done, () => ['Deleted.']);
    });
}

/** Enough of a hash to name a mail. */
const SHOWN_DIGITS = 16;

function detailLines(mail: QuarantinedDetail): string[] {
  const { contentHash, size, receivedAt, error, attempts, parserVersion } = mail;
  const places = mail.places.map(
    ({ mailbox, folder, uid, gone }) => `${mailbox} ${folder}, UID ${uid}${gone ? ' (gone by now)' : ''}`,
  );
  return [
    `Hash      ${contentHash}`,
    `Received  ${minute(receivedAt)}, ${size} bytes`,
    `Why       ${error}`,
    `Tried     ${attempts} times, by reader ${parserVersion ?? '-'}`,
    `Lies in   ${places.length === 0 ? 'no folder' : places.join('; ')}`,
    '',
    mail.beginning,
    ...(mail.shortened ? ['...'] : []),
  ];
}
