import { latinDigits, withoutBidiMarks } from '../../../messages/parse/clean-text.ts';
import { MAX_ORDER_LINE, MAX_ORDER_LINES } from '../labelled-lines.ts';

/** The lines of a text as patterns see them: Latin digits, one blank for many, a tab for tabs, no blank lines. */
export function plainLines(text: string): string[] {
  return text
    .split('\n', MAX_ORDER_LINES)
    .map((line) => plainLine(line))
    .filter((line) => line !== '');
}

/** One line of it; also a value as a person gives it. */
export function plainLine(line: string): string {
  return latinDigits(withoutBidiMarks(line.slice(0, MAX_ORDER_LINE)))
    .replace(/ *\t[\t ]*/g, '\t')
    .replace(/[ \u00a0\u2000-\u200d\u202f\u3000\ufeff]+/g, ' ')
    .trim();
}

/** What two lines of one layout have in common: lower case, one shape of letters that keyboards differ in, `0` for digits. As long as the line. */
export function shapeOf(plain: string): string {
  return plain
    .replace(/[A-ZÀ-ÖØ-ÞΑ-ΡΣ-ΩА-Я]/g, (letter) => letter.toLowerCase())
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\d/g, '0');
}
