/**
 * How alike two words are, 0 to 1: one, less the typing mistakes per letter (optimal string alignment: a letter too many,
 * one missing, another one, two turned round).
 */
export function typingLikeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - typingMistakes(a, b) / longest;
}

/** The least number of typing mistakes between two words; never more than the longer one has letters. */
export function typingMistakes(a: string, b: string): number {
  if (a === b) return 0;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        at(last, column) + 1,
        at(line, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const turned = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (turned) least = Math.min(least, at(before, column - 2) + 1);
      line.push(least);
    }
    before = last;
    last = line;
  }
  return at(last, b.length);
}

/** Jaro-Winkler likeness, 0 to 1: letters in common near each other, and a common beginning counts more. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenOfB = new Set<number>();
  const common: number[] = [];
  for (let index = 0; index < a.length; index++) {
    const from = Math.max(0, index - reach);
    const until = Math.min(b.length - 1, index + reach);
    for (let other = from; other <= until; other++) {
      if (takenOfB.has(other) || a[index] !== b[other]) continue;
      takenOfB.add(other);
      common.push(index);
      break;
    }
  }
  if (common.length === 0) return 0;
  const lettersOfB = [...takenOfB].sort((x, y) => x - y);
  const moved = common.filter((index, order) => a[index] !== b[lettersOfB[order] ?? -1]).length / 2;
  const jaro =
    (common.length / a.length + common.length / b.length + (common.length - moved) / common.length) / 3;
  return jaro + commonBeginning(a, b) * BEGINNING_WEIGHT * (1 - jaro);
}

const MAX_BEGINNING = 4;
const BEGINNING_WEIGHT = 0.1;

function commonBeginning(a: string, b: string): number {
  let length = 0;
  while (length < MAX_BEGINNING && length < a.length && a[length] === b[length]) length++;
  return length;
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}
