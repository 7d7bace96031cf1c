import { canonicalAddress, domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { isOwn, type OwnAddresses } from '../../messages/log/own-addresses.ts';
import type { Layout } from './layout.ts';
import { LAYOUTS } from './layouts/all.ts';
import type { OrderNotice } from './order-notice.ts';

/** Where a mail came from and went to. */
export interface MailSides {
  fromAddress: string;
  /** To and Cc. */
  recipients: readonly string[];
  /** It lies in a Sent folder, or its sender was found to be who it says: nobody else can have written it. */
  proven: boolean;
}

/** What decides whose mail is that of the business's own shop. */
export interface SideRules {
  own: OwnAddresses;
  /** Canonical addresses of which a person said that they send our shop's mail. */
  shops: ReadonlySet<string>;
}

/**
 * Which side of the sale the business is on, by who wrote, to whom, and whom the mail speaks to. Only what the business's
 * own shop says makes a purchase of a customer; a shop's mail is its own when it comes from an own address, from a shop
 * system's platform that tells us as the seller, or from a sender that a person named.
 * - `sold`: to `buyer`, who is somebody outside. `vouched`: nobody else can make us such mail. Anybody can open a shop on a
 *   platform and have its orders told to us: that makes no more than history, until a person names the sender.
 * - `bought`: the business bought from the sender, who is a supplier.
 * - `unproven`: it would be a sale, but the sender could be anybody.
 * - `stranger`: it speaks to us as the seller and comes from a sender that nobody knows as our shop.
 * - `nobody`: it does not say who bought.
 */
export type Side =
  | { side: 'sold'; buyer: { email: string | null; name: string; phone: string | null }; vouched: boolean }
  | { side: 'bought' | 'unproven' | 'stranger' | 'nobody' };

export function judgeSide(notice: OrderNotice, mail: MailSides, rules: SideRules): Side {
  const sender = canonicalAddress(mail.fromAddress);
  if (sender === undefined) return { side: 'nobody' };
  const outside = mail.recipients.filter((address) => !isOwnText(rules.own, address));
  const ours = isOwn(rules.own, sender) || rules.shops.has(sender);
  const platform = ours ? undefined : platformOf(notice, sender);
  // A platform writes as to a buyer to everybody who buys anywhere.
  if (!ours && (notice.speaksTo === 'buyer' || !platform)) {
    if (notice.speaksTo === 'seller') return { side: 'stranger' };
    return { side: mail.recipients.length > outside.length ? 'bought' : 'nobody' };
  }
  const vouched = ours || platform?.onlyFromPlatform === true;
  if (notice.speaksTo === 'seller') return sold(notice, notice.buyer.email, mail, vouched);
  const [recipient, ...more] = outside;
  // A copy of what the customer got names them as its recipient; one that was sent to us alone must name them itself.
  const email = recipient === undefined ? notice.buyer.email : more.length === 0 ? recipient : null;
  return sold(notice, email, mail, vouched);
}

function sold(notice: OrderNotice, email: string | null, { proven }: MailSides, vouched: boolean): Side {
  const { name, phone } = notice.buyer;
  const known = OF_A_KNOWN_ORDER.has(notice.what) && notice.orderId !== null;
  if (email === null && phone === null && !known) return { side: 'nobody' };
  return proven ? { side: 'sold', buyer: { email, name, phone }, vouched } : { side: 'unproven' };
}

/** Whoever has the order of this number is who they are about. */
const OF_A_KNOWN_ORDER: ReadonlySet<OrderNotice['what']> = new Set([
  'payment',
  'refund',
  'cancellation',
  'shipment',
]);

/** The layout of a shop system or a payment service that writes to sellers in its own name. */
function platformOf({ reader }: OrderNotice, sender: string): Layout | undefined {
  const domain = organisationalDomain(domainOf(sender));
  return LAYOUTS.find(({ name, platforms }) => name === reader && platforms?.includes(domain) === true);
}

function isOwnText(own: OwnAddresses, address: string): boolean {
  const canonical = canonicalAddress(address);
  return canonical !== undefined && isOwn(own, canonical);
}
