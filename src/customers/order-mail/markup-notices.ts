import type { PurchaseItem } from '../../database/tables.ts';
import { parseAddress } from '../../lib/email-address.ts';
import { latinDigits } from '../../messages/parse/clean-text.ts';
import type { MarkupItem, OrderMarkup } from '../../messages/understand/markup/order-markup.ts';
import { readCurrency, readMoney } from '../purchases/money-text.ts';
import { orderIdIn } from './order-id-in.ts';
import type { Money, NoticeKind, OrderMail, OrderNotice, ReadingContext } from './order-notice.ts';
import { instantIn } from './time-in.ts';

/**
 * What the mark-up of a mail tells of, in the shape of what is read from texts. Mark-up is written for whoever bought: a
 * mail program shows it to its owner.
 */
export function markupNotices(
  orders: readonly OrderMarkup[],
  { sentAt }: Pick<OrderMail, 'sentAt'>,
  { currency, timeZone }: Pick<ReadingContext, 'currency' | 'timeZone'>,
): OrderNotice[] {
  return orders.map((order): OrderNotice => {
    const named = readCurrency(order.currency) ?? currency;
    const items = order.items.map((item) => itemOf(item, named));
    const money = amountOf(order.price, named) ?? sumOf(order, items, named);
    const isOrder = order.kind === 'order' || order.kind === 'reservation';
    const at = instantIn(order.date, timeZone);
    return {
      what: whatOf(order),
      speaksTo: 'buyer',
      reader: 'mark-up',
      // Only the items say what it cost.
      confidence: order.price === '' ? 0.85 : 0.98,
      orderId:
        orderIdIn(isOrder ? order.number : order.ofOrder) ?? rawId(isOrder ? order.number : order.ofOrder),
      documentId: isOrder ? null : rawId(order.number),
      at: at !== null && at.getTime() <= sentAt.getTime() + MAX_AHEAD_MS ? at : null,
      money,
      buyer: { name: order.buyer.name, email: parseAddress(order.buyer.email) ?? null, phone: null },
      seller: order.seller.name,
      items,
      method: order.method === '' ? null : order.method,
      dueAt: instantIn(order.dueDate, timeZone),
      paid: /^Payment(?:Complete|AutomaticallyApplied)$/i.test(order.status),
      sentence: sentenceOf(order),
    };
  });
}

/** Clocks differ. */
const MAX_AHEAD_MS = 86_400_000;

function whatOf({ kind, status }: OrderMarkup): NoticeKind {
  if (/Cancell?ed$/i.test(status)) return 'cancellation';
  if (/Returned$|Refunded$/i.test(status)) return 'refund';
  if (kind === 'parcel') return 'shipment';
  return kind === 'invoice' ? 'invoice' : 'order';
}

/** Mark-up says outright what the number is: whatever stands there is it. */
function rawId(text: string): string | null {
  const plain = latinDigits(text).trim().replace(/^#\s*/, '');
  return plain === '' ? null : plain;
}

function amountOf(text: string, currency: string): Money | null {
  if (text === '') return null;
  const money = readMoney(text, currency);
  return 'problem' in money ? null : money;
}

/** Without a price of the whole, what the items come to, if each has one. */
function sumOf(order: OrderMarkup, items: readonly PurchaseItem[], currency: string): Money | null {
  if (order.kind === 'parcel' || items.length === 0) return null;
  let sum = 0;
  for (const { amountMinor } of items) {
    if (amountMinor === undefined) return null;
    sum += amountMinor;
  }
  return Number.isSafeInteger(sum) ? { amountMinor: sum, currency } : null;
}

/** The price of an offer is that of one piece. */
function itemOf({ name, quantity, price, sku, currency }: MarkupItem, orderCurrency: string): PurchaseItem {
  const count = Number(latinDigits(quantity === '' ? '1' : quantity));
  const pieces = Number.isFinite(count) && count > 0 ? count : 1;
  const named = readCurrency(currency) ?? orderCurrency;
  const each = named === orderCurrency ? amountOf(price, named) : null;
  return {
    name,
    quantity: pieces,
    ...(each ? { amountMinor: Math.round(each.amountMinor * pieces) } : {}),
    ...(sku === '' ? {} : { sku }),
  };
}

function sentenceOf({ type, number, seller, price, currency }: OrderMarkup): string {
  return [`${type} ${number}`.trim(), seller.name, `${price} ${currency}`.trim()]
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, MAX_SENTENCE);
}

const MAX_SENTENCE = 300;
