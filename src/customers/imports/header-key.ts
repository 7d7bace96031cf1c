import { withoutBidiMarks } from '../../messages/parse/clean-text.ts';

/** A name in a header without case, spaces, punctuation and the difference between Arabic and Persian letters. */
export function headerKey(name: string): string {
  return withoutBidiMarks(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
