import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { instantOfLocal, localDateTime, localDay } from '../lib/local-time.ts';

/**
 * Takes one of the `cap` mails that an automation may write on the business's calendar day. False when they are used
 * up. Counted in the transaction of the mail itself, so that a mail that fails is not counted.
 */
export async function takeFromDayCap(
  tx: Tx,
  { automation, cap, timeZone }: { automation: string; cap: number; timeZone: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`insert into occurrences (rule, occasion, due_at, done_at, outcome)
    values (${automation}, ${`mails on ${localDay(now, timeZone)}`}, ${now}, ${now}, jsonb_build_object('count', 1))
    on conflict (business_id, rule, occasion) do update
      set outcome = jsonb_build_object('count', (occurrences.outcome->>'count')::int + 1)
      where (occurrences.outcome->>'count')::int < ${cap}
    returning rule`.execute(tx);
  return rows.length > 0;
}

/** When the next calendar day begins in `timeZone`. */
export function nextDay(now: Date, timeZone: string): Date {
  const tomorrow = localDateTime(now, timeZone).toPlainDate().add({ days: 1 });
  return instantOfLocal(tomorrow.toPlainDateTime(), timeZone);
}
