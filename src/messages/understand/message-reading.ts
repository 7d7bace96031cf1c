import type { Authenticity } from './authenticity.ts';
import type { CalendarReading } from './calendar.ts';
import type { ChallengeReading } from './challenge.ts';
import type { DmarcReading } from './dmarc-report.ts';
import type { LanguageReading } from './language.ts';
import type { MarkupReading } from './markup/order-markup.ts';
import type { ReceiptReading } from './receipt.ts';
import type { SignatureSuggestion } from './signature.ts';

/** What a mail is, finely. */
export type MessageClass =
  | 'human'
  | 'auto_reply'
  | 'auto_generated'
  | 'challenge_response'
  | 'mdn'
  | 'complaint'
  | 'dmarc_report'
  | 'delivery_notice'
  | 'delay_notice'
  | 'bounce'
  | 'unsubscribe_request'
  | 'mailing_list'
  | 'newsletter'
  | 'calendar'
  | 'spam';

/** What a mail is, as the log shows it and rules ask for it. */
export type CoarseClass = 'human' | 'auto-reply' | 'bounce' | 'list' | 'other';

/** Why a delivery failed. The first four mean that the address is dead. */
export type BounceReason =
  | 'unknown_user'
  | 'unknown_host'
  | 'moved'
  | 'accepts_no_mail'
  | 'mailbox_full'
  | 'suspended'
  | 'filtered'
  | 'spam'
  | 'policy'
  | 'blocked'
  | 'authentication'
  | 'rejected_sender'
  | 'relaying'
  | 'too_big'
  | 'too_many'
  | 'content'
  | 'virus'
  | 'syntax'
  | 'network'
  | 'expired'
  | 'system'
  | 'unknown';

/** One recipient of a report about delivery. */
export interface BouncedRecipient {
  /** Lower case. */
  address: string;
  /** RFC 3464 2.3.3; `deliverable` is Postfix's answer to a probe. */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463, such as `5.1.1`; null when nothing says. */
  status: string | null;
  /** RFC 5321 reply code, such as 550. */
  smtpCode: number | null;
  reason: BounceReason;
  /** hard = the address is dead and must not be mailed again. A full mailbox or a policy is soft, whatever its code. */
  kind: 'hard' | 'soft';
  /** By the class of the status: 5 permanent, 4 transient; null when nothing says. */
  permanence: 'permanent' | 'transient' | null;
  /** The server's own words, in one line. */
  diagnostic: string;
}

export interface BounceReading {
  class: 'bounce' | 'delay_notice' | 'delivery_notice';
  recipients: BouncedRecipient[];
  /** Of all recipients; `mixed` when they differ. */
  kind: 'hard' | 'soft' | 'mixed';
  permanence: 'permanent' | 'transient' | null;
  /** The first recipient's. */
  status: string | null;
  /** The server has given up; false for a delay. */
  final: boolean;
  /** Message-ID of the mail that was not delivered, when the report holds it. */
  originalMessageId: string | null;
  /** `dsn`: RFC 3464 fields; `text`: read from words; `json`: a notification of a sending service. */
  source: 'dsn' | 'text' | 'json';
}

/** An abuse report (RFC 5965) or its home-made kin. */
export interface ComplaintReading {
  /** RFC 5965 3.1: abuse, fraud, virus, not-spam, opt-out, auth-failure, other, … */
  feedbackType: string;
  /** Who complained, lower case; often hidden by the provider. */
  recipients: string[];
  originalMessageId: string | null;
}

/** An automatic answer. */
export interface AutoReplyReading {
  kind: 'out_of_office' | 'left' | 'acknowledgement';
}

/** A sentence in which the writer asks not to be mailed any more. */
export interface UnsubscribeReading {
  sentence: string;
  /** `words`: in the text; `list-address`: the whole mail is the word, as a mailto of List-Unsubscribe makes it. */
  how: 'words' | 'list-address';
}

/** Everything that is understood from one mail alone, without the database. */
export interface MessageReading {
  class: MessageClass;
  coarseClass: CoarseClass;
  /** Why this class, in a few words for a person. */
  evidence: string;
  /** Subject without reply and forward prefixes; for threads. */
  baseSubject: string;
  /** What the person wrote, without forwarded mail and signature; quoted lines only where they are answered one by one. */
  replyText: string;
  bounce: BounceReading | null;
  complaint: ComplaintReading | null;
  autoReply: AutoReplyReading | null;
  unsubscribe: UnsubscribeReading | null;
  /** A read receipt. */
  receipt: ReceiptReading | null;
  dmarc: DmarcReading | null;
  /** A filter asks us to prove that we are a person. */
  challenge: ChallengeReading | null;
  calendar: CalendarReading | null;
  /** Orders and their kin as mark-up in the HTML tells of them. */
  markup: MarkupReading | null;
  /** Of the person's own words; of the whole text when there are none. */
  language: LanguageReading | null;
  /** What the signature says about its writer; only of mail that a person wrote. */
  signature: SignatureSuggestion[];
  authenticity: Authenticity;
}

const COARSE_CLASSES: Record<MessageClass, CoarseClass> = {
  human: 'human',
  unsubscribe_request: 'human',
  auto_reply: 'auto-reply',
  challenge_response: 'auto-reply',
  bounce: 'bounce',
  delay_notice: 'bounce',
  mailing_list: 'list',
  newsletter: 'list',
  auto_generated: 'other',
  mdn: 'other',
  complaint: 'other',
  dmarc_report: 'other',
  delivery_notice: 'other',
  calendar: 'other',
  spam: 'other',
};

/** How a fine class shows in the log. */
export function coarseClassOf(messageClass: MessageClass): CoarseClass {
  return COARSE_CLASSES[messageClass];
}
