import type { BusinessId, Defaulted } from './column-types.ts';

/** `paused`: nothing leaves until somebody resumes it. `cancelled`: for good. */
export type Halted = 'paused' | 'cancelled';

/** The rows of newsletters and who gets them, as in migrations/0001-foundation.ts and 0006-campaigns.ts. */
export interface CampaignTables {
  campaigns: CampaignsTable;
  campaign_recipients: CampaignRecipientsTable;
}

interface CampaignsTable {
  business_id: BusinessId;
  id: string;
  automation: string;
  occasion: string;
  issue: string;
  segment: string;
  mode: 'approve' | 'live';
  created_at: Date;
  materialised_at: Date | null;
  enqueued_at: Date | null;
  /** A person's word; null while it runs or is through. */
  halted: Halted | null;
  halted_at: Date | null;
  halted_by: string | null;
}

interface CampaignRecipientsTable {
  business_id: BusinessId;
  campaign_id: string;
  canonical: string;
  address: string;
  contact_id: string;
  state: Defaulted<'waiting' | 'enqueued' | 'left out'>;
  state_reason: Defaulted<string>;
  email_id: string | null;
}
