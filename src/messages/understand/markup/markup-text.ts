import { cleanText } from '../../parse/clean-text.ts';

/** One value of mark-up as it is kept: one line of text, without what no database takes. */
export function markupText(value: string, maxLength: number): string {
  return cleanText(value, maxLength * 2)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
}
