import { configFile, loadConfig } from '../config/read-config.ts';
import type { Locale } from '../lib/locale.ts';
import { type Reader, speakerFor } from '../rendering/speaker.ts';
import type { CommonOptions } from './perform.ts';
import { minute } from './table.ts';

/** Who reads the answer: the days of the business, in its own calendar where its language is the reader's. */
export function readerFor(options: CommonOptions, locale: Locale): Reader {
  const { business } = loadConfig(configFile(options.config));
  const calendar = locale === business.locale ? business.calendar : undefined;
  return { locale, timeZone: business.timeZone, calendar };
}

/** A day in a table: as figures in English, else in words. */
export function dateCell(at: Date | null, reader: Reader): string {
  return reader.locale === 'en' && at !== null ? at.toISOString().slice(0, DAY_LENGTH) : dayCell(at, reader);
}

const DAY_LENGTH = '2026-03-10'.length;

/** A time in a table: to the minute in English, where columns of figures line up, else the day in words. */
export function dayCell(at: Date | null, reader: Reader): string {
  if (reader.locale === 'en' || at === null) return minute(at);
  return speakerFor(reader).day(at);
}
