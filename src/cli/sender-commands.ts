import { type Command, Option } from 'commander';
import type { SenderRole } from '../database/customer-tables.ts';
import { LOCALES } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

interface Sender {
  canonical: string;
  name: string;
  role: SenderRole | null;
  byPerson: boolean;
  contactId: string | null;
  byHand: number;
  lastAt: Date | null;
  why: string;
}

interface Senders {
  counts: Partial<Record<SenderRole, number>>;
  senders: Sender[];
}

const ROLES: readonly SenderRole[] = [
  'customer',
  'lead',
  'supplier',
  'partner',
  'employee',
  'newsletter',
  'noise',
];

/** `senders`: what everybody who writes is to the business. */
export function addSenderCommands(program: Command, terminal: Terminal): void {
  const senders = program
    .command('senders')
    .description('everybody who writes: customers, suppliers, newsletters, noise, and why')
    .addHelpText(
      'after',
      `
Examples:
  npx wafa senders --role supplier
  npx wafa senders unmatched
  npx wafa senders set karim@workshop.example partner`,
    );

  senders
    .command('list', { isDefault: true })
    .description('the latest first, each with the reason in one sentence')
    .addOption(new Option('--role <role>', 'only these').choices(ROLES))
    .addOption(new Option('--locale <locale>', 'the language of the reasons').choices(LOCALES).default('en'))
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const { role, locale, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { role?: SenderRole; locale: string; limit: number }
      >();
      const input = { ...(role === undefined ? {} : { role }), locale, limit };
      const found = revive(await perform<Senders>(options, 'senders-list', input));
      print(terminal, options, found, ({ counts, senders: listed }) =>
        listed.length === 0 ? ['Nobody yet.'] : [...table(listed.map(lineOf)), '', sums(counts)],
      );
    });

  senders
    .command('unmatched')
    .description('people who write by hand and are no contacts, those with most mail first')
    .addOption(new Option('--locale <locale>', 'the language of the reasons').choices(LOCALES).default('en'))
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const { locale, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { locale: string; limit: number }
      >();
      const found = revive(
        await perform<Senders>(options, 'senders-list', { unmatched: true, locale, limit }),
      );
      print(terminal, options, found.senders, (listed) =>
        listed.length === 0
          ? ['Everybody who writes by hand is a contact.']
          : [
              ...table(
                listed.map((row) => [`${row.byHand}`, minute(row.lastAt), row.name, row.canonical, row.why]),
              ),
              '',
              'Make one a contact: npx wafa senders set ADDRESS lead',
            ],
      );
    });

  senders
    .command('set <address> <role>')
    .description(`say what somebody is (${ROLES.join(', ')}); it stays so, whatever comes`)
    .option('--json', 'one JSON object')
    .action(async (address: string, role: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ madeContact: boolean }>(options, 'sender-set', { address, role });
      print(terminal, options, done, ({ madeContact }) => [
        `${address} is ${role} from now on${madeContact ? ', and a contact' : ''}.`,
      ]);
    });
}

function lineOf({ lastAt, role, byPerson, name, canonical, why }: Sender): string[] {
  return [
    minute(lastAt),
    `${role ?? '?'}${byPerson ? '*' : ''}`,
    name,
    canonical,
    byPerson ? 'A person said so.' : why,
  ];
}

function sums(counts: Senders['counts']): string {
  const known = ROLES.flatMap((role) => (counts[role] === undefined ? [] : [`${counts[role]} ${role}`]));
  return `${known.join(', ')} (* said by a person)`;
}
