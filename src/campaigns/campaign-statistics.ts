import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { type Proportion, proportion } from '../lib/statistics/proportion.ts';

/** What a campaign came to, in people; each share with Wilson's 95 % interval. Undefined where there is nothing to count. */
export interface CampaignStatistics {
  /** Mails that were tried: delivered, bounced, or nobody knows. */
  tried: number;
  /** Whether they arrived is not known. */
  uncertain: number;
  /** Of those tried: taken by the reader's server, and not come back. */
  delivered: Proportion | undefined;
  /** Of those tried: refused at once, or come back. */
  bounced: Proportion | undefined;
  /** Of those delivered: answered by hand. */
  replied: Proportion | undefined;
  /** Of those delivered: bought within `days`, for whatever reason. */
  purchased: Proportion | undefined;
  /** Of those delivered: withdrew by a link of this very mail. */
  unsubscribed: Proportion | undefined;
  /** Of those delivered: marked it as spam, as far as their provider reports it. */
  complained: Proportion | undefined;
  days: number;
}

/**
 * Counts along the campaign's mails. Opens are not tracked, and a purchase counts that came after the mail, not because of
 * it. Soft bounces count as bounced; a report that mail is merely delayed does not.
 */
export async function campaignStatistics(
  tx: Tx,
  campaignId: string,
  days: number,
): Promise<CampaignStatistics> {
  const { rows } = await sql<Counts>`
    with tried as (
      select e.id, e.contact_id, e.recipient_canonical, e.message_id, e.state, e.evidence,
        coalesce(e.sent_at, e.state_at) as left_at,
        e.state = 'failed' or e.evidence ? 'hardBounce' or e.evidence ? 'softBounce' as bounced
      from outgoing_emails e
      where e.campaign_id = ${campaignId}::uuid and e.state in ('sent', 'failed', 'uncertain')),
    arrived as (select * from tried where not bounced and state = 'sent')
    select (select count(*) from tried) as tried,
      (select count(*) from tried where bounced) as bounced,
      (select count(*) from tried where state = 'uncertain' and not bounced) as uncertain,
      (select count(*) from arrived) as delivered,
      (select count(*) from arrived a where exists (
        select from thread_references t join messages m on m.business_id = t.business_id and m.thread_id = t.thread_id
        where t.reference = a.message_id and m.direction = 'incoming' and m.class = 'human'
          and m.authenticity <> 'failed' and m.received_at >= a.left_at)) as replied,
      (select count(*) from arrived a where exists (
        select from purchases p where p.contact_id = a.contact_id and p.cancelled_at is null
          and p.occurred_at >= a.left_at and p.occurred_at < a.left_at + make_interval(days => ${days}))) as purchased,
      (select count(*) from arrived a where exists (
        select from consent_events c where c.canonical = a.recipient_canonical and c.state = 'withdrawn'
          and c.evidence->>'emailId' = a.id::text)) as unsubscribed,
      (select count(*) from arrived where evidence ? 'complaint') as complained`.execute(tx);
  const [counts] = rows;
  if (!counts) throw new Error('a count has no row');
  const { tried, uncertain, delivered } = counts;
  const ofDelivered = (part: number) => proportion(part, delivered);
  return {
    tried,
    uncertain,
    delivered: proportion(delivered, tried),
    bounced: proportion(counts.bounced, tried),
    replied: ofDelivered(counts.replied),
    purchased: ofDelivered(counts.purchased),
    unsubscribed: ofDelivered(counts.unsubscribed),
    complained: ofDelivered(counts.complained),
    days,
  };
}

type Counts = Record<
  'tried' | 'bounced' | 'uncertain' | 'delivered' | 'replied' | 'purchased' | 'unsubscribed' | 'complained',
  number
>;
