import { LOCALES, type Locale } from '../../lib/locale.ts';

/** A value in the reader's language: `{ en: ..., ar: ..., fa: ... }` is a choice, also deeper inside; English where theirs is missing. */
export function inLanguage(value: unknown, locale: Locale): unknown {
  if (Array.isArray(value)) return value.map((inner) => inLanguage(inner, locale));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const keys = Object.keys(value);
  const isChoice = keys.length > 0 && keys.every((key) => (LOCALES as readonly string[]).includes(key));
  if (isChoice) {
    const choices = value as Partial<Record<Locale, unknown>>;
    return choices[locale] ?? choices.en ?? Object.values(choices)[0];
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inLanguage(inner, locale)]));
}
