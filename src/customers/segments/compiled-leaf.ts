import { type RawBuilder, type SqlBool, sql } from 'kysely';

/**
 * How a condition is asked. `select`: of all contacts, so that the database may begin at whichever condition holds for the
 * fewest. `probe`: of contacts that are given, each by itself; left to choose, the database now and then goes through a
 * whole table for a few of them.
 */
export type Asking = 'select' | 'probe';

/** Whether there are rows. `rows` begins with `from`. */
export function anyRow(asking: Asking, rows: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return asking === 'select'
    ? sql`exists (select ${rows})`
    : sql`coalesce((select true ${rows} limit 1), false)`;
}

/** A condition as SQL about a contact `c` (and its scores `s`, where it has any). */
export interface CompiledLeaf {
  /** True where it holds; false or null where it does not. */
  holds: RawBuilder<SqlBool>;
  /** What was held against it, for an explanation. */
  value: RawBuilder<unknown>;
  /** When it may turn because time passes: a time after the present, or null. */
  turns: RawBuilder<Date | null>[];
  /** It is said by the contact's own row and scores: nothing else is looked at. */
  atHand: boolean;
}
