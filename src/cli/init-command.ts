import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { configFile } from '../config/read-config.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { InitOptions } from './init.ts';

/** `init`: asks, tests, writes the configuration. With every option given it asks nothing. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .description('connect an inbox: asks a few questions, tests IMAP and SMTP, writes the configuration')
    .option('--address <address>', 'the mailbox, for example hello@bakery.example')
    .option('--business <name>', 'the name your customers know you by')
    .option('--imap <host[:port]>', 'IMAP server; guessed from the address unless told')
    .option('--smtp <host[:port]>', 'SMTP server; guessed from the address unless told')
    .addOption(new Option('--locale <locale>', 'language of your mails').choices(LOCALES))
    .option('--time-zone <zone>', 'for example Europe/Berlin')
    .option(
      '--manager <address...>',
      'who gets the weekly report, for example "Maryam <maryam@bakery.example>"; several are possible',
    )
    .option(
      '--password-file <file>',
      'read the password from this file instead of asking; the configuration refers to it',
    )
    .option('--skip-test', 'write the configuration without trying the servers')
    .addHelpText(
      'after',
      '\nNothing is sent by this command, and nothing is sent later until you switch an automation on.\n\nExamples:\n  npx wafa init\n  npx wafa init --address hello@bakery.example --business "Maryam\'s Bakery" --password-file inbox.secret',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<InitOptions>();
      const file = configFile(options.config);
      if (existsSync(file)) {
        throw new WafaError(`${file} exists already`, {
          hint: 'edit it, or name another file with --config',
          exitCode: ExitCode.usage,
        });
      }
      // Loaded only here: no other command asks anybody anything.
      const { init } = await import('./init.ts');
      await init(terminal, file, options);
    });
}
