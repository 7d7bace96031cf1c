import type { Locale } from '../lib/locale.ts';
import type { BusinessId, Defaulted } from './column-types.ts';

export type SurveyKind = 'nps' | 'csat' | 'question';

/** Tables of migrations/0007-surveys-and-loyalty.ts. */
export interface SurveyTables {
  survey_invitations: SurveyInvitationsTable;
  survey_mails: SurveyMailsTable;
  loyalty_entries: LoyaltyEntriesTable;
  referral_codes: ReferralCodesTable;
  referrals: ReferralsTable;
  raffles: RafflesTable;
  raffle_entries: RaffleEntriesTable;
}

/** One question to one person on one occasion, and the answer. */
interface SurveyInvitationsTable {
  business_id: BusinessId;
  id: string;
  /** The name of the survey. */
  survey: string;
  kind: SurveyKind;
  /** The occasion: asked again on the same one, nothing is asked. */
  wave: string;
  contact_id: string;
  /** What it is about, if it is about a purchase. */
  purchase_id: string | null;
  locale: Locale;
  /** As it was asked. */
  question: string;
  asked_at: Date;
  expires_at: Date;
  answered_at: Defaulted<Date | null>;
  /** 0 to 10 (nps), 1 to 5 (csat). */
  score: Defaulted<number | null>;
  answer: Defaulted<string>;
  answered_by: Defaulted<'page' | 'reply' | null>;
  /** The reply it was read in. */
  message_id: Defaulted<string | null>;
}

/** A mail that carries an invitation. */
interface SurveyMailsTable {
  business_id: BusinessId;
  email_id: string;
  invitation_id: string;
}

/** Points that no purchase gave. */
interface LoyaltyEntriesTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  /** Spent ones are negative. */
  points: number;
  note: string;
  actor: string;
  at: Date;
}

interface ReferralCodesTable {
  business_id: BusinessId;
  code: string;
  /** Who passes it on. */
  contact_id: string;
  created_at: Date;
}

/** Somebody came with a friend's code. */
interface ReferralsTable {
  business_id: BusinessId;
  contact_id: string;
  code: string;
  at: Date;
}

interface RafflesTable {
  business_id: BusinessId;
  id: string;
  name: string;
  prize: string;
  /** How many win. */
  winners: number;
  closes_at: Date;
  /** Hex; told to nobody before the draw. */
  seed: string;
  /** SHA-256 of the seed, in hex; told to everybody from the beginning. */
  commitment: string;
  created_at: Date;
  drawn_at: Defaulted<Date | null>;
  /** SHA-256 of who took part, as they were at the draw. */
  entries_hash: Defaulted<string | null>;
}

interface RaffleEntriesTable {
  business_id: BusinessId;
  raffle_id: string;
  /** Counts up from 1. */
  ticket: number;
  /** Stands for the person in what is hashed; stays when they are merged or erased. */
  entrant: string;
  contact_id: string | null;
  entered_at: Date;
  /** 1 for the first prize; null for who won nothing. */
  place: Defaulted<number | null>;
}
