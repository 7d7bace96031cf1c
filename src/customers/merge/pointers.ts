import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../../database/tables.ts';

/** How rows of a table that belong to a contact become another's, and find back. */
export interface Pointer {
  table: keyof Tables;
  /** The primary key without business_id. */
  key: readonly string[];
  /** Two rows that agree in these say the same: the merged contact's is kept in the snapshot only. */
  same?: readonly string[];
  /** ... and only where this holds of `m`, the merged contact's row, and `k`, the kept one's. */
  sameWhen?: RawBuilder<boolean>;
  /** Rows written after a merge that go with the merged contact when it is undone; of no other does anybody know whose they are. */
  later?: 'address' | 'recipient' | 'message' | 'evidence' | 'purchase';
}

/**
 * Every table that points to a contact by `contact_id`, and what merging does with it. A test holds this against the
 * catalogue, so that a new table cannot be forgotten.
 */
export const MOVED: readonly Pointer[] = [
  { table: 'external_ids', key: ['system', 'external_id'] },
  { table: 'senders', key: ['canonical'], later: 'address' },
  {
    table: 'details',
    key: ['id'],
    same: ['field', 'value'],
    // What a person said, or took away, is never lost to what was found.
    sameWhen: sql<boolean>`m.removed_at is null and k.removed_at is null and (k.by_person or not m.by_person)`,
    later: 'message',
  },
  {
    table: 'occasions',
    key: ['id'],
    same: ['kind', 'label', 'calendar', 'month', 'day'],
    sameWhen: sql<boolean>`m.year is not distinct from k.year and m.removed_at is null and k.removed_at is null
      and (k.by_person or not m.by_person)`,
    later: 'message',
  },
  { table: 'notes', key: ['id'] },
  { table: 'changes', key: ['edit_id', 'number'] },
  { table: 'contact_tags', key: ['contact_id', 'tag'], same: ['tag'] },
  { table: 'purchases', key: ['id'], later: 'message' },
  { table: 'purchase_items', key: ['purchase_id', 'position'], later: 'purchase' },
  { table: 'payments', key: ['id'], later: 'purchase' },
  { table: 'carts', key: ['id'] },
  { table: 'feedback', key: ['id'], later: 'message' },
  { table: 'interactions', key: ['id'] },
  { table: 'signals', key: ['id'], later: 'evidence' },
  { table: 'automation_runs', key: ['id'] },
  { table: 'tasks', key: ['id'] },
  { table: 'webhook_calls', key: ['id'] },
  {
    table: 'dry_runs',
    key: ['automation', 'contact_id', 'occasion', 'step'],
    same: ['automation', 'occasion', 'step'],
  },
  { table: 'campaign_recipients', key: ['campaign_id', 'canonical'], later: 'address' },
  { table: 'outgoing_emails', key: ['id'], later: 'recipient' },
  { table: 'survey_invitations', key: ['id'], same: ['survey', 'wave'] },
  { table: 'loyalty_entries', key: ['id'] },
  { table: 'referral_codes', key: ['code'] },
  { table: 'referrals', key: ['contact_id', 'code'], same: ['code'] },
  { table: 'raffle_entries', key: ['raffle_id', 'ticket'] },
  { table: 'segment_members', key: ['segment_id', 'contact_id'], same: ['segment_id'] },
];

/** Addresses, and the logged mail that follows them (mail-of-contact.ts). */
export const MAIL: readonly (keyof Tables)[] = ['contact_addresses', 'messages', 'message_addresses'];

/** What is made of a contact alone: kept in the snapshot, and made anew for the one that stays. */
export const KEPT_ASIDE: readonly Pointer[] = [
  { table: 'scores', key: ['contact_id'] },
  { table: 'stage_history', key: ['contact_id', 'since'] },
];

/** Written by the database or the next comparison; pairs of contacts are looked after by themselves (carry-decisions.ts). */
export const MADE_ANEW: readonly (keyof Tables)[] = [
  'contact_words',
  'match_keys',
  'contacts_to_compare',
  'merge_suggestions',
];
