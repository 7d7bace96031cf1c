import type { LoyaltySettings } from '../config/schema.ts';
import type { Purpose } from '../customers/consent/purpose.ts';
import type { MailClass, Tx } from '../database/tables.ts';
import type { MailAddress } from '../lib/email-address.ts';
import type { Locale } from '../lib/locale.ts';
import type { RenderedMail } from '../rendering/render-mail.ts';
import type { RunMode } from './automation.ts';
import type { SurveyBook } from './mail-data/survey.ts';

/** One mail that is to be written and put into the outbox. */
export interface MailRequest {
  automation: string;
  template: string;
  class: MailClass;
  /** The class unless told. */
  purpose?: Purpose;
  contactId: string;
  /** The person's name, for the To field; may be ''. */
  name: string;
  address: string;
  canonical: string;
  /** The reader's language. */
  locale: Locale;
  /** The reader's, or the business's. */
  timeZone: string;
  /** With the automation and the contact the mail's identity: one for each, ever. */
  occasion: string;
  runId: string | null;
  campaignId: string | null;
  /** What the template declares beside `business` and `links`. */
  data: Readonly<Record<string, unknown>>;
  dueAt: Date;
  expiresAt: Date;
  /** `draft`: lies in the Drafts folder until a person sends it; `approve`: waits for a person's word; `live`: leaves when due. */
  mode: RunMode;
}

/** A few plain words to one of our own people. */
interface NoteToStaff {
  /** One note for each, ever. */
  idemKey: string;
  automation: string;
  to: MailAddress;
  locale: Locale;
  subject: string;
  text: string;
  expiresAt: Date;
}

/** Groups of variables by name; true where a mail needs one. */
export type MailGroups = ReadonlyMap<string, boolean>;

/** The outgoing mail's id, also when it was there already; or why it cannot be written. */
export type Written = { id: string } | { problem: string };

/** How automations write mail: rendering and the outbox, put together by whoever wires the stages. */
export interface MailWriter {
  /** Renders and enqueues in `tx`; answers the outgoing mail's id, also when it was there already. */
  write(tx: Tx, request: MailRequest, now: Date): Promise<string>;
  /**
   * `write` for many in a handful of statements, answered in their order; one that cannot be written keeps no other back.
   * Not for mails that ask a survey.
   */
  writeAll(tx: Tx, requests: readonly MailRequest[], now: Date): Promise<Written[]>;
  /** What the mail would look like, without writing anything. */
  preview(request: MailRequest): RenderedMail;
  /**
   * The groups of variables that a mail takes (templates/layout/variables.yaml), and whether it cannot be written without
   * one; empty when there is no such mail.
   */
  groupsOf(template: string): MailGroups;
  /** What customers are asked. */
  surveys?: SurveyBook | undefined;
  /** The loyalty programme. */
  loyalty?: LoyaltySettings | undefined;
  /** Writes to one of our own people. */
  tellStaff(tx: Tx, note: NoteToStaff, now: Date): Promise<void>;
}
