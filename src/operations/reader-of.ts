import { z } from 'zod';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { Reader } from '../rendering/speaker.ts';
import type { Workspace } from '../schedule/workspace.ts';

/** The language of the sentences of an answer; English unless told. */
export const locale = z.enum(LOCALES).default('en');

/** Who reads the answer: the business's own calendar in its own language, else the usual one of the language. */
export function readerOf({ config }: Pick<Workspace, 'config'>, wanted: Locale): Reader {
  const { business } = config;
  return {
    locale: wanted,
    timeZone: business.timeZone,
    calendar: wanted === business.locale ? business.calendar : undefined,
  };
}
