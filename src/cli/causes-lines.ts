import type { CausesReport } from '../customers/causes/causes-report.ts';
import type { ContactOffers } from '../customers/causes/offers-to-contact.ts';
import type { TroubledProduct } from '../customers/causes/troubled-products.ts';
import type { Reader } from '../rendering/speaker.ts';
import { type CausesText, causesText } from '../web/views/causes-text.ts';
import { dayCell } from './reader.ts';
import { shortId, table } from './table.ts';

const SHOWN_EVIDENCE = 3;

/** The report for people. */
export function causesLines({ products, lost, answers }: CausesReport, reader: Reader): string[] {
  const text = causesText(reader);
  const { words, say } = text;
  const unusual = products.filter((one) => one.unusual);
  const others = products.length - unusual.length;
  return [
    unusual.length === 0 ? words.noneUnusual : words.unusual,
    ...unusual.flatMap((one) => [
      `  ${productLine(one, text)}`,
      ...one.evidence
        .slice(0, SHOWN_EVIDENCE)
        .map(({ at, contactName, kind, text: said, feedbackId }) =>
          ['   ', dayCell(at, reader), contactName, words[kind], said, shortId(feedbackId)].join('  '),
        ),
    ]),
    ...(others > 0 ? [say.text(words.others, { n: others })] : []),
    '',
    ...(lost.length === 0
      ? [words.noneLost]
      : [
          words.lostOver,
          ...table(
            lost.map((one) => [
              text.cause(one.cause),
              text.partOf(one.share),
              text.before(one),
              text.amounts(one.lost),
              text.competitors(one),
            ]),
          ),
        ]),
    '',
    text.answers(answers),
  ];
}

function productLine(
  { name, troubled, buyers, complaints, returns, expected, usualShare, q }: TroubledProduct,
  { words, say, chance }: CausesText,
): string {
  const usual = { expected: say.number(expected, 1), usual: say.exactShare(usualShare), chance: chance(q) };
  return say.text(words.product, { name, troubled, buyers, complaints, returns, ...usual });
}

/** What to offer, for people. */
export function offersLines({ alsoBought, dueAgain }: ContactOffers, reader: Reader): string[] {
  const text = causesText(reader);
  const { words, say } = text;
  return [
    ...(dueAgain.length === 0
      ? [words.noneAgain]
      : [words.again, ...table(dueAgain.map((one) => [say.date(one.dueOn), one.name, text.dueAgain(one)]))]),
    '',
    ...(alsoBought.length === 0
      ? [words.noneAlso]
      : [words.also, ...table(alsoBought.map((one) => [one.offer.name, text.alsoBought(one)]))]),
  ];
}
