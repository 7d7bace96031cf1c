import type { Command } from 'commander';
import type { CausesReport } from '../customers/causes/causes-report.ts';
import type { LostCause } from '../customers/causes/lost-business.ts';
import type { ContactOffers } from '../customers/causes/offers-to-contact.ts';
import type { Proportion } from '../lib/statistics/proportion.ts';
import type { Terminal } from '../lib/terminal.ts';
import { formatMoney } from '../rendering/money.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, shortId, table } from './table.ts';

/** `causes` and `offers`: what drives customers away, and what they would buy. */
export function addCausesCommands(program: Command, terminal: Terminal): void {
  program
    .command('causes')
    .description('products with unusual returns and complaints, what business was lost over, slow answers')
    .option('--at <day>', 'of the year up to the end of a day, such as 2026-03-31')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { at?: string }>();
      const input = options.at === undefined ? {} : { at: options.at };
      print(
        terminal,
        options,
        revive(await perform<CausesReport>(options, 'causes-show', input)),
        causesLines,
      );
    });

  program
    .command('offers <who>')
    .description('what to offer somebody: what buyers of the same also bought, and what they will need again')
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(
        terminal,
        options,
        revive(await perform<ContactOffers>(options, 'offers-show', { who })),
        offersLines,
      );
    });
}

/** The report for people. */
export function causesLines({ products, lost, answers }: CausesReport): string[] {
  const unusual = products.filter((one) => one.unusual);
  return [
    unusual.length === 0
      ? 'No product has more returns and complaints than chance would have it.'
      : 'Products with more returns and complaints than chance would have it:',
    ...unusual.flatMap(
      ({ name, troubled, buyers, expected, usualShare, q, complaints, returns, evidence }) => [
        `  ${name}: ${troubled} of ${buyers} buyers (${complaints} complaints, ${returns} returns); ${expected.toFixed(1)} would be usual (${percent(usualShare)}); false alarm ${chance(q)}`,
        ...evidence
          .slice(0, SHOWN_EVIDENCE)
          .map(
            (one) =>
              `    ${minute(one.at)}  ${one.contactName}  ${one.kind}  ${one.text}  ${shortId(one.feedbackId)}`,
          ),
      ],
    ),
    ...(products.length > unusual.length
      ? [`${products.length - unusual.length} other products with complaints are within what is usual.`]
      : []),
    '',
    ...(lost.length === 0
      ? ['No lost business was noted.']
      : ['Business was lost over:', ...table(lost.map(lostRow))]),
    '',
    answers === null
      ? 'Too few answered customers to say whether slow answers go with silence.'
      : `Of customers who usually wait more than ${answers.slowAfterMinutes / 60} hours for an answer ${withCount(answers.slow)} are silent now, of the others ${withCount(answers.quick)}; by chance with ${chance(answers.p)}.`,
  ];
}

const SHOWN_EVIDENCE = 3;

function lostRow({ cause, share, before, p, lost, competitors }: LostCause): string[] {
  return [
    cause,
    withCount(share),
    before ? `${percent(before.share)} the year before${p !== null && p < 0.05 ? ', now more' : ''}` : '',
    lost.map(({ amountMinor, currency }) => formatMoney(amountMinor, currency, 'en')).join(', '),
    competitors.map(({ name, times }) => `to ${name} (${times})`).join(', '),
  ];
}

function withCount({ part, whole, share }: Proportion): string {
  return `${part} of ${whole} (${percent(share)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function chance(p: number): string {
  return p < 0.001 ? 'less than 1 in 1000' : `${(p * 100).toFixed(1)} %`;
}

/** What to offer, for people. */
export function offersLines({ alsoBought, dueAgain }: ContactOffers): string[] {
  return [
    ...(dueAgain.length === 0
      ? ['Nothing they bought is known to be needed again.']
      : [
          'To be needed again:',
          ...table(
            dueAgain.map(({ dueOn, name, gapDays, ownGaps, lastOn }) => [
              dueOn,
              name,
              `about every ${gapDays} days (${ownGaps === 0 ? 'as others do' : `${ownGaps} times their own`}), last ${lastOn}`,
            ]),
          ),
        ]),
    '',
    ...(alsoBought.length === 0
      ? ['Nothing stands out among what buyers of the same also bought.']
      : [
          'Buyers of the same also bought:',
          ...table(
            alsoBought.map(({ has, offer, share, lift, both }) => [
              offer.name,
              `${percent(share)} of who bought ${has.name}, ${lift.toFixed(1)} times as many as of all (${both} people)`,
            ]),
          ),
        ]),
  ];
}
