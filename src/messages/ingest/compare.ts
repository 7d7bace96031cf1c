import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db } from '../../database/tables.ts';
import type { Cursor } from './epoch.ts';

/** What holding the server's UIDs against the rows of one epoch found and mended. */
export interface Comparison {
  /** Locations that the server no longer has; marked now. */
  gone: number;
  /** Locations that were marked gone and are there after all. */
  back: number;
  /** UIDs on the server that are neither a location, nor a gap, nor a skip; ascending. */
  unaccounted: number[];
}

/** UIDs of the server in one statement; memory stays flat in folders of a million. */
const WINDOW = 10_000;

/**
 * Holds all UIDs that the server has, ascending, against locations, gaps and skips of the epoch, up to `upTo`. With
 * `trusted` false (an answer that may be short) nothing is marked gone.
 */
export async function compareUids(
  db: Db,
  businessId: string,
  cursor: Cursor,
  server: readonly number[],
  { upTo, trusted, now }: { upTo: number; trusted: boolean; now: Date },
): Promise<Comparison> {
  const found: Comparison = { gone: 0, back: 0, unaccounted: [] };
  for (const { uids, from, to } of windows(server, upTo)) {
    const row = await inBusiness(db, businessId, async (tx) => {
      const { rows } = await sql<Row>`with
        there as (select unnest(${uids}::bigint[]) as uid),
        located as (select uid, gone_at from locations where ${ofEpoch(cursor, from, to)}
          and created_at >= ${cursor.opened_at.toISOString()}::timestamptz),
        lost as (update locations set gone_at = ${now.toISOString()}::timestamptz where ${ofEpoch(cursor, from, to)}
          and ${trusted}::boolean and gone_at is null and uid not in (select uid from there) returning uid),
        found as (update locations set gone_at = null where ${ofEpoch(cursor, from, to)}
          and gone_at is not null and created_at >= ${cursor.opened_at.toISOString()}::timestamptz
          and uid in (select uid from there) returning uid),
        lost_skips as (update skips set gone_at = ${now.toISOString()}::timestamptz where ${ofEpoch(cursor, from, to)}
          and ${trusted}::boolean and gone_at is null and uid not in (select uid from there)),
        found_skips as (update skips set gone_at = null where ${ofEpoch(cursor, from, to)}
          and gone_at is not null and uid in (select uid from there)),
        lost_gaps as (delete from gaps where ${ofEpoch(cursor, from, to)}
          and ${trusted}::boolean and uid not in (select uid from there))
        select (select count(*) from lost) as gone, (select count(*) from found) as back,
          coalesce((select array_agg(uid order by uid) from there where uid not in (select uid from located)
            and uid not in (select uid from gaps where ${ofEpoch(cursor, from, to)})
            and uid not in (select uid from skips where ${ofEpoch(cursor, from, to)})), '{}')::text[] as unaccounted`.execute(
        tx,
      );
      return rows[0];
    });
    found.gone += row?.gone ?? 0;
    found.back += row?.back ?? 0;
    found.unaccounted.push(...(row?.unaccounted ?? []).map(Number));
  }
  return found;
}

interface Row {
  gone: number;
  back: number;
  unaccounted: string[];
}

function ofEpoch(cursor: Cursor, from: number, to: number) {
  return sql`folder_id = ${cursor.folder_id}::uuid and uid_validity = ${cursor.uid_validity}::bigint
    and uid between ${from}::bigint and ${to}::bigint`;
}

/** Cuts 1 to `upTo` into stretches with so many UIDs of the server in each; together they leave nothing out. */
function* windows(
  server: readonly number[],
  upTo: number,
): Generator<{ uids: number[]; from: number; to: number }> {
  let from = 1;
  for (let at = 0; from <= upTo; at += WINDOW) {
    const uids = server.slice(at, at + WINDOW).filter((uid) => uid <= upTo);
    const last = at + WINDOW >= server.length ? upTo : Math.min(upTo, uids.at(-1) ?? upTo);
    yield { uids, from, to: last };
    from = last + 1;
  }
}
