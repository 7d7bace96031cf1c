import { sql } from 'kysely';
import type { ArrivingMail } from '../../messages/log/arrival-links.ts';

/**
 * Whether a row `m` of messages may change the record of the people in it: make a lead, move counters, give a name or a
 * language. Verified mail may, and what the business sent itself: it lies in a Sent folder, or the outbox logged it. What
 * a trusted server looked at and could not verify may not, or anybody could put others on the list of who gets
 * newsletters, also by writing under our own name. Where nothing could be checked the sender is believed that far, and no
 * further (no purchase, no unsubscribe): no server is trusted for that mailbox, or the mail lay there before Wafa came.
 */
export function believed() {
  return sql<boolean>`(m.authenticity = 'verified'
    or m.authenticity = 'unverified' and (m.arrival = 'history' or m.authenticity_checked_by = 'nobody')
    or m.direction <> 'incoming' and (m.mailbox_id is null or exists (
      select from locations l join folders f on f.business_id = l.business_id and f.id = l.folder_id
      where l.business_id = m.business_id and l.content_hash = m.content_hash and f.role = 'sent')))`;
}

/** The same of a mail that just came in and is not logged yet. */
export function isBelieved(
  mail: Pick<ArrivingMail, 'authenticity' | 'authenticityCheckedBy' | 'arrival'>,
): boolean {
  if (mail.authenticity !== 'unverified') return mail.authenticity === 'verified';
  return mail.arrival === 'history' || mail.authenticityCheckedBy === 'nobody';
}
