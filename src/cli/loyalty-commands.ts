import type { Command } from 'commander';
import type { Raffle, Winner } from '../customers/loyalty/raffles.ts';
import type { Standing } from '../customers/loyalty/standing.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ShownStanding } from '../operations/loyalty-operations.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `loyalty` and `raffles`. */
export function addLoyaltyCommands(program: Command, terminal: Terminal): void {
  addLoyalty(
    program.command('loyalty').description('points, levels, and friends who bring friends'),
    terminal,
  );
  addRaffles(
    program
      .command('raffles')
      .description('raffles that anybody can check')
      .addHelpText(
        'after',
        '\nWhen a raffle is opened, publish its commitment. After the draw, publish the seed: whoever has both and the list of\ntickets comes to the same winners (docs/loyalty.md).',
      ),
    terminal,
  );
}

function addLoyalty(loyalty: Command, terminal: Terminal): void {
  loyalty
    .command('show <contact>')
    .description('where somebody stands, and the code they pass on')
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const shown = revive(await perform<ShownStanding>(options, 'loyalty-show', { who }));
      print(terminal, options, shown, (standing) => [
        ...standingLines(standing),
        `code for friends: ${standing.code}`,
      ]);
    });

  loyalty
    .command('give <contact> <points>')
    .description('give points; take them with a minus: -- -50')
    .option('--note <text>', 'why', '')
    .option('--json', 'one JSON object')
    .action(async (who: string, points: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { note: string }>();
      const input = { who, points: Number(points), note: options.note };
      print(
        terminal,
        options,
        revive(await perform<Standing>(options, 'loyalty-give', input)),
        standingLines,
      );
    });

  loyalty
    .command('refer <contact> <code>')
    .description('somebody came with the code of a friend')
    .option('--json', 'one JSON object')
    .action(async (who: string, code: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const noted = await perform<{ isNew: boolean }>(options, 'loyalty-refer', { who, code });
      print(terminal, options, noted, ({ isNew }) => [
        isNew ? 'noted' : 'they came with a code before; the first one counts',
      ]);
    });
}

function addRaffles(raffles: Command, terminal: Terminal): void {
  raffles
    .command('list', { isDefault: true })
    .description('all raffles')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, revive(await perform<Raffle[]>(options, 'raffles-list', {})), (rows) =>
        rows.length === 0
          ? ['no raffles yet']
          : table(
              rows.map((raffle) => [
                raffle.name,
                `closes ${minute(raffle.closesAt)}`,
                `${raffle.entries} tickets`,
                raffle.drawnAt ? 'drawn' : 'open',
                raffle.prize,
              ]),
            ),
      );
    });

  raffles
    .command('create <name>')
    .description('open a raffle, and get what to publish before anybody takes part')
    .requiredOption('--prize <text>', 'what is won')
    .requiredOption('--closes <date>', 'until when people take part, such as 2026-12-20')
    .option('--winners <n>', 'how many win', count, 1)
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<
        CommonOptions & { prize: string; closes: string; winners: number }
      >();
      const { prize, closes: closesAt, winners } = options;
      const made = await perform<Raffle>(options, 'raffle-create', { name, prize, winners, closesAt });
      print(terminal, options, made, ({ commitment }) => [
        `"${name}" is open. Publish this now, so that the draw can be checked later:`,
        `  ${commitment}`,
      ]);
    });

  raffles
    .command('enter <name>')
    .description('give tickets; who has one keeps it')
    .option('--segment <name>', 'to everybody of a segment')
    .option('--who <contact>', 'to one person')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { segment?: string; who?: string }>();
      const { segment, who } = options;
      const input = {
        name,
        ...(segment === undefined ? {} : { segment }),
        ...(who === undefined ? {} : { who }),
      };
      const done = await perform<{ entered: number }>(options, 'raffle-enter', input);
      print(terminal, options, done, ({ entered }) => [`${entered} new tickets`]);
    });

  raffles
    .command('draw <name>')
    .description('draw the winners of a closed raffle, once; or show who won')
    .option('--json', 'one JSON list')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, await perform<Winner[]>(options, 'raffle-draw', { name }), (winners) =>
        table(
          winners.map(({ place, ticket, name: who }) => [String(place), `ticket ${ticket}`, who ?? 'erased']),
        ),
      );
    });

  raffles
    .command('verify <name>')
    .description('whether a draw adds up: the seed, the tickets, the winners')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const found = await perform<VerifiedRaffle>(options, 'raffle-verify', { name });
      print(terminal, options, found, (raffle) => [
        `commitment  ${raffle.commitment}`,
        `seed        ${raffle.seed}  ${raffle.seedIsCommitted ? 'is the one that was committed to' : 'IS ANOTHER'}`,
        `tickets     ${raffle.entriesHash}  ${raffle.entriesAreTheSame ? 'are those of the draw' : 'WERE CHANGED'}`,
        `winners     ${raffle.winnersFollow ? 'follow from both' : 'DO NOT FOLLOW'}`,
      ]);
    });
}

interface VerifiedRaffle extends Raffle {
  seedIsCommitted: boolean;
  entriesAreTheSame: boolean;
  winnersFollow: boolean;
}

function standingLines({ points, tier, nextTier, pointsToNext, expiresAt }: Standing): string[] {
  return [
    `${points} points${tier === null ? '' : `, ${tier}`}`,
    ...(nextTier === null ? [] : [`${pointsToNext} more to ${nextTier}`]),
    ...(expiresAt === null ? [] : [`the oldest are gone after ${minute(expiresAt)}`]),
  ];
}
