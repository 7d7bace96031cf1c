/** Somebody in mark-up; '' where it does not say. */
export interface MarkupParty {
  name: string;
  email: string;
}

export interface MarkupItem {
  name: string;
  /** As it stands: `2`, `۲`, `1.5`; '' where it does not say. */
  quantity: string;
  /** Of one piece, as it stands. */
  price: string;
  currency: string;
  sku: string;
}

/**
 * An order, an invoice, a parcel or a reservation as a mail's schema.org mark-up tells of it, values as they stand: what
 * they mean is for whoever acts on them. '' where it does not say.
 */
export interface OrderMarkup {
  kind: 'order' | 'invoice' | 'parcel' | 'reservation';
  /** The type's name at schema.org: `Order`, `LodgingReservation`. */
  type: string;
  number: string;
  /** The order that an invoice or a parcel belongs to. */
  ofOrder: string;
  /** Without the address of schema.org: `OrderCancelled`, `PaymentDue`. */
  status: string;
  date: string;
  dueDate: string;
  price: string;
  currency: string;
  method: string;
  seller: MarkupParty;
  buyer: MarkupParty;
  items: MarkupItem[];
}

export interface MarkupReading {
  orders: OrderMarkup[];
  /** Blocks that nobody can read. */
  broken: number;
}

/** Orders kept of one mail. */
export const MAX_MARKUP_ORDERS = 50;
/** Items kept of one order. */
export const MAX_MARKUP_ITEMS = 100;
/** Characters of one value. */
export const MAX_MARKUP_VALUE = 300;
/** Things inside things that are followed. */
export const MAX_MARKUP_DEPTH = 12;
/** Things and values looked at in one mail. */
export const MAX_MARKUP_NODES = 20_000;
