import type { Command } from 'commander';
import type { CausesReport } from '../customers/causes/causes-report.ts';
import type { ContactOffers } from '../customers/causes/offers-to-contact.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { causesLines, offersLines } from './causes-lines.ts';
import { inLanguage } from './contact-commands.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { readerFor } from './reader.ts';
import { revive } from './revive.ts';

/** `causes` and `offers`: what drives customers away, and what they would buy. */
export function addCausesCommands(program: Command, terminal: Terminal): void {
  program
    .command('causes')
    .description('products with unusual returns and complaints, what business was lost over, slow answers')
    .option('--at <day>', 'of the year up to the end of a day, such as 2026-03-31')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage & { at?: string }>();
      const input = options.at === undefined ? {} : { at: options.at };
      const report = revive(await perform<CausesReport>(options, 'causes-show', input));
      print(terminal, options, report, (shown) => causesLines(shown, readerFor(options, options.locale)));
    });

  program
    .command('offers <who>')
    .description('what to offer somebody: what buyers of the same also bought, and what they will need again')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage>();
      const offers = revive(await perform<ContactOffers>(options, 'offers-show', { who }));
      print(terminal, options, offers, (shown) => offersLines(shown, readerFor(options, options.locale)));
    });
}

type InLanguage = CommonOptions & { locale: Locale };
