import { type Kysely, sql } from 'kysely';

/** A person holds a campaign, or ends it; what it came to is counted along its mails. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
}

const TABLES = [
  `alter table campaigns
    add column halted text check (halted in ('paused', 'cancelled')),
    add column halted_at timestamptz,
    add column halted_by text`,
  `create index campaigns_halted on campaigns (business_id, id) where halted is not null`,
  `create index outgoing_emails_of_campaign on outgoing_emails (business_id, campaign_id) where campaign_id is not null`,
];
