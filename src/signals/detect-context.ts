import type { PurchasePattern } from '../config/schema.ts';
import type { OrderPattern } from '../customers/order-mail/patterns/pattern.ts';
import type { OwnAddresses } from '../messages/log/own-addresses.ts';

/** How the order mails of a sender are read, as a person taught it. */
export interface LearnedPattern {
  id: string;
  pattern: OrderPattern;
}

/** What detectors need to know beside the message. */
export interface DetectContext {
  businessId: string;
  /** The key of our own tokens. */
  signingKey: string;
  patterns: readonly PurchasePattern[];
  /** Whose mail is ours. */
  own: OwnAddresses;
  /** Canonical addresses of which a person, or the configuration, says that they send our shop's mail. */
  shops: ReadonlySet<string>;
  /** Learned patterns by the canonical address of their sender. */
  learned: ReadonlyMap<string, readonly LearnedPattern[]>;
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of dates without an offset (IANA name). */
  timeZone: string;
  /** Drafts lie in mailboxes of ours: a mail that left one by hand may be one of them. */
  draftsOut?: boolean;
  now: Date;
}
