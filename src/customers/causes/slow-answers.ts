import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts';
import { fisherMore } from '../../lib/statistics/fisher.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';

/**
 * Whether customers who usually waited long for our answers fell silent more often. That they go together is all that
 * such figures show.
 */
export interface SlowAnswers {
  /** Of who waited longer than `slowAfterMinutes` (their median), who is silent now; and of the others. */
  slow: Proportion;
  quick: Proportion;
  slowAfterMinutes: number;
  /** Fisher's exact test that the slowly answered are silent more often. */
  p: number;
}

const SLOW_AFTER_MINUTES = DAY_MS / MINUTE_MS;
/** Fewer on either side say nothing. */
const MIN_ANSWERED = 10;

/** From the scores of customers whose mail was answered; null with too few of either kind. */
export async function slowAnswers(tx: Tx): Promise<SlowAnswers | null> {
  const { rows } = await sql<{ isSlow: boolean; customers: number; silent: number }>`
    select s.our_answer_minutes > ${SLOW_AFTER_MINUTES}::float8 as "isSlow", count(*)::int as customers,
      count(c.silent_since)::int as silent
    from scores s join contacts c on c.id = s.contact_id
    where s.our_answer_minutes is not null and c.kind = 'customer' group by 1`.execute(tx);
  const of = (isSlow: boolean) => {
    const row = rows.find((one) => one.isSlow === isSlow);
    return row && row.customers >= MIN_ANSWERED ? proportion(row.silent, row.customers) : undefined;
  };
  const [slow, quick] = [of(true), of(false)];
  if (!slow || !quick) return null;
  const p = fisherMore({
    part: slow.part,
    whole: slow.whole,
    otherPart: quick.part,
    otherWhole: quick.whole,
  });
  return { slow, quick, slowAfterMinutes: SLOW_AFTER_MINUTES, p };
}
