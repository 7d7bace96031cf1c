import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** So many gaps between purchases make a habit. */
const MIN_GAPS = 3;

/**
 * Counts the purchases of these contacts, each named once, anew, cancelled orders left out: first, last, number, and the usual gap: the median of the days between
 * days with purchases (UTC), once there are three gaps. A lead who bought becomes a customer; a purchase later than the
 * last sign of life ends a silence. Their scores are due. The caller holds `lockCustomers`.
 */
export async function refreshPurchaseCounters(
  tx: Tx,
  contactIds: readonly string[],
  now: Date,
): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`
    with days as (
      select contact_id, (occurred_at at time zone 'UTC')::date as day, min(occurred_at) as first_at,
        max(occurred_at) as last_at, count(*) as number
      from purchases where contact_id = any(${contactIds}::uuid[]) and cancelled_at is null group by 1, 2
    ), gaps as (
      select *, day - lag(day) over (partition by contact_id order by day) as gap from days
    ), totals as (
      select contact_id, min(first_at) as first_at, max(last_at) as last_at, sum(number)::int as number,
        case when count(gap) >= ${MIN_GAPS} then percentile_cont(0.5) within group (order by gap) end as usual
      from gaps group by contact_id
    )
    update contacts c set
      beneath = case when c.beneath -> 'kind' ->> 'value' = 'lead' and t.number > 0
        then jsonb_set(c.beneath, '{kind,value}', '"customer"') else c.beneath end,
      kind = case when c.kind = 'lead' and t.number > 0 and not coalesce(c.beneath ? 'kind', false) then 'customer' else c.kind end,
      first_purchase_at = t.first_at,
      last_purchase_at = t.last_at,
      purchase_count = coalesce(t.number, 0),
      usual_gap_days = t.usual,
      silent_since = case when t.last_at > c.last_activity_at then null else c.silent_since end,
      last_activity_at = greatest(c.last_activity_at, t.last_at),
      scores_due_at = least(c.scores_due_at, ${now}::timestamptz)
    from unnest(${contactIds}::uuid[]) as w(id) left join totals t on t.contact_id = w.id
    where c.id = w.id`.execute(tx);
}
