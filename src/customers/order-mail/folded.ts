import { latinDigits, withoutBidiMarks } from '../../messages/parse/clean-text.ts';

/**
 * A line as words are compared: lower case, Latin digits, one shape of the letters that Arabic and Persian keyboards write
 * differently, no vowel marks, curly quotes straight. Not for values: those are cut from the line itself.
 */
export function folded(line: string): string {
  return latinDigits(withoutBidiMarks(line))
    .normalize('NFC')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[\u064b-\u0652\u0640]/g, '')
    .replace(/[\u200b-\u200d\ufeff]/g, ' ')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000 ]+/g, ' ');
}
