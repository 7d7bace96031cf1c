import type { PurchasePattern } from '../config/schema.ts';
import type { OwnAddresses } from '../messages/log/own-addresses.ts';

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
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of dates without an offset (IANA name). */
  timeZone: string;
  now: Date;
}
