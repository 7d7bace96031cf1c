import type { Command } from 'commander';
import type { Terminal } from '../lib/terminal.ts';
import { formatMoney } from '../rendering/money.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, shortId, table } from './table.ts';

interface Trial {
  messageId: string;
  sentAt: Date;
  subject: string;
  problem: string | null;
  unverified: boolean;
  orderId: string | null;
  amountMinor: number | null;
  currency: string | null;
  customer: string;
  items: { name: string; quantity: number }[];
}

interface History {
  mails: number;
  purchases: number;
  payments: number;
  takenBack: number;
}

interface Learned {
  sender: string;
  trials: Trial[];
  patternId: string | null;
  history: History | null;
}

interface Pattern {
  id: string;
  sender: string;
  pattern: { kind: 'pattern' | 'shop' };
  actor: string;
  createdAt: Date;
}

interface Marked {
  orderId: string;
  amount: string;
  customer?: string;
  date?: string;
  method?: string;
  item?: string[];
  save?: boolean;
  last: number;
}

/** `orders`: how purchases are read from the mail of shops that no reader knows. */
export function addOrderCommands(program: Command, terminal: Terminal): void {
  const orders = program
    .command('orders')
    .description('how purchases are read from order mail')
    .addHelpText(
      'after',
      `
Examples:
  npx wafa orders learn 9f3a --order-id B-1042 --amount "19,00 €" --customer karim@workshop.example
  npx wafa orders learn 9f3a --order-id B-1042 --amount "19,00 €" --item "2 x Baklava" --save
  npx wafa orders trust orders@shop.example`,
    );

  orders
    .command('learn <message>')
    .description('mark the values of one order mail; shows what would be read from others of its sender')
    .requiredOption('--order-id <value>', 'the number of the order, as it stands in the mail')
    .requiredOption('--amount <value>', 'what it came to')
    .option('--customer <value>', 'who bought: address, name, or both')
    .option('--date <value>', 'when it was bought')
    .option('--method <value>', 'how it was paid')
    .option('--item <value>', 'a line of what was bought, such as "2 x Baklava"; may be given again', collect)
    .option('--last <n>', 'try it on so many mails', count, 40)
    .option('--save', 'keep it, and read the history of the sender with it')
    .option('--json', 'one JSON object')
    .action(async (message: string, _options, command: Command) => {
      const {
        item = [],
        save = false,
        last,
        orderId,
        amount,
        customer,
        date,
        method,
        ...options
      } = command.optsWithGlobals<CommonOptions & Marked>();
      const marked = { orderId, amount, ...given({ customer, date, method }) };
      const learned = revive(
        await perform<Learned>(options, 'orders-learn', { message, ...marked, items: item, save, last }),
      );
      print(terminal, options, learned, (shown) => [
        ...trialLines(shown),
        '',
        ...(shown.history && shown.patternId
          ? [`Saved as ${shortId(shown.patternId)}. ${historyLine(shown.history)}`]
          : ['Nothing was saved. Give --save to keep it.']),
      ]);
    });

  orders
    .command('trust <address>')
    .description("this sender sends our own shop's mail: read its orders, also those of the past")
    .option('--json', 'one JSON object')
    .action(async (address: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const trusted = await perform<{ id: string; sender: string; history: History }>(
        options,
        'orders-trust',
        { address },
      );
      print(terminal, options, trusted, ({ sender, history }) => [
        `${sender} sends our shop's mail. ${historyLine(history)}`,
      ]);
    });

  orders
    .command('find')
    .description(
      'look through all logged mail for orders again, after npx wafa reread; nothing is sent for what is found',
    )
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const history = await perform<History>(options, 'orders-find', {});
      print(terminal, options, history, (found) => [historyLine(found)]);
    });

  orders
    .command('patterns', { isDefault: true })
    .description('what was taught of which sender')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const patterns = revive(await perform<Pattern[]>(options, 'orders-patterns', {}));
      print(terminal, options, patterns, (listed) =>
        listed.length === 0
          ? ['Nothing was taught. Mail of known shop systems is read without.']
          : table(
              listed.map(({ id, sender, pattern, actor, createdAt }) => [
                shortId(id),
                minute(createdAt),
                sender,
                pattern.kind === 'shop' ? 'our shop' : 'learned',
                actor,
              ]),
            ),
      );
    });

  orders
    .command('test <pattern>')
    .description('what a saved pattern reads in the last mails of its sender')
    .option('--last <n>', 'so many mails', count, 40)
    .option('--json', 'one JSON object')
    .action(async (id: string, _options, command: Command) => {
      const { last, ...options } = command.optsWithGlobals<CommonOptions & { last: number }>();
      const tested = revive(
        await perform<Pick<Learned, 'sender' | 'trials'>>(options, 'orders-test', { id, last }),
      );
      print(terminal, options, tested, trialLines);
    });

  orders
    .command('forget <pattern>')
    .description('no longer use a pattern')
    .option('--take-back', 'and take back the purchases that it read')
    .option('--json', 'one JSON object')
    .action(async (id: string, _options, command: Command) => {
      const { takeBack = false, ...options } = command.optsWithGlobals<
        CommonOptions & { takeBack?: boolean }
      >();
      const forgotten = await perform<{ sender: string; takenBack: number }>(options, 'orders-forget', {
        id,
        takeBack,
      });
      print(terminal, options, forgotten, ({ sender, takenBack }) => [
        `Forgotten: mail of ${sender} is read as any other.${takeBack ? ` ${takenBack} ${takenBack === 1 ? 'purchase' : 'purchases'} taken back.` : ''}`,
      ]);
    });
}

const MAX_SHOWN = 10;

function trialLines({ sender, trials }: Pick<Learned, 'sender' | 'trials'>): string[] {
  const read = trials.filter(({ problem }) => problem === null);
  const unread = trials.filter(({ problem }) => problem !== null);
  const unverified = read.filter((trial) => trial.unverified).length;
  return [
    `Reads ${read.length} of the last ${trials.length} mails of ${sender}.`,
    ...table(
      read
        .slice(0, MAX_SHOWN)
        .map((trial) => [
          shortId(trial.messageId),
          minute(trial.sentAt),
          trial.orderId ?? '',
          trial.amountMinor === null ? '' : formatMoney(trial.amountMinor, trial.currency ?? 'EUR', 'en'),
          trial.customer,
          trial.items.map(({ name, quantity }) => `${quantity} x ${name}`).join(', '),
        ]),
    ),
    ...(unverified === 0
      ? []
      : [`Of these, ${unverified} make no purchase: who sent them could not be verified.`]),
    ...(unread.length === 0 ? [] : ['', `The other ${unread.length}:`]),
    ...table(
      unread.slice(0, MAX_SHOWN).map(({ messageId, sentAt, subject, problem }) => {
        return [shortId(messageId), minute(sentAt), subject, problem ?? ''];
      }),
    ),
  ];
}

function historyLine({ mails, purchases, payments, takenBack }: History): string {
  const also = [
    ...(payments > 0 ? [`${payments} ${payments === 1 ? 'payment' : 'payments'}`] : []),
    ...(takenBack > 0 ? [`${takenBack} ${takenBack === 1 ? 'return' : 'returns'}`] : []),
  ];
  const found = [`${purchases} new ${purchases === 1 ? 'purchase' : 'purchases'}`, ...also].join(', ');
  return `Read ${mails} ${mails === 1 ? 'mail' : 'mails'} of the past: ${found}. Nothing is sent for them.`;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function given(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
