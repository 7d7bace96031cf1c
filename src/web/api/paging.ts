import { z } from 'zod';
import { ApiError } from './problem.ts';

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** Of every list: how many, and where to go on. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  after: z.string().max(500).optional().describe('`next` of the page before.'),
};

/** A page of a list. */
export const pageOf = (row: z.ZodType) =>
  z.object({ items: z.array(row), next: z.string().nullable().describe('Null on the last page.') });

/** The place after a page, as a text that nobody needs to understand. */
export function cursorOf(place: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place behind such a text. Throws when nobody gave it out. */
export function placeOf(cursor: string | undefined, length: number): (string | null)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isPlace =
      Array.isArray(place) &&
      place.length === length &&
      place.every((part) => part === null || typeof part === 'string');
    if (isPlace) return place as (string | null)[];
  } catch {
    // Said below.
  }
  throw new ApiError('not-valid', 'after is no place in this list', [
    { pointer: '/query/after', detail: 'give back what `next` said' },
  ]);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that a list by ids goes on after. */
export function idAfter(cursor: string | undefined): string {
  const [last] = placeOf(cursor, 1) ?? [FIRST];
  if (typeof last === 'string' && UUID.test(last)) return last;
  throw new ApiError('not-valid', 'after is no place in this list');
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/** A page of rows in the order of their ids, asked for with one row more than it shows. */
export function pageById<Row extends { id: string }>(rows: readonly Row[], limit: number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? cursorOf([last.id]) : null };
}
