import type { Command } from 'commander';
import type { LapsedCustomer } from '../customers/record/lapsed-customers.ts';
import type { ListedContact } from '../customers/record/list-contacts.ts';
import type { showContact } from '../customers/record/show-contact.ts';
import type { Terminal } from '../lib/terminal.ts';
import { formatMoney } from '../rendering/money.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

type ShownContact = NonNullable<Awaited<ReturnType<typeof showContact>>>;

/** `contacts`: who is known, by reading the mailbox. */
export function addContactCommands(program: Command, terminal: Terminal): void {
  const contacts = program.command('contacts').description('who writes, who buys, who has fallen silent');

  contacts
    .command('list', { isDefault: true })
    .description('the most recently active first')
    .option('--search <text>', 'the beginning of a name or an address')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { search?: string; limit: number }>();
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
    .description('one person by address: addresses, purchases, mail, what was noticed')
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(
        terminal,
        options,
        revive(await perform<ShownContact>(options, 'contact-show', { who })),
        contactLines,
      );
    });

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

function habit({ purchaseCount, usualGapDays }: LapsedCustomer): string {
  return usualGapDays === null
    ? `${purchaseCount} purchases`
    : `${purchaseCount} purchases, usually every ${Math.round(usualGapDays)} days`;
}

function contactLines({
  contact,
  addresses,
  purchases,
  messages,
  signals,
  suggestions,
}: ShownContact): string[] {
  const facts: [string, string][] = [
    ['name', contact.name],
    ['kind', contact.kind],
    ['company', contact.company ?? '-'],
    ['language', contact.locale ?? '-'],
    ['last mail', minute(contact.last_incoming_at)],
    ['last purchase', minute(contact.last_purchase_at)],
    ...addresses.map(({ address, suppressed, suppressedWhy }): [string, string] => [
      'address',
      suppressed === null ? address : `${address} (no ${suppressed} mail: ${suppressedWhy})`,
    ]),
  ];
  return [
    ...table(facts),
    ...part(
      'In signatures (suggestions)',
      suggestions.map((row) => [minute(row.readAt), row.kind, row.value]),
    ),
    ...part(
      'Purchases',
      purchases.map((row) => [
        minute(row.occurred_at),
        row.order_id ?? '-',
        formatMoney(row.amount_minor, row.currency, 'en'),
      ]),
    ),
    ...part(
      'Mail',
      messages.map((row) => [minute(row.received_at), row.direction, row.class, row.subject]),
    ),
    ...part(
      'Noticed',
      signals.map((row) => [minute(row.occurred_at), row.kind, sentenceOf(row.evidence)]),
    ),
  ];
}

function part(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows)];
}

function sentenceOf(evidence: object): string {
  return 'sentence' in evidence && typeof evidence.sentence === 'string' ? evidence.sentence : '';
}
