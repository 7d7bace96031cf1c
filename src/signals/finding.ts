import type { SoldNotice } from '../customers/order-mail/sold-notice.ts';
import type { NewPurchase } from '../customers/purchases/record-purchases.ts';
import type { BounceReport } from '../outbox/bounces.ts';
import type { SentByPerson } from '../outbox/drafts.ts';
import type { SurveyReply } from './survey-answers.ts';

/** Something noticed in a message, for people and automations to see. */
export interface NewSignal {
  kind: string;
  contactId: string | null;
  /** The same thing noticed again has the same key. */
  dedupeKey: string;
  occurredAt: Date;
  /** History never triggers a mail. */
  history: boolean;
  /** With the ids of messages and the sentence, so that a person can judge. */
  evidence: object;
}

/**
 * What a detector found. `rule` is acted on once per content (table effects). A detector only says what it saw; what
 * comes of it is done by apply-findings.ts.
 */
export type Finding =
  | { do: 'signal'; rule: string; signal: NewSignal }
  | { do: 'purchase'; rule: string; purchase: NewPurchase }
  /** What the mail of our own shop tells of: an order, money, a return, a cart. */
  | { do: 'order'; rule: string; sold: SoldNotice }
  /** With a token of ours: whoever got the mail that carried it. */
  | { do: 'unsubscribe'; rule: string; emailId: string; source: 'mailto' | 'reply'; signal: NewSignal }
  /** An authentic sender; `emailId` where a token of ours says which mail it is about. */
  | {
      do: 'suppress';
      rule: string;
      canonical: string;
      emailId?: string;
      source: 'mailto' | 'reply';
      signal: NewSignal;
    }
  /** Acted on only if it proves to be about a mail of ours; `signal` null where there is nothing to tell. */
  | { do: 'report'; rule: string; report: BounceReport; about: string | null; signal: NewSignal | null }
  /** A reply to a mail of ours; it answers a survey if that carried one. */
  | { do: 'answer'; rule: string; reply: SurveyReply }
  /** A mail of ours evidently arrived, for somebody refers to it or it lies in Sent. */
  | { do: 'seen'; rule: string; messageId: string; where: 'the Sent folder' | 'a reply' }
  /** A mail left a mailbox of ours by hand: it may be a draft that Wafa has put there. */
  | ({ do: 'left'; rule: string } & SentByPerson);
