import type { Locale } from '../lib/locale.ts';
import type { BusinessId, Defaulted } from './column-types.ts';

export type SurveyKind = 'nps' | 'csat' | 'question';

/** Tables of migrations/0007-surveys-and-loyalty.ts. */
export interface SurveyTables {
  survey_invitations: SurveyInvitationsTable;
  survey_mails: SurveyMailsTable;
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
