import type { MailClass, Tx } from '../database/tables.ts';
import type { Locale } from '../lib/locale.ts';

/** One mail that is to be written and put into the outbox. */
export interface MailRequest {
  automation: string;
  template: string;
  class: MailClass;
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
  /** `approve`: waits for a person's word; `live`: leaves when due. */
  mode: 'approve' | 'live';
}

/** How automations write mail: rendering and the outbox, put together by whoever wires the stages. */
export interface MailWriter {
  /** Renders and enqueues in `tx`; answers the outgoing mail's id, also when it was there already. */
  write(tx: Tx, request: MailRequest, now: Date): Promise<string>;
  /** What the mail would be called, without writing anything. */
  preview(request: MailRequest): { subject: string; locale: Locale };
}
