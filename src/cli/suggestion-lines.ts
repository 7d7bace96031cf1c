import type { SuggestedContact, Suggestion } from '../customers/merge/list-suggestions.ts';
import { minute, table } from './table.ts';

/** A suggestion with its reasons as sentences. */
export type WordedSuggestion = Omit<Suggestion, 'reasons'> & {
  reasons: { bits: number; sentence: string }[];
};

/** Each pair on a line, with the strongest reason. */
export function suggestionLines(listed: readonly WordedSuggestion[]): string[] {
  if (listed.length === 0) return ['Nobody looks like anybody else.'];
  return table(
    listed.map(({ key, score, first, second, reasons }) => [
      key,
      percent(score),
      named(first),
      named(second),
      reasons[0]?.sentence ?? '',
    ]),
  );
}

/** Both beside each other, and what speaks for (+) and against (-). */
export function sideBySide({ score, first, second, reasons }: WordedSuggestion): string[] {
  return [
    ...table([
      ['name', first.name, second.name],
      ['addresses', first.addresses.join(', ') || '-', second.addresses.join(', ') || '-'],
      ['phones', first.phones.join(', ') || '-', second.phones.join(', ') || '-'],
      ['company', first.company ?? '-', second.company ?? '-'],
      ['purchases', String(first.purchaseCount), String(second.purchaseCount)],
      ['mails', String(first.mailCount), String(second.mailCount)],
      ['last seen', minute(first.lastActivityAt), minute(second.lastActivityAt)],
    ]),
    '',
    `One person with ${percent(score)}:`,
    ...reasons.map(({ bits, sentence }) => `  ${bits > 0 ? '+' : '-'} ${sentence}`),
  ];
}

function named({ name, addresses }: SuggestedContact): string {
  const [address] = addresses;
  return address === undefined || address === name ? name : `${name} <${address}>`;
}

/** Never 100 %: that would be certain. */
function percent(score: number): string {
  return score > ALMOST ? 'over 99 %' : `${Math.round(score * 100)} %`;
}

const ALMOST = 0.99;
