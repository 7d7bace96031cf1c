import type { PurchaseItem, PurchaseSource } from '../../database/tables.ts';
import type { NamedPerson } from '../identify/named-person.ts';

/** A purchase as a file, a mail, a shop or a person tells of it; the buyer is named by address, external id or phone. */
export interface NewPurchase extends NamedPerson {
  /** What makes it this purchase and no other: `order:1042`, `row:<hash>`, `mail:<hash>:<pattern>`. */
  dedupeKey: string;
  orderId: string | null;
  occurredAt: Date;
  /** Of the whole, in cents and the like. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  method: string | null;
  items: PurchaseItem[];
  /** The code of a promotion it answers to. */
  promotion?: string | null | undefined;
  /** Bought on credit, for so many days; `dueAt` follows from it where none is given. */
  creditDays?: number | null | undefined;
  dueAt?: Date | null | undefined;
  /** When it was paid in full, where the source says so. */
  paidAt?: Date | null | undefined;
  source: PurchaseSource;
  /** `orders.csv:17`, or the id of the message. */
  sourceRef: string;
  importId?: string | null | undefined;
  /** History never triggers a mail. */
  history: boolean;
  /** What the signal shows besides the purchase: message id, sentence. */
  evidence?: object | undefined;
}

/** A purchase on its way into the database. */
export type PurchaseRow = NewPurchase & { id: string; contactId: string; dueAt: Date | null };
