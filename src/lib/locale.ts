/** The languages every screen and mail exists in. */
export const LOCALES = ['en', 'ar', 'fa'] as const;
export type Locale = (typeof LOCALES)[number];

export type Direction = 'ltr' | 'rtl';

/** `rtl` for Arabic and Persian. */
export function directionOf(locale: Locale): Direction {
  return locale === 'en' ? 'ltr' : 'rtl';
}

/** The calendars dates are shown in. */
export const CALENDARS = ['gregorian', 'persian', 'islamic'] as const;
export type Calendar = (typeof CALENDARS)[number];

/** The calendar people of a language expect unless they say otherwise. */
export function defaultCalendar(locale: Locale): Calendar {
  return locale === 'fa' ? 'persian' : 'gregorian';
}

/** True when `timeZone` is an IANA name this runtime knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
