import { headerKey } from './header-key.ts';

/** Reads one of a few words that files write in three languages; undefined for any other. */
export function wordReader<Meaning>(
  words: readonly (readonly [Meaning, readonly string[]])[],
): (text: string) => Meaning | undefined {
  const known = new Map(words.flatMap(([meaning, texts]) => texts.map((text) => [headerKey(text), meaning])));
  return (text) => known.get(headerKey(text));
}

/** Yes and no, as files write them. */
export const readYesNo = wordReader<boolean>([
  [true, ['yes', 'y', 'true', '1', 'x', 'نعم', 'بله', 'آری']],
  [false, ['no', 'n', 'false', '0', 'لا', 'نه', 'خیر']],
]);
