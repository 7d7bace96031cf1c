import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';
import { addTask } from './add-task.ts';

/**
 * Somebody asks by mail not to be mailed any more, and nothing proves that it was them: a person decides. One task for
 * each such mail; answers how many there are to do.
 */
export async function askAboutUnsubscribes(
  tx: Tx,
  { locale, now, limit }: { locale: Locale; now: Date; limit: number },
): Promise<number> {
  const { rows } = await sql<{ id: string; contact_id: string | null; sentence: string | null }>`
    select s.id, s.contact_id, s.evidence->>'sentence' as sentence from signals s
    where s.kind = 'unsubscribe-unverified' and s.history = false
      and s.created_at > ${new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS)}
      and not exists (select from tasks t where t.source = ${SOURCE} and t.source_ref = s.id::text)
    order by s.created_at limit ${limit}`.execute(tx);
  for (const { id, contact_id, sentence } of rows) {
    const title = `${TITLES[locale]}${sentence === null ? '' : `: ${sentence}`}`;
    const dueAt = new Date(now.getTime() + DUE_DAYS * DAY_MS);
    await addTask(
      tx,
      { kind: 'other', title, contactId: contact_id, assignee: null, dueAt, source: SOURCE, sourceRef: id },
      now,
    );
  }
  return rows.length;
}

const TITLES: Record<Locale, string> = {
  en: 'Do they want no more letters? Their mail could not be verified',
  ar: 'هل لا يريدون رسائل بعد الآن؟ تعذّر التحقق من رسالتهم',
  fa: 'دیگر نامه نمی‌خواهند؟ درستی نامه‌شان ثابت نشد',
};

const SOURCE = 'unsubscribe';
const DUE_DAYS = 2;
const LOOK_BACK_DAYS = 30;
