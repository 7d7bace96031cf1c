import type { Command } from 'commander';
import { configFile } from '../config/read-config.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ConnectOptions } from './connect-answers.ts';

const EXAMPLES = `
Servers are found from the address: providers that are known, the domain's autoconfig file, its SRV and MX records,
then usual names. Every one is shown with why it was tried. TLS is verified, and no password goes anywhere before.
Nothing is sent, and no mail is changed.

Examples:
  npx wafa connect orders@bakery.example --dry-run
  npx wafa connect orders@bakery.example --folders "INBOX,Sent,مشتری‌ها"
  ORDERS_PASSWORD=... npx wafa connect orders@bakery.example --password-env ORDERS_PASSWORD
  npx wafa connect hello@bakery.example --oauth-client 1234-abcd   then: npx wafa login hello`;

/** `connect`: a further mailbox for the configuration that is there. */
export function addConnectCommand(program: Command, terminal: Terminal): void {
  const several = (value: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
  program
    .command('connect <address>')
    .description('connect a mailbox: finds its servers, tries IMAP and SMTP, adds it to the configuration')
    .option('--imap <host[:port]>', 'IMAP server, when it is not found')
    .option('--smtp <host[:port]>', 'SMTP server, when it is not found')
    .option('--user <name>', 'user name, when it is not the address')
    .option('--name <name>', 'a short name for status and logs')
    .option(
      '--folders <list>',
      'folders to read beside INBOX, with commas between them; * for all but Spam, Trash and Drafts (default: Sent)',
      several,
    )
    .option('--password-env <variable>', 'take the password from this environment variable, now and later')
    .option('--password-file <file>', 'take the password from this file, now and later')
    .option(
      '--oauth-client <id>',
      'sign in with OAuth at Google or Microsoft: the client id of your registration',
    )
    .option('--allow-network <network>', 'look for servers in this network of your own, too', several)
    .option('--yes', 'trust servers outside the domain that only DNS names')
    .option('--dry-run', 'print what is found, change nothing')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (address: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ConnectOptions>();
      // Loaded only here: no other command needs so much of the network.
      const { connect } = await import('./connect.ts');
      await connect(terminal, configFile(options.config), address, options);
    });
}
