import type { AddressRole, Arrival, Authenticity, MessageDirection, Tx } from '../../database/tables.ts';
import type { AuthenticityChecker } from '../understand/authenticity.ts';
import type { CoarseClass, MessageClass } from '../understand/message-reading.ts';

/** A mail that is about to be logged, as far as it matters whose it is. */
export interface ArrivingMail {
  id: string;
  direction: MessageDirection;
  class: CoarseClass;
  subclass: MessageClass;
  authenticity: Authenticity;
  authenticityCheckedBy: AuthenticityChecker;
  arrival: Arrival;
  subject: string;
  /** ISO 639-1, of the words that were written; null when nobody can say. */
  language: string | null;
  sentAt: Date;
  /** UTF-8. */
  text: Uint8Array;
  /** UTF-8. */
  replyText: Uint8Array;
  addresses: readonly ArrivingAddress[];
}

/** A row of message_addresses to be. */
export interface ArrivingAddress {
  position: number;
  role: AddressRole;
  name: string;
  address: string;
  canonical: string | null;
}

/** Knows whose mail is whose before it is logged: then it need not be written twice. */
export interface ArrivalLinker {
  /** Before anything else is locked: everybody takes these locks in this order. */
  lock(tx: Tx): Promise<void>;
  link(tx: Tx, mails: readonly ArrivingMail[], now: Date): Promise<ArrivalLinks>;
}

interface ArrivalLinks {
  /** The contact of a mail, null when it is nobody's; undefined when the stage has to look at it. */
  contactOf(messageId: string): string | null | undefined;
  contactAt(messageId: string, position: number): string | null;
  /** Writes what the mails say about their people; after they are logged. */
  record(): Promise<void>;
}
