import { type Command, Option } from 'commander';
import type { HistoryEntry } from '../customers/record/history.ts';
import type { LapsedCustomer } from '../customers/record/lapsed-customers.ts';
import type { ListedContact } from '../customers/record/list-contacts.ts';
import type { ShownContact } from '../customers/record/show-contact.ts';
import type { ListedMembers } from '../customers/segments/list-members.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { addContactEditCommands } from './contact-edit-commands.ts';
import type { ShownIn } from './contact-lines.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { readerFor } from './reader.ts';
import { revive } from './revive.ts';
import { memberLines } from './segment-lines.ts';
import { addMergeCommands } from './suggestion-commands.ts';
import { minute, table } from './table.ts';

const EXAMPLES = `
Examples:
  npx wafa contacts list --search maryam
  npx wafa contacts show maryam@noor.example --locale fa
  npx wafa contacts set karim@workshop.example relationship account-manager
  npx wafa contacts phone karim@workshop.example "۰۹۱۲ ۳۴۵ ۶۷۸۹" --label mobile
  npx wafa contacts occasion karim@workshop.example birthday 1369/02/24
  npx wafa contacts history karim@workshop.example
  npx wafa undo 4f2a9c1b7d3e`;

/** `contacts`: who is known, by reading the mailbox and by what people say. */
export function addContactCommands(program: Command, terminal: Terminal): void {
  const contacts = program
    .command('contacts')
    .description('who writes, who buys, who has fallen silent')
    .addHelpText('after', EXAMPLES);

  contacts
    .command('list', { isDefault: true })
    .description('the most recently active first')
    .option('--search <text>', 'the beginning of a name or an address')
    .option('--segment <name>', 'who is in this segment, and why')
    .option('--limit <n>', 'at most so many', count, 50)
    .addOption(inLanguage())
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<
        CommonOptions & { search?: string; segment?: string; limit: number; locale: Locale }
      >();
      if (options.segment !== undefined) {
        const { segment: name, limit, locale } = options;
        const members = revive(
          await perform<ListedMembers>(options, 'segment-members', { name, limit, locale }),
        );
        return print(terminal, options, members, (shown) => memberLines(shown, readerFor(options, locale)));
      }
      const search = options.search === undefined ? {} : { search: options.search };
      const rows = revive(
        await perform<ListedContact[]>(options, 'contacts-list', { ...search, limit: options.limit }),
      );
      print(terminal, options, rows, (listed) =>
        listed.length === 0
          ? ['Nobody found.']
          : table(
              listed.map((row) => [
                minute(row.lastActivityAt),
                row.kind,
                row.name,
                row.address ?? '',
                row.company ?? '',
              ]),
            ),
      );
    });

  contacts
    .command('show <who>')
    .description('one person, by address or name: the whole record, and where each value is from')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const { locale, ...options } = command.optsWithGlobals<CommonOptions & { locale: Locale }>();
      const found = revive(
        await perform<ShownContact & { shownIn: ShownIn }>(options, 'contact-show', { who }),
      );
      const { contactLines } = await import('./contact-lines.ts');
      print(terminal, options, found, (shown) => contactLines(shown, locale, new Date()));
    });

  contacts
    .command('history <who>')
    .description('what changed of one person, who changed it, and the id that undo takes')
    .addOption(inLanguage())
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (who: string, _options, command: Command) => {
      const { locale, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { locale: Locale; limit: number }
      >();
      const { entries, shownIn } = revive(
        await perform<{ entries: HistoryEntry[]; shownIn: ShownIn }>(options, 'contact-history', {
          who,
          limit,
        }),
      );
      const { historyRows, textFor } = await import('./contact-lines.ts');
      const text = textFor(locale, shownIn);
      print(terminal, options, entries, (listed) =>
        listed.length === 0 ? [text.words.says.nothing] : table(historyRows(listed, text)),
      );
    });

  addContactEditCommands(contacts, terminal);
  addMergeCommands(contacts, terminal);

  contacts
    .command('lapsed')
    .description('customers who have fallen silent, by their own rhythm')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { limit: number }>();
      const result = revive(
        await perform<{ total: number; customers: LapsedCustomer[] }>(options, 'lapsed-list', {
          limit: options.limit,
        }),
      );
      print(terminal, options, result, ({ total, customers }) => [
        ...table(customers.map((row) => [minute(row.lastActivityAt), row.name, habit(row)])),
        total === 0 ? 'Nobody has fallen silent.' : `${total} in all`,
      ]);
    });
}

/** `--locale`: labels, digits and calendar of the answer. */
export function inLanguage(): Option {
  return new Option('--locale <locale>', 'the language, digits and calendar of the answer')
    .choices(LOCALES)
    .default('en');
}

function habit({ purchaseCount, usualGapDays }: LapsedCustomer): string {
  return usualGapDays === null
    ? `${purchaseCount} purchases`
    : `${purchaseCount} purchases, usually every ${Math.round(usualGapDays)} days`;
}
