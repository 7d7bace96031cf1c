import { sha256Hex } from '../../lib/ids.ts';

/** Digits of a hash that a number holds exactly. */
const HEX_DIGITS = 13;

/**
 * Counts rows of a file that read the same: answers how many did before. A number of 52 bits stands for a row, so that a
 * million of them take some 40 MB; two rows that meet in it by chance only get different keys, every time the same.
 */
export function repeatCounter(): (cells: readonly string[]) => number {
  const seen = new Set<number>();
  const again = new Map<number, number>();
  return (cells) => {
    const key = Number.parseInt(sha256Hex(cells.join('\u001f')).slice(0, HEX_DIGITS), 16);
    if (!seen.has(key)) {
      seen.add(key);
      return 0;
    }
    const times = (again.get(key) ?? 0) + 1;
    again.set(key, times);
    return times;
  };
}
