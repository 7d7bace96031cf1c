import type { PurchasePattern } from '../config/schema.ts';

/** What detectors need to know beside the message. */
export interface DetectContext {
  businessId: string;
  /** The key of our own tokens. */
  signingKey: string;
  patterns: readonly PurchasePattern[];
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of dates without an offset (IANA name). */
  timeZone: string;
  now: Date;
}
