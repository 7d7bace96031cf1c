import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type Move, type MovesOptions, NO_ID, whoMoved } from './customer-moves.ts';
import { YEAR_MS } from './year-figures.ts';

/** A figure of the report of which the customers are asked for. */
export type RetentionFigure =
  | { of: 'moves'; move: Move; month: string }
  /** Of who first bought in `month`: who bought so many months later, or did not. */
  | { of: 'cohort'; month: string; offset: number; bought: boolean }
  /** Of who bought in the year before: who bought in the last one, or did not. */
  | { of: 'year'; kept: boolean };

export interface OpenedContact {
  id: string;
  name: string;
  address: string | null;
  purchaseCount: number;
  lastPurchaseAt: Date | null;
}

export interface OpenOptions extends MovesOptions {
  /** The last id of the page before. */
  after?: string | undefined;
  limit: number;
}

/** The customers behind a figure, a page at a time in the order of their ids. */
export async function openFigure(
  tx: Tx,
  figure: RetentionFigure,
  options: OpenOptions,
): Promise<OpenedContact[]> {
  const ids = await idsBehind(tx, figure, options);
  const { rows } = await sql<OpenedContact>`
    select c.id, c.name, c.purchase_count as "purchaseCount", c.last_purchase_at as "lastPurchaseAt",
      (select a.address from contact_addresses a where a.contact_id = c.id
        order by a.created_at, a.canonical limit 1) as address
    from contacts c where c.id = any(${ids}::uuid[]) order by c.id`.execute(tx);
  return rows;
}

async function idsBehind(tx: Tx, figure: RetentionFigure, options: OpenOptions): Promise<string[]> {
  const { until, timeZone, after, limit } = options;
  if (figure.of === 'moves') return whoMoved(tx, options, { ...figure, after, limit });
  const beyond = sql`> ${after ?? NO_ID}::uuid`;
  const query =
    figure.of === 'year'
      ? sql<{ id: string }>`
        select contact_id as id from purchases
        where occurred_at > ${yearsBefore(until, 2)} and occurred_at <= ${until} and cancelled_at is null
          and contact_id ${beyond}
        group by contact_id
        having bool_or(occurred_at <= ${yearsBefore(until, 1)})
          and bool_or(occurred_at > ${yearsBefore(until, 1)}) = ${figure.kept}
        order by contact_id limit ${limit}`
      : sql<{ id: string }>`
        with first as (select ${`${figure.month}-01`}::timestamp as month)
        select c.id from first cross join contacts c
        where c.first_purchase_at >= month at time zone ${timeZone}
          and c.first_purchase_at < (month + interval '1 month') at time zone ${timeZone} and c.id ${beyond}
          and exists (select from purchases p where p.contact_id = c.id and p.cancelled_at is null and p.occurred_at <= ${until}
            and p.occurred_at >= (month + ${figure.offset} * interval '1 month') at time zone ${timeZone}
            and p.occurred_at < (month + ${figure.offset + 1} * interval '1 month') at time zone ${timeZone})
            = ${figure.bought}
        order by c.id limit ${limit}`;
  const { rows } = await query.execute(tx);
  return rows.map(({ id }) => id);
}

function yearsBefore(until: Date, years: number): Date {
  return new Date(until.getTime() - years * YEAR_MS);
}
