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
    .description(
      'connect the first inbox: asks a few questions, finds its servers, tries IMAP and SMTP, writes the configuration',
    )
    .option('--address <address>', 'the mailbox, for example hello@bakery.example')
    .option('--business <name>', 'the name your customers know you by')
    .option('--imap <host[:port]>', 'IMAP server, when it is not found')
    .option('--smtp <host[:port]>', 'SMTP server, when it is not found')
    .option('--user <name>', 'user name, when it is not the address')
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
    .option('--password-env <variable>', 'take the password from this environment variable, now and later')
    .option(
      '--oauth-client <id>',
      'sign in with OAuth at Google or Microsoft: the client id of your registration',
    )
    .option('--allow-network <network...>', 'look for servers in this network of your own, too')
    .option('--yes', 'trust servers outside the domain that only DNS names')
    .option('--skip-test', 'guess the servers, and write the configuration without trying them')
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
