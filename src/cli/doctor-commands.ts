import path from 'node:path';
import { type Command, Option } from 'commander';
import { configFile, loadConfig } from '../config/read-config.ts';
import { domainOf } from '../lib/email-address.ts';
import { ExitCode } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { DoctorReport } from '../operations/doctor.ts';
import type { Finding } from '../outbox/doctor/finding.ts';
import { type CommonOptions, perform, print } from './perform.ts';

/** `doctor` and `dkim`: whether receivers take our bulk mail, and what to put into the DNS. */
export function addDoctorCommands(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('whether receivers take bulk mail from you: SPF, DKIM, DMARC, names, TLS, unsubscribing')
    .option('--accept', 'let marketing mail leave in spite of what fails')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nMarketing mail waits until nothing fails. Nothing is sent by looking.\nAfter the DNS was changed, run it again: records take minutes to hours to show.',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { accept?: boolean }>();
      const report = await perform<DoctorReport>(options, 'doctor', { accept: options.accept ?? false });
      print(terminal, options, report, doctorLines);
      if (!report.passed && report.acceptedBy === null) process.exitCode = ExitCode.failed;
    });

  const dkim = program.command('dkim').description('keys that sign your mail (DKIM)');
  dkim
    .command('make')
    .description('make a key, and say what goes into the DNS and into wafa.yaml')
    .option('--domain <domain>', 'of your addresses; that of your mailbox unless told')
    .option('--selector <name>', 'its name in the DNS; a new one for each key', 'wafa1')
    .addOption(new Option('--type <type>', 'of key').choices(['rsa', 'ed25519']).default('rsa'))
    .option('--out <file>', 'where the private key goes; never over a file that is there')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nTo change keys: make one with another selector, put its record into the DNS, add it under sending.dkim.more, and a day\nlater make it the main one and take the old one away.',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<
        CommonOptions & { domain?: string; selector: string; type: 'rsa' | 'ed25519'; out?: string }
      >();
      const { selector, type } = options;
      const domain = options.domain ?? ownDomain(options);
      const file = path.resolve(options.out ?? `dkim-${selector}.pem`);
      const { makeDkimKey } = await import('../operations/make-dkim-key.ts');
      print(terminal, options, await makeDkimKey({ type, domain, selector, file }), (made) => [
        `The private key is in ${made.file}; keep it secret.`,
        '',
        'Put this into the DNS:',
        `  ${made.host}  TXT  "${made.value}"`,
        '',
        'and, once it shows there (npx wafa doctor), this into wafa.yaml:',
        ...made.settings.map((line) => `  ${line}`),
      ]);
    });
}

function ownDomain(options: CommonOptions): string {
  const [mailbox] = loadConfig(configFile(options.config)).mailboxes;
  return domainOf(mailbox?.address ?? '');
}

const MARKS: Readonly<Record<Finding['verdict'], string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  unknown: '?',
};

function doctorLines({ address, passed, findings, acceptedBy }: DoctorReport): string[] {
  const lines = findings.flatMap(({ check, verdict, message, todo, record }) => [
    `${MARKS[verdict]} ${check}: ${message}`,
    ...(todo === undefined ? [] : [`    ${todo}`]),
    ...(record === undefined
      ? []
      : [`    put into the DNS: ${record.host}  ${record.type}  "${record.value}"`]),
  ]);
  const end = passed
    ? `Receivers take bulk mail from ${address}, as far as can be told from here.`
    : acceptedBy === null
      ? `Marketing mail from ${address} waits until this is mended.`
      : `Marketing mail from ${address} leaves all the same: ${acceptedBy} accepted what fails.`;
  return [...lines, '', end];
}
