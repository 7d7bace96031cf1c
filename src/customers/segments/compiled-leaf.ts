import type { RawBuilder, SqlBool } from 'kysely';

/** A condition as SQL about a contact `c` (and its scores `s`, where it has any). */
export interface CompiledLeaf {
  /** True where it holds; false or null where it does not. */
  holds: RawBuilder<SqlBool>;
  /** What was held against it, for an explanation. */
  value: RawBuilder<unknown>;
  /** When it may turn because time passes. */
  turns: RawBuilder<Date | null>[];
}
