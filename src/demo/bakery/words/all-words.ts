import type { Locale } from '../../../lib/locale.ts';
import { arabic } from './arabic.ts';
import { english } from './english.ts';
import { persian } from './persian.ts';
import type { Words } from './words.ts';

/** The letters of each language. */
export const ALL_WORDS: Record<Locale, Words> = { en: english, ar: arabic, fa: persian };
