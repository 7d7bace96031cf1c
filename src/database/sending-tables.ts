import type { BusinessId, Defaulted, Json } from './column-types.ts';

/** Tables of migrations/0008-sending.ts. */
export interface SendingTables {
  preflights: PreflightsTable;
}

/** What the doctor found the last time, of one mailbox that sends. */
interface PreflightsTable {
  business_id: BusinessId;
  mailbox_id: string;
  checked_at: Date;
  /** Nothing failed that receivers of bulk mail insist on. */
  passed: boolean;
  findings: Json<object[]>;
  /** Who said that bulk mail leaves all the same. */
  accepted_by: Defaulted<string | null>;
  accepted_at: Defaulted<Date | null>;
}
