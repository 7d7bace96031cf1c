import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { guessTimeZone, type WrittenAt } from './guess-time-zone.ts';
import type { Proposal } from './propose.ts';

/** Mails of each contact that are looked at, the latest. */
const MAILS_READ = 30;
/** It stays a guess, however many mails agree. */
const SURENESS = 0.4;

/** The time zones that the mails of these contacts hint at, each from the latest mail; one statement. */
export async function timeZoneProposals(
  tx: Tx,
  contactIds: readonly string[],
  businessZone: string,
): Promise<Proposal[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await sql<WrittenAt & { contactId: string; messageId: string; language: string | null }>`
    select c.id as "contactId", m.id as "messageId", m.sent_at as at, m.language, m."offsetMinutes"
    from unnest(${contactIds}::uuid[]) as c(id)
    cross join lateral (
      select id, sent_at, reading -> 'language' ->> 'code' as language, (reading ->> 'sentOffset')::int as "offsetMinutes"
      from messages
      where contact_id = c.id and direction = 'incoming' and class = 'human' and authenticity <> 'failed' and subclass <> 'spam'
      order by received_at desc limit ${MAILS_READ}
    ) m where m."offsetMinutes" is not null order by c.id, m.sent_at desc`.execute(tx);
  return [...Map.groupBy(rows, ({ contactId }) => contactId).values()].flatMap((mails): Proposal[] => {
    const [latest] = mails;
    if (!latest) return [];
    const value = guessTimeZone(mails, { businessZone, language: latest.language });
    if (value === undefined) return [];
    const { contactId, messageId: sourceRef, at } = latest;
    return [{ contactId, field: 'time-zone', value, source: 'mail', sourceRef, confidence: SURENESS, at }];
  });
}
