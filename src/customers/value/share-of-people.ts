import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** A hash is one of so many whole numbers, the first of them below zero. */
const HASHES = 2 ** 32;

/**
 * Whether a contact is one of a share (0 to 1) of all of them, by nothing but the id, so that the same people are asked
 * tomorrow. A pass over millions of rows asks it of each: it costs a tenth of comparing digits of the id.
 */
export function isOfShare(contactId: RawBuilder<unknown>, share: number): RawBuilder<SqlBool> {
  if (share >= 1) return sql`true`;
  const bound = Math.round(Math.max(0, share) * HASHES) - HASHES / 2;
  return sql`uuid_hash(${contactId}) < ${bound}::int8`;
}
