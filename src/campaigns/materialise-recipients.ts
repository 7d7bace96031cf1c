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
const CHUNK = 5000;

/**
 * Writes down who a campaign goes to: one row for each person, at one of their addresses, in chunks of one transaction
 * each. Started again after a crash it begins at the start of the segment and passes over whoever has a row; no mark of
 * how far it came is believed. Whom the letter must not reach is left out, with the reason. Resolves to the number of
 * rows written; does nothing for a campaign that is through.
 */
export async function materialiseRecipients(options: MaterialiseOptions): Promise<number> {
  const { db, businessId, campaignId, segment, now, cap } = options;
  let after: string | undefined;
  let written = 0;
  for (;;) {
    const chunk = await inBusiness(db, businessId, async (tx) => {
      if (!(await isOpen(tx, campaignId))) return undefined;
      const ids = await segmentChunk(tx, segment, after, options.chunk ?? CHUNK, now);
      return { last: ids.at(-1), written: await insertRecipients(tx, campaignId, ids) };
    });
    if (!chunk) return written;
    written += chunk.written;
    if (chunk.last === undefined) break;
    after = chunk.last;
  }
  await inBusiness(db, businessId, (tx) => markMaterialised(tx, campaignId, cap, now));
  return written;
}

/** Once through, a campaign is closed: who becomes a customer later is not in it. Nor does a halted one find anybody. */
async function isOpen(tx: Tx, campaignId: string): Promise<boolean> {
  const open = await tx
    .selectFrom('campaigns')
    .select('id')
    .where('id', '=', campaignId)
    .where('materialised_at', 'is', null)
    .where('halted', 'is', null)
    .forShare()
    .executeTakeFirst();
  return open !== undefined;
}

async function insertRecipients(tx: Tx, campaignId: string, contactIds: readonly string[]): Promise<number> {
  if (contactIds.length === 0) return 0;
  const { numAffectedRows } =
    await sql`insert into campaign_recipients (campaign_id, canonical, address, contact_id, state, state_reason)
    select ${campaignId}::uuid, chosen.canonical, chosen.address, chosen.contact_id,
      case when chosen.refusal is null then 'waiting' else 'left out' end, coalesce(chosen.refusal, '')
    from (
      -- Of the addresses that can be reached the one that somebody chose, else the oldest; when none can, that one, to say
      -- why. Who unsubscribed does not want letters at another address either; of single purposes the writing asks.
      select distinct on (a.contact_id) a.contact_id, a.canonical, a.address,
        coalesce(min(refused.reason) over (partition by a.contact_id), dead.reason) as refusal,
        bool_or(known.canonical is not null) over (partition by a.contact_id) as known
      from unnest(${[...contactIds]}::uuid[]) as page(id)
      -- Each looked up along its index: joined, the planner takes a campaign that was empty a moment ago for a short list.
      cross join lateral (select * from contact_addresses where contact_id = page.id offset 0) a
      left join lateral (select s.reason from suppressions s
        where s.canonical = a.canonical and s.scope = 'all' offset 0) dead on true
      left join lateral (select s.reason from suppressions s
        where s.canonical = a.canonical and s.scope = 'marketing' and s.except_purposes = '{}' offset 0) refused on true
      left join lateral (select r.canonical from campaign_recipients r
        where r.campaign_id = ${campaignId}::uuid and r.canonical = a.canonical offset 0) known on true
      order by a.contact_id, dead.reason is not null, a.mailed_first desc, a.created_at, a.canonical) chosen
    where not chosen.known
    on conflict (business_id, campaign_id, canonical) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

async function markMaterialised(tx: Tx, campaignId: string, cap: number, now: Date): Promise<void> {
  await sql`update campaigns set materialised_at = ${now},
      mode = case when (select count(*) from campaign_recipients r
        where r.campaign_id = campaigns.id and r.state <> 'left out') > ${cap} then 'approve' else mode end
    where id = ${campaignId} and materialised_at is null and halted is null`.execute(tx);
}
