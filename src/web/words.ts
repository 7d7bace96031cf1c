import type { Locale } from '../lib/locale.ts';
import { AR } from './words/ar.ts';
import { EN, type Words } from './words/en.ts';
import { FA } from './words/fa.ts';

export type { Words };

/** The words of the pages in each language. */
export const PAGE_WORDS: Record<Locale, Words> = { en: EN, ar: AR, fa: FA };
