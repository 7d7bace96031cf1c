import { foldName } from '../names/fold-name.ts';
import type { Place } from './person-facts.ts';

const PLACE_PARTS = [
  'number',
  'street',
  'beside',
  'city',
  'postcode',
  'region',
] as const satisfies (keyof Place)[];
const OTHER_MEANINGS = ['birthday', 'identifier', 'phone', 'given-name', 'family-name'] as const;

/** What a column of somebody's list means for comparing. */
export type DetailMeaning = (typeof PLACE_PARTS)[number] | (typeof OTHER_MEANINGS)[number];

export function isPlacePart(meaning: DetailMeaning): meaning is keyof Place {
  return PLACE_PARTS.some((part) => part === meaning);
}

/** The meaning of a key, as people name their columns: `Street Number`, `post_code`, `کد ملی`; undefined where it has none. */
export function meaningOf(key: string): DetailMeaning | undefined {
  return MEANINGS.get(foldName(key).replaceAll(' ', '_'));
}

const MEANINGS = meanings({
  number: 'street_number house_number number house_no street_no پلاک',
  street: 'street street_address address address_1 address1 address_line_1 line1 strasse خیابان شارع',
  beside: 'beside address_2 address2 address_line_2 line2 building flat unit apartment',
  city: 'city town suburb locality place ort شهر مدینه',
  postcode: 'postcode post_code postal_code zip zip_code plz کدپستی کد_پستی',
  region: 'state province region county استان محافظه',
  birthday: 'date_of_birth dob birthday birth_date birthdate born تولد تاریخ_تولد تاریخ_المیلاد',
  identifier: `soc_sec_id ssn social_security_number national_id national_code national_number id_number identity_number
    passport passport_number tax_id tax_number iqama emirates_id customer_number customer_no member_number membership_number
    کد_ملی شماره_ملی رقم_الهویه رقم_الاقامه`,
  phone: 'phone mobile telephone tel cell تلفن موبایل هاتف جوال',
  'given-name': 'given_name first_name firstname forename نام الاسم',
  'family-name': 'surname family_name last_name lastname نام_خانوادگی الکنیه',
});

function meanings(words: Readonly<Record<DetailMeaning, string>>): Map<string, DetailMeaning> {
  const all = new Map<string, DetailMeaning>();
  for (const meaning of [...PLACE_PARTS, ...OTHER_MEANINGS]) {
    for (const key of words[meaning].trim().split(/\s+/))
      all.set(foldName(key).replaceAll(' ', '_'), meaning);
  }
  return all;
}

const NO_PLACE: Place = { number: '', street: '', beside: '', city: '', postcode: '', region: '' };

/** A place from what is known of it; undefined when that is nothing. */
export function placeOf(parts: Readonly<Partial<Record<keyof Place, string>>>): Place | undefined {
  const place = { ...NO_PLACE };
  for (const part of PLACE_PARTS) place[part] = foldName(parts[part] ?? '').slice(0, MAX_LINE);
  return PLACE_PARTS.some((part) => place[part] !== '') ? place : undefined;
}

const MAX_LINE = 120;

/** Digits of a date, year first; undefined for what is none. `28/09/1984` is left alone: who knows which is the month? */
export function dateDigits(text: string): string | undefined {
  const digits = foldName(text).replaceAll(' ', '');
  return /^\d{8}$/.test(digits) && /^(?:1[2-9]|20)/.test(digits) ? digits : undefined;
}

/** A number as it is compared: letters and digits alone. */
export function bareNumber(text: string): string {
  return foldName(text).replaceAll(' ', '');
}
