/**
 * The instant a Date field names (RFC 5322 3.3, with the obsolete forms of 4.3: two-digit years, missing seconds and
 * zones), or null. A missing zone is read as UTC, so that the answer never depends on this machine.
 */
export function parseMailDate(value: string): Date | null {
  const text = value
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
  const match = RFC_DATE.exec(text);
  if (!match) return valid(new Date(/[zZ]|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text} UTC`));
  const [, day, monthName, yearText, hour, minute, second, half, zone] = match;
  const month = monthOf(monthName ?? '');
  if (month < 0) return null;
  const utc = Date.UTC(
    fullYear(yearText ?? ''),
    month,
    Number(day),
    hourOf(Number(hour), half),
    Number(minute),
    Number(second ?? 0),
  );
  return valid(new Date(utc - zoneOffsetMs(zone ?? '')));
}

const RFC_DATE =
  /(?:^|[ ,])(\d{1,2})[ -](\p{L}{3,10})\.?[ -](\d{2,4})[ ,]+(\d{1,2}) ?[:.] ?(\d{2})(?: ?[:.] ?(\d{2}))?(?:\.\d+)?(?: ?([AP])\.?M\b\.?)? ?(?:(?:GMT|UTC?)(?=[+-]))?([+-] ?\d{1,2}:?\d{2}|[A-Z]{1,5})?/iu;

/** January is 0; -1 when it is no month of a language that careless programs write dates in. */
function monthOf(name: string): number {
  const start = name.slice(0, 3).toLowerCase();
  return MONTHS.indexOf(/^jui(?!n)/i.test(name) ? 'jul' : (OTHER_MONTHS[start] ?? start));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** French, German, Spanish, Italian, Portuguese and Dutch, where they differ from English. */
const OTHER_MONTHS: Record<string, string> = {
  fév: 'feb',
  fev: 'feb',
  mär: 'mar',
  mrz: 'mar',
  mrt: 'mar',
  avr: 'apr',
  abr: 'apr',
  ene: 'jan',
  gen: 'jan',
  mai: 'may',
  mei: 'may',
  mag: 'may',
  giu: 'jun',
  jui: 'jun',
  lug: 'jul',
  aoû: 'aug',
  ago: 'aug',
  set: 'sep',
  okt: 'oct',
  out: 'oct',
  ott: 'oct',
  déc: 'dec',
  dez: 'dec',
  dic: 'dec',
};

/** Of a clock with two halves of a day. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** RFC 5322 4.3: two digits below 50 are 20xx, others and three digits count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

/** Zones of RFC 5322 4.3, in hours. */
const NAMED_ZONES: Record<string, number> = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
};

function zoneOffsetMs(zone: string): number {
  const match = /^([+-]) ?(\d{1,2}):?(\d{2})$/.exec(zone);
  if (!match) return (NAMED_ZONES[zone.toUpperCase()] ?? 0) * 3_600_000;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000;
}

/** Postgres holds years 1 to 9999 without surprise; anything else is no date of a mail. */
function valid(date: Date): Date | null {
  const time = date.getTime();
  return Number.isNaN(time) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999 ? null : date;
}
