import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { type Segment, segmentChunk } from './segments.ts';

export interface MaterialiseOptions {
  db: Db;
  businessId: string;
  campaignId: string;
  segment: Segment;
  /** A live campaign with more recipients than this waits for a person's approval. */
  cap: number;
  now: Date;
  chunk?: number;
}

/** Contacts that become recipients in one transaction. */
const CHUNK = 1000;

/**
 * Writes down who a campaign goes to: one row for each person, at one of their addresses, in chunks of one transaction
 * each. Started again after a crash it begins at the start of the segment and passes over whoever has a row; no mark of
 * how far it came is believed. Whom the letter must not reach is left out, with the reason. Resolves to the number of
 * rows written; does nothing for a campaign that is through.
 */
export async function materialiseRecipients(options: MaterialiseOptions): Promise<number> {
  const { db, businessId, campaignId, segment, now, cap } = options;
  if (!(await inBusiness(db, businessId, (tx) => isOpen(tx, campaignId)))) return 0;
  let after: string | undefined;
  let written = 0;
  for (;;) {
    const chunk = await inBusiness(db, businessId, async (tx) => {
      const ids = await segmentChunk(tx, segment, after, options.chunk ?? CHUNK, now);
      return { last: ids.at(-1), written: await insertRecipients(tx, campaignId, ids) };
    });
    written += chunk.written;
    if (chunk.last === undefined) break;
    after = chunk.last;
  }
  await inBusiness(db, businessId, (tx) => markMaterialised(tx, campaignId, cap, now));
  return written;
}

/** Once through, a campaign is closed: who becomes a customer later is not in it. */
async function isOpen(tx: Tx, campaignId: string): Promise<boolean> {
  const open = await tx
    .selectFrom('campaigns')
    .select('id')
    .where('id', '=', campaignId)
    .where('materialised_at', 'is', null)
    .executeTakeFirst();
  return open !== undefined;
}

async function insertRecipients(tx: Tx, campaignId: string, contactIds: readonly string[]): Promise<number> {
  if (contactIds.length === 0) return 0;
  const { rows } =
    await sql`insert into campaign_recipients (campaign_id, canonical, address, contact_id, state, state_reason)
    select ${campaignId}::uuid, chosen.canonical, chosen.address, c.id,
      case when refusal.reason is null then 'waiting' else 'left out' end, coalesce(refusal.reason, '')
    from contacts c
    -- Of the addresses that can be reached the one that somebody chose, else the oldest; when none can, that one, to say why.
    join lateral (
      select a.canonical, a.address from contact_addresses a
      where a.contact_id = c.id
      order by exists (select from suppressions s where s.canonical = a.canonical and s.scope = 'all'),
        a.mailed_first desc, a.created_at, a.canonical
      limit 1) chosen on true
    -- Who unsubscribed does not want letters at another address either; of single purposes the writing asks.
    left join lateral (
      select s.reason from contact_addresses a join suppressions s on s.canonical = a.canonical
      where a.contact_id = c.id and ((s.scope = 'marketing' and s.except_purposes = '{}')
        or (s.scope = 'all' and s.canonical = chosen.canonical))
      order by s.scope desc limit 1) refusal on true
    where c.id = any(${[...contactIds]}::uuid[])
      and not exists (select from contact_addresses a
        join campaign_recipients r on r.canonical = a.canonical and r.campaign_id = ${campaignId}::uuid
        where a.contact_id = c.id)
    on conflict (business_id, campaign_id, canonical) do nothing
    returning canonical`.execute(tx);
  return rows.length;
}

async function markMaterialised(tx: Tx, campaignId: string, cap: number, now: Date): Promise<void> {
  await sql`update campaigns set materialised_at = ${now},
      mode = case when (select count(*) from campaign_recipients r
        where r.campaign_id = campaigns.id and r.state <> 'left out') > ${cap} then 'approve' else mode end
    where id = ${campaignId} and materialised_at is null`.execute(tx);
}
