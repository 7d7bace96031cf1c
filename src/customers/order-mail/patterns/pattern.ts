/**
 * Where a value stands, by the words around it: no regular expression, so that no mail can make it slow. Words are kept in
 * the shape of `shapeOf`, without digits.
 */
export type Anchor =
  /** Behind `before`, which begins the line or not. */
  | { kind: 'behind'; before: string; after: string; nth: number }
  /** So many lines below one that says `label`, behind `before`. */
  | { kind: 'below'; label: string; lines: number; before: string; after: string; nth: number }
  /** In the cell below the cell `heading`. */
  | { kind: 'column'; heading: string; nth: number };

/** Where an item's name and number stand in its line. */
export interface ItemAnchor {
  numberFirst: boolean;
  before: string;
  between: string;
  after: string;
}

/** How the order mails of one sender are read, learned from one that a person marked. */
export interface OrderPattern {
  kind: 'pattern';
  /** Which mails of the sender tell of an order: these words stand in the subject, in this order. */
  subject: readonly string[];
  orderId: Anchor;
  amount: Anchor;
  /** Who bought: an address that stands in the text, the one that answers go to, or whom the mail went to. */
  buyer: { by: 'text'; at: Anchor } | { by: 'only-address' | 'reply-to' | 'recipient' };
  name: Anchor | null;
  date: Anchor | null;
  method: Anchor | null;
  /** `lines`: as in any shop's mail. */
  items: 'lines' | ItemAnchor;
}

/** A person said that this sender sends our shop's mail; layouts and mark-up read it. */
export interface TrustedShop {
  kind: 'shop';
}
