import { type RawBuilder, type SqlBool, sql } from 'kysely';

/**
 * A place in a list that is sorted by a time, latest first, and then by id: the last row of the page before. The time is
 * text, for the database keeps microseconds and a Date only milliseconds: rows within one would be skipped or come
 * twice. Null is a row without a time; those come last.
 */
export interface KeysetPosition {
  /** `2026-03-10T12:00:00.123456Z`. */
  at: string | null;
  id: string;
}

/** A time column as a KeysetPosition has it. */
export function exactTime(column: string): RawBuilder<string | null> {
  return sql<string | null>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** What a list with such places is sorted by; an index that begins with business_id has this expression, then the id. */
export function timeOrLast(column: string): RawBuilder<Date> {
  return sql<Date>`coalesce(${sql.ref(column)}, timestamptz '-infinity')`;
}

/** The rows after a place. */
export function isAfter(
  time: RawBuilder<Date>,
  id: string,
  { at, id: last }: KeysetPosition,
): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${time}, ${sql.ref(id)}) < (${at ?? '-infinity'}::timestamptz, ${last}::uuid)`;
}
