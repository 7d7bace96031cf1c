import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill/full';
import type { Tx } from '../../database/tables.ts';
import type { Calendar } from '../../lib/locale.ts';
import { bareNumber, dateDigits, isPlacePart, meaningOf, placeOf } from './detail-facts.ts';
import type { PersonFacts, Place } from './person-facts.ts';

/** What tells these contacts from others, by contact; four statements, whoever many they are. Unknown ids are absent. */
export async function readFacts(tx: Tx, ids: readonly string[]): Promise<Map<string, PersonFacts>> {
  if (ids.length === 0) return new Map();
  const contacts = await tx
    .selectFrom('contacts')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('anonymised_at', 'is', null)
    .execute();
  const addresses = await tx
    .selectFrom('contact_addresses')
    .select(['contact_id', 'canonical'])
    .where('contact_id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('canonical')
    .execute();
  const details = await readDetails(tx, ids);
  const born = await readBirthdays(tx, ids);
  const addressesOf = Map.groupBy(addresses, (row) => row.contact_id);
  const detailsOf = Map.groupBy(details, (row) => row.contactId);
  const bornOf = Map.groupBy(born, (row) => row.contactId);
  return new Map(
    contacts.map(({ id, name }) => [
      id,
      factsOf(
        id,
        name,
        (addressesOf.get(id) ?? []).slice(0, MAX_VALUES).map(({ canonical }) => canonical),
        detailsOf.get(id) ?? [],
        (bornOf.get(id) ?? []).flatMap((row) => birthdayDigits(row) ?? []),
      ),
    ]),
  );
}

/** Values of one kind that are looked at; who has more is no person. */
const MAX_VALUES = 20;

interface Detail {
  contactId: string;
  field: string;
  value: string;
  data: Record<string, unknown>;
  /** A person gave it, or a source that does not guess. */
  sure: boolean;
}

async function readDetails(tx: Tx, ids: readonly string[]): Promise<Detail[]> {
  const { rows } = await sql<Detail>`
    select d.contact_id as "contactId", d.field, d.value, d.data, d.by_person or d.confidence >= ${SURE} as sure
    from unnest(${[...ids]}::uuid[]) as x(id)
    cross join lateral (
      select d.* from details d where d.contact_id = x.id
      and (d.field in ('name', 'phone', 'postal-address') or d.field >= 'custom:' and d.field < 'custom;')
      order by d.by_person desc, d.confidence desc, d.id limit ${MAX_DETAILS}) d
    -- Asked within, a planner that knows nothing of the table yet may take the index of what is not removed, and read all.
    where d.removed_at is null`.execute(tx);
  return rows;
}

const MAX_DETAILS = 100;
/** From here on a value was written down on purpose. */
const SURE = 0.89;

interface Birthday {
  contactId: string;
  calendar: Calendar;
  year: number | null;
  month: number;
  day: number;
}

async function readBirthdays(tx: Tx, ids: readonly string[]): Promise<Birthday[]> {
  const { rows } = await sql<Birthday>`
    select o.contact_id as "contactId", o.calendar, o.year, o.month, o.day
    from unnest(${[...ids]}::uuid[]) as x(id)
    cross join lateral (
      select o.* from occasions o where o.contact_id = x.id and o.kind = 'birthday'
      order by o.by_person desc, o.confidence desc, o.id limit ${MAX_NAMES}) o
    where o.removed_at is null`.execute(tx);
  return rows;
}

/** Gregorian. A day without a year is compared only where it is one already: in another calendar it wanders. */
function birthdayDigits({ calendar, year, month, day }: Birthday): string | undefined {
  const two = (number: number) => String(number).padStart(2, '0');
  if (calendar === 'gregorian') return `${year ?? ''}${two(month)}${two(day)}`;
  if (year === null) return undefined;
  const inCalendar = calendar === 'persian' ? 'persian' : 'islamic-umalqura';
  const date = Temporal.PlainDate.from({ calendar: inCalendar, year, month, day });
  return date.withCalendar('iso8601').toString().replaceAll('-', '');
}

function factsOf(
  id: string,
  name: string,
  addresses: string[],
  details: readonly Detail[],
  birthdays: readonly string[],
): PersonFacts {
  const names = [name];
  const phones: string[] = [];
  const born = [...birthdays];
  const identifiers = new Map<string, string>();
  const sureIdentifiers = new Set<string>();
  const places: Place[] = [];
  const parts: Partial<Record<keyof Place, string>> = {};
  for (const { field, value, data, sure } of details) {
    const key = field.startsWith('custom:') ? field.slice('custom:'.length) : undefined;
    const meaning = key === undefined ? undefined : meaningOf(key);
    if (field === 'name') names.push(value);
    else if (field === 'phone' || meaning === 'phone') phones.push(value);
    else if (field === 'postal-address') places.push(...postalPlace(value, data));
    else if (key === undefined || meaning === undefined) continue;
    else if (isPlacePart(meaning)) parts[meaning] ??= value;
    else if (meaning === 'birthday') born.push(...[dateDigits(value) ?? []].flat());
    else if (meaning === 'identifier' && !identifiers.has(key)) {
      identifiers.set(key, bareNumber(value));
      if (sure) sureIdentifiers.add(key);
    }
  }
  const ofParts = placeOf(parts);
  return {
    id,
    // An address that stands for a name is none.
    names: [...new Set(names)].filter((one) => !one.includes('@')).slice(0, MAX_NAMES),
    addresses,
    phones: [...new Set(phones)].slice(0, MAX_VALUES),
    birthdays: [...new Set(born)].slice(0, MAX_NAMES),
    identifiers,
    sureIdentifiers,
    places: [...places, ...(ofParts ? [ofParts] : [])].slice(0, MAX_NAMES),
  };
}

/** Names, birthdays and places of one person that are compared. */
const MAX_NAMES = 4;

/** By its parts where a source told them apart, else the whole line as the street. */
function postalPlace(value: string, data: Record<string, unknown>): Place[] {
  const parts: Partial<Record<keyof Place, string>> = {};
  for (const [key, part] of Object.entries(data)) {
    const meaning = meaningOf(key);
    if (meaning !== undefined && isPlacePart(meaning) && typeof part === 'string') parts[meaning] ??= part;
  }
  const place = placeOf(parts) ?? placeOf({ street: value });
  return place ? [place] : [];
}
