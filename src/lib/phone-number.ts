import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A telephone number as it is kept and compared. */
export interface PhoneNumber {
  /** E.164: `+982112345678`. */
  e164: string;
  /** Digits of an extension; '' when there is none. */
  extension: string;
  /** ISO 3166-1, where the number alone says it. */
  country: string | undefined;
}

/**
 * Reads a telephone number as people write it, in Latin, Arabic or Persian digits. Without `+` or `00` it is a number of
 * `country` (ISO 3166-1 alpha-2); undefined when it is none, or when nobody knows of which country. Only its length and shape
 * are checked: whether it was ever given to anybody is not.
 */
export function readPhoneNumber(text: string, country?: string): PhoneNumber | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const written = text.replace(/^\s*(?:tel|phone|mobile|fax)\s*[.:]?\s*/i, '').replace(/^[\s(]*00/, '+');
  const region = country === undefined ? undefined : regionOf(country);
  const number = parsePhoneNumberFromString(written, {
    ...(region && { defaultCountry: region }),
    extract: false,
  });
  if (!number?.isPossible()) return undefined;
  return { e164: number.number, extension: number.ext ?? '', country: number.country };
}

const MAX_LENGTH = 60;

function regionOf(country: string): CountryCode | undefined {
  const code = country.toUpperCase();
  return isSupportedCountry(code) ? code : undefined;
}

/** An E.164 number grouped as it is read aloud: `+98 21 1234 5678`; anything else as it is. */
export function formatPhoneNumber(e164: string): string {
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}
