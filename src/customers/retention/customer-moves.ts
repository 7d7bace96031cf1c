import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { localDay } from '../../lib/local-time.ts';

/** When a customer counts as gone: their own rhythm where they have one, else a time that is the same for all. */
export interface SilenceRules {
  /** Milliseconds. */
  inactiveAfter: number;
  /** Times the usual gap. */
  usualGapFactor: number;
}

export type Move = 'joined' | 'left' | 'returned';

/** One month of customers coming and going, in the business's time zone. */
export interface MonthOfMoves {
  /** `2026-03`. */
  month: string;
  /** At its beginning. */
  customers: number;
  joined: number;
  left: number;
  returned: number;
  /** Of those at the beginning, 0 to 1; null where there was nobody. */
  churn: number | null;
}

export interface MovesOptions {
  rules: SilenceRules;
  until: Date;
  timeZone: string;
}

/** So many months are answered; what was before is counted in. */
const MOVES_MONTHS = 24;
/** Who buys daily is not gone after a weekend, as with silence (src/signals/detect-silence.ts). */
const SHORTEST_DAYS = 7;

/**
 * Customers who joined (their first purchase), left and returned, month by month: somebody leaves on the day on which
 * they have not bought for too long by their own rhythm, and returns with the next purchase after that. Every customer's
 * moves add up: who is there at the end of a month was there at its beginning, or came in it.
 */
export async function monthsOfMoves(tx: Tx, options: MovesOptions): Promise<MonthOfMoves[]> {
  const { rows } = await sql<{ month: string; joined: number; left: number; returned: number }>`
    with ${movesOf(options)}
    select to_char(month, 'YYYY-MM') as month, count(*) filter (where move = 'joined')::int as joined,
      count(*) filter (where move = 'left')::int as left,
      count(*) filter (where move = 'returned')::int as returned
    from moves group by moves.month order by moves.month`.execute(tx);
  const byMonth = new Map(rows.map((row) => [row.month, row]));
  const months: MonthOfMoves[] = [];
  let customers = 0;
  for (const month of monthsBetween(rows[0]?.month, localDay(options.until, options.timeZone))) {
    const { joined = 0, left = 0, returned = 0 } = byMonth.get(month) ?? {};
    const churn = customers > 0 ? Math.min(1, left / customers) : null;
    months.push({ month, customers, joined, left, returned, churn });
    customers += joined + returned - left;
  }
  return months.slice(-MOVES_MONTHS);
}

/** From `2025-11` to the month of the day `2026-03-10`. */
function* monthsBetween(first: string | undefined, last: string): Generator<string> {
  if (first === undefined) return;
  let [year = 0, month = 0] = first.split('-').map(Number);
  for (;;) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (name > last) return;
    yield name;
    if (month === 12) year++;
    month = (month % 12) + 1;
  }
}

/** Who made this move in a month, by their ids, after `after`. */
export async function whoMoved(
  tx: Tx,
  options: MovesOptions,
  { move, month, after, limit }: { move: Move; month: string; after: string | undefined; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with ${movesOf(options)}
    select distinct contact_id as id from moves
    where move = ${move} and to_char(month, 'YYYY-MM') = ${month}
      and contact_id > ${after ?? NO_ID}::uuid
    order by contact_id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

export const NO_ID = '00000000-0000-0000-0000-000000000000';

/** `moves` of contact_id, move and month: one pass over the purchases in the order of their index by contact. */
function movesOf({ rules, until, timeZone }: MovesOptions): RawBuilder<unknown> {
  const fixedDays = rules.inactiveAfter / DAY_MS;
  const month = (column: string) =>
    sql`date_trunc('month', ${sql.ref(column)} at time zone ${timeZone}) as month`;
  return sql`
    visits as materialized (
      select d.*, d.at + interval '1 day' * case when c.usual_gap_days is null then ${fixedDays}::float8
        else greatest(c.usual_gap_days * ${rules.usualGapFactor}::float8, ${SHORTEST_DAYS}::float8) end as gone
      from (
        select contact_id, occurred_at as at, lag(occurred_at) over mine as earlier, lead(occurred_at) over mine as later
        from purchases where occurred_at <= ${until} and cancelled_at is null
        window mine as (partition by contact_id order by occurred_at)
      ) d join contacts c on c.id = d.contact_id
    ), moves as (
      select contact_id, 'joined' as move, ${month('at')} from visits where earlier is null
      union all
      select contact_id, 'left', ${month('gone')} from visits where gone < coalesce(later, ${until}::timestamptz)
      union all
      select contact_id, 'returned', ${month('later')} from visits where later > gone
    )`;
}
