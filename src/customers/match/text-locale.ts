import type { Locale } from '../../lib/locale.ts';

/** Letters of Arabic script needed before anything is said. */
const MIN_LETTERS = 3;

/**
 * The language of a short text by its letters alone: Persian has پچژگ and its own ی and ک, Arabic ة ى ي ك and hamzas.
 * Null where letters do not say: Latin and other scripts, and words that both languages write alike.
 */
export function guessLocale(text: string): Locale | null {
  const arabicScript = count(text, /[\u0620-\u064a\u066e-\u06d3\u06fa-\u06fc]/g);
  const latin = count(text, /[A-Za-z]/g);
  if (arabicScript < MIN_LETTERS || latin > arabicScript) return null;
  const persian = count(text, /[پچژگکی]/g);
  const arabic = count(text, /[ةىيكأإؤ]/g);
  if (persian === arabic) return null;
  return persian > arabic ? 'fa' : 'ar';
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}
