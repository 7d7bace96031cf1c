import type { NewCart } from '../../customers/feedback/record-carts.ts';
import type { NewFeedback } from '../../customers/feedback/record-feedback.ts';
import type { NewInteraction } from '../../customers/feedback/record-interactions.ts';
import type { NamedPerson } from '../../customers/identify/named-person.ts';
import type { NewPayment } from '../../customers/purchases/record-payments.ts';
import type { NewPurchase } from '../../customers/purchases/record-purchases.ts';

/** Somebody a shop knows. */
export interface ToldPerson extends NamedPerson {
  kind: 'lead' | 'customer';
}

/** Something given back: of a purchase by its key, or by the shop's own number of the order. */
export interface ToldReturn {
  dedupeKey: string;
  of: { purchaseKey: string } | { sourceRef: string };
  at: Date;
  amountMinor: number | null;
  currency: string | null;
  text: string;
  cause: string | null;
}

/** What one delivery tells. */
export interface Told {
  purchases?: NewPurchase[];
  payments?: NewPayment[];
  returns?: ToldReturn[];
  carts?: NewCart[];
  people?: ToldPerson[];
  interactions?: NewInteraction[];
  feedback?: NewFeedback[];
}

/** What a delivery tells, or why it tells nothing that is kept. */
export type Reading = Told | { passedOver: string };

/** What reading a delivery needs to know. */
export interface HookContext {
  /** The webhook's name. */
  hook: string;
  /** Of amounts that name none. */
  currency: string;
  /** A shop tells of its orders too, so that a payment of one is not the purchase. */
  shopTells: boolean;
  /** Too old to trigger a mail: from before the webhook was there, or older than two days. */
  isHistory: (at: Date) => boolean;
}

/** A payload that is not what its sender says it is; kept, with this reason. */
export class BrokenPayload extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BrokenPayload';
  }
}
