import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** How fast first answers were, in one week or over all. */
export interface AnswerTimes {
  medianMs: number;
  answers: number;
}

/**
 * Median time from a person's mail to the business's first answer in the same thread, in milliseconds, over the answers
 * given in [from, to): a week's figure is then final when the week is over. When a person writes several mails in a
 * row the first counts; a second answer in a row is no first answer. Only mail by hand. Undefined when there was none.
 */
export async function medianFirstAnswerMs(tx: Tx, from?: Date, to?: Date): Promise<number | undefined> {
  const { rows } = await sql<{ median: number | null }>`
    select percentile_cont(0.5) within group (order by waited) as median from (${firstAnswers(from, to)}) as a`.execute(
    tx,
  );
  return rows[0]?.median ?? undefined;
}

/** The same for each week (beginning on Monday in `timeZone`) that has an answer, oldest first. */
export async function firstAnswersByWeek(
  tx: Tx,
  { from, to, timeZone }: { from: Date; to: Date; timeZone: string },
): Promise<(AnswerTimes & { week: string })[]> {
  const { rows } = await sql<AnswerTimes & { week: string }>`
    select to_char(date_trunc('week', answered_at at time zone ${timeZone}), 'YYYY-MM-DD') as week,
      percentile_cont(0.5) within group (order by waited) as "medianMs", count(*)::int as answers
    from (${firstAnswers(from, to)}) as a group by 1 order by 1`.execute(tx);
  return rows;
}

/** Each first answer with the milliseconds it was waited for; every step goes along the thread's own index. */
function firstAnswers(from: Date | undefined, to: Date | undefined) {
  return sql`
    select a.received_at as answered_at, (extract(epoch from a.received_at - question.asked_at) * 1000)::float8 as waited
    from messages a
    left join lateral (
      select max(o.received_at) as at from messages o
      where o.thread_id = a.thread_id and o.received_at < a.received_at and o.direction = 'outgoing' and o.class = 'human'
    ) as before on true
    cross join lateral (
      select min(q.received_at) as asked_at from messages q
      where q.thread_id = a.thread_id and q.received_at < a.received_at
        and q.received_at > coalesce(before.at, '-infinity') and q.direction = 'incoming' and q.class = 'human'
    ) as question
    where a.direction = 'outgoing' and a.class = 'human' and question.asked_at is not null
      and a.received_at >= ${from ?? sql`'-infinity'`} and a.received_at < ${to ?? sql`'infinity'`}`;
}
