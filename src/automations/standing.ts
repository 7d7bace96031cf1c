import { sql } from 'kysely';
import type { ContactKind, Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Locale } from '../lib/locale.ts';
import type { MarketingMail } from './contact-facts.ts';

/** How a contact stands with the business at the moment: what a considerate person would think of before writing. */
export interface Standing {
  /** The oldest complaint that nobody has resolved. */
  complaintSince: Date | null;
  /** The latest return that is still open. */
  returnSince: Date | null;
  /** The latest question of theirs that nobody answered. */
  questionSince: Date | null;
  /** What they owe was due then. */
  overdueSince: Date | null;
  /** The hour (0 to 23) at which they mostly write, on their clock or the business's. */
  usualHour: number | null;
  /** What other automations are about to do for them. */
  runs: readonly { automation: string; at: Date }[];
  /** Marketing mail of the last quarter, sent or waiting. */
  marketing: readonly MarketingMail[];
}

interface ContactRow {
  id: string;
  kind: ContactKind;
  name: string;
  locale: Locale | null;
  time_zone: string | null;
  away_until: Date | null;
  last_purchase_at: Date | null;
}

/** The contacts of these ids with how they stand, in one statement; each look at a table is along an index of the contact's. */
export async function loadStanding(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<{ contact: ContactRow; standing: Omit<Standing, 'marketing'> }[]> {
  const { rows } = await sql<
    ContactRow & {
      complaint_since: Date | null;
      return_since: Date | null;
      question_since: Date | null;
      overdue_since: Date | null;
      usual_hour: number | null;
      runs: { automation: string; at: string }[] | null;
    }
  >`select c.id, c.kind, c.name, c.locale, c.time_zone, c.away_until, c.last_purchase_at,
      s.best_hour as usual_hour,
      (select min(f.at) from feedback f where f.contact_id = c.id and f.kind = 'complaint'
        and f.resolved_at is null) as complaint_since,
      (select max(f.at) from feedback f where f.contact_id = c.id and f.kind = 'return'
        and f.resolved_at is null) as return_since,
      (select max(m.received_at) from messages m where m.contact_id = c.id
        and m.received_at > ${new Date(now.getTime() - MAX_QUESTION_DAYS * DAY_MS)} and m.received_at <= ${now}
        and m.direction = 'incoming' and m.class = 'human' and m.subclass <> 'spam'
        and coalesce(m.reply_text, m.text) ~ ${QUESTION}
        and not exists (select from messages o where o.thread_id = m.thread_id and o.direction = 'outgoing'
          and o.received_at >= m.received_at)) as question_since,
      (select min(p.due_at) from purchases p where p.contact_id = c.id and p.paid_at is null
        and p.due_at < ${now}) as overdue_since,
      (select jsonb_agg(jsonb_build_object('automation', r.automation, 'at', r.next_step_at))
        from automation_runs r where r.contact_id = c.id and r.state = 'running'
        and r.next_step_at < ${new Date(now.getTime() + 2 * DAY_MS)}) as runs
    from contacts c left join scores s on s.business_id = c.business_id and s.contact_id = c.id
    where c.id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows.map((row) => ({
    contact: row,
    standing: {
      complaintSince: row.complaint_since,
      returnSince: row.return_since,
      questionSince: row.question_since,
      overdueSince: row.overdue_since,
      usualHour: row.usual_hour,
      runs: (row.runs ?? []).map(({ automation, at }) => ({ automation, at: new Date(at) })),
    },
  }));
}

/** An older question has been answered some other way, or never will be. */
const MAX_QUESTION_DAYS = 92;

/** A question mark at the end of a word; one inside an address of the web is none. */
const QUESTION = '[?؟]([[:space:]"\'»)]|$)';
