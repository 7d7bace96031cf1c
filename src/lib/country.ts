import type { Weekday } from './business-hours.ts';

/** The days on which a country works, by its weekend (Unicode CLDR): in Riyadh from Sunday to Thursday. */
export function workingDays(country: string | undefined): Weekday[] {
  const weekend = country === undefined ? WESTERN_WEEKEND : weekendOf(country);
  return WEEKDAYS.filter((_, index) => !weekend.includes(index + 1));
}

/** The country whose people mostly live by this zone's clocks; undefined where many share it, or nobody thought of it. */
export function countryOfTimeZone(timeZone: string): string | undefined {
  return COUNTRY_OF_ZONE.get(timeZone);
}

/** ISO weekdays, Monday 1 to Sunday 7. */
function weekendOf(country: string): readonly number[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getWeekInfo?: () => { weekend: number[] };
  };
  return locale.getWeekInfo?.().weekend ?? WESTERN_WEEKEND;
}

const WESTERN_WEEKEND: readonly number[] = [6, 7];
const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** By country, for there it is easier to see what is missing. */
const ZONES: Record<string, string> = {
  IR: 'Asia/Tehran',
  AF: 'Asia/Kabul',
  TJ: 'Asia/Dushanbe',
  SA: 'Asia/Riyadh',
  AE: 'Asia/Dubai',
  OM: 'Asia/Muscat',
  QA: 'Asia/Qatar',
  BH: 'Asia/Bahrain',
  KW: 'Asia/Kuwait',
  IQ: 'Asia/Baghdad',
  SY: 'Asia/Damascus',
  LB: 'Asia/Beirut',
  JO: 'Asia/Amman',
  PS: 'Asia/Gaza Asia/Hebron',
  YE: 'Asia/Aden',
  EG: 'Africa/Cairo',
  LY: 'Africa/Tripoli',
  TN: 'Africa/Tunis',
  DZ: 'Africa/Algiers',
  MA: 'Africa/Casablanca',
  SD: 'Africa/Khartoum',
  IL: 'Asia/Jerusalem',
  TR: 'Europe/Istanbul',
  AZ: 'Asia/Baku',
  PK: 'Asia/Karachi',
  IN: 'Asia/Kolkata Asia/Calcutta',
  BD: 'Asia/Dhaka',
  ID: 'Asia/Jakarta',
  MY: 'Asia/Kuala_Lumpur',
  SG: 'Asia/Singapore',
  CN: 'Asia/Shanghai',
  HK: 'Asia/Hong_Kong',
  JP: 'Asia/Tokyo',
  KR: 'Asia/Seoul',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  DE: 'Europe/Berlin',
  AT: 'Europe/Vienna',
  CH: 'Europe/Zurich',
  FR: 'Europe/Paris',
  BE: 'Europe/Brussels',
  NL: 'Europe/Amsterdam',
  LU: 'Europe/Luxembourg',
  IT: 'Europe/Rome',
  ES: 'Europe/Madrid',
  PT: 'Europe/Lisbon',
  DK: 'Europe/Copenhagen',
  SE: 'Europe/Stockholm',
  NO: 'Europe/Oslo',
  FI: 'Europe/Helsinki',
  PL: 'Europe/Warsaw',
  CZ: 'Europe/Prague',
  HU: 'Europe/Budapest',
  RO: 'Europe/Bucharest',
  GR: 'Europe/Athens',
  UA: 'Europe/Kyiv Europe/Kiev',
  US: 'America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles',
  CA: 'America/Toronto America/Vancouver America/Halifax America/Edmonton America/Winnipeg',
  MX: 'America/Mexico_City',
  BR: 'America/Sao_Paulo',
  AR: 'America/Argentina/Buenos_Aires America/Buenos_Aires',
  ZA: 'Africa/Johannesburg',
  NG: 'Africa/Lagos',
  KE: 'Africa/Nairobi',
  AU: 'Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Adelaide Australia/Perth',
  NZ: 'Pacific/Auckland',
};

const COUNTRY_OF_ZONE = new Map(
  Object.entries(ZONES).flatMap(([country, zones]) => zones.split(' ').map((zone) => [zone, country])),
);
