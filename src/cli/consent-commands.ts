import { type Command, Option } from 'commander';
import { LOCALES } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

interface Shown {
  address: string;
  addresses: string[];
  purposes: { purpose: string; title: string; on: boolean; ground: string }[];
  lessOften: boolean;
  snoozedUntil: Date | null;
  suppressions: { canonical: string; scope: string; reason: string; until: Date | null }[];
  history: {
    canonical: string;
    purpose: string;
    state: string;
    source: string;
    actor: string;
    wording: string;
    at: Date;
  }[];
}

/** `consent`: what people agreed to, and a person's word for it. */
export function addConsentCommands(program: Command, terminal: Terminal): void {
  const consent = program
    .command('consent')
    .description('what somebody agreed to get, since when, and in which words')
    .addHelpText(
      'after',
      `
Examples:
  npx wafa consent show karim@workshop.example
  npx wafa consent grant karim@workshop.example topic:garden --wording "asked for it at the counter"
  npx wafa consent withdraw karim@workshop.example all`,
    );

  consent
    .command('show <address>')
    .description('each purpose, whether it is on and why, and the whole history')
    .addOption(new Option('--locale <locale>', 'the language of the titles').choices(LOCALES).default('en'))
    .option('--json', 'one JSON object')
    .action(async (address: string, _options, command: Command) => {
      const { locale, ...options } = command.optsWithGlobals<CommonOptions & { locale: string }>();
      const shown = revive(await perform<Shown>(options, 'consent-show', { address, locale }));
      print(terminal, options, shown, linesOf);
    });

  const say = (name: 'grant' | 'withdraw', state: 'granted' | 'withdrawn', description: string) =>
    consent
      .command(`${name} <address> [purpose]`)
      .description(description)
      .option('--wording <text>', 'what they agreed to, in the words they heard or read')
      .option('--by <name>', 'who heard it')
      .option('--json', 'one JSON object')
      .action(async (address: string, purpose: string | undefined, _options, command: Command) => {
        const { wording, by, ...options } = command.optsWithGlobals<
          CommonOptions & { wording?: string; by?: string }
        >();
        const input = {
          address,
          purpose: purpose ?? 'all',
          state,
          ...(wording === undefined ? {} : { wording }),
          ...(by === undefined ? {} : { by }),
        };
        const done = await perform<{ address: string; purpose: string; changed: boolean }>(
          options,
          'consent-set',
          input,
        );
        print(terminal, options, done, (result) => [
          `${result.address}: ${result.purpose} ${state}${result.changed || state === 'granted' ? '' : ' (it was so already)'}.`,
        ]);
      });
  say('grant', 'granted', 'they agreed: marketing, service, topic:NAME or all (unless told)');
  say('withdraw', 'withdrawn', 'they do not want it any more; holds from this second on');

  program
    .command('subscribe <address> <purposes...>')
    .description('somebody asked for letters: one goes out that asks them to confirm it')
    .requiredOption('--wording <text>', 'what they agreed to')
    .option('--name <name>', 'what they are called')
    .addOption(new Option('--locale <locale>', 'the language of the letter').choices(LOCALES))
    .option('--json', 'one JSON object')
    .action(async (address: string, purposes: string[], _options, command: Command) => {
      const { wording, name, locale, ...options } = command.optsWithGlobals<
        CommonOptions & { wording: string; name?: string; locale?: string }
      >();
      const input = {
        address,
        purposes,
        wording,
        ...(name === undefined ? {} : { name }),
        ...(locale === undefined ? {} : { locale }),
      };
      const done = await perform<{ state: 'asked' | 'repeated' }>(options, 'subscribe', input);
      print(terminal, options, done, ({ state }) => [
        state === 'asked'
          ? `A letter to ${address} asks to confirm it.`
          : `A letter went to ${address} a short while ago, or often enough: no other is sent.`,
      ]);
    });
}

function linesOf({ addresses, purposes, lessOften, snoozedUntil, suppressions, history }: Shown): string[] {
  const sections = [
    [addresses.join(', ')],
    table(purposes.map(({ purpose, title, on, ground }) => [on ? 'yes' : 'no', purpose, title, ground])),
    [
      ...(lessOften ? ['Less often: they chose fewer letters.'] : []),
      ...(snoozedUntil ? [`A pause: nothing of marketing until ${minute(snoozedUntil)}.`] : []),
    ],
    table(
      suppressions.map(({ canonical, scope, reason, until }) => [
        'suppressed',
        canonical,
        scope,
        reason,
        until ? `until ${minute(until)}` : '',
      ]),
    ),
    table(
      history.map(({ at, state, purpose, source, actor, wording }) => [
        minute(at),
        state,
        purpose,
        `${source}, ${actor}`,
        wording,
      ]),
    ),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}
