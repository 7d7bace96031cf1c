import type { OrderNotice } from './order-notice.ts';

/**
 * What a mail's mark-up and its words tell of the same order, as one notice: whom it speaks to and who bought by the words,
 * for mark-up is always written as to the buyer; the values by the mark-up, for it says outright which is which.
 */
export function combineNotices(markup: readonly OrderNotice[], words: readonly OrderNotice[]): OrderNotice[] {
  const rest = [...markup];
  const combined = words.map((notice) => {
    const at = rest.findIndex(
      ({ orderId }) =>
        orderId?.toLowerCase() === notice.orderId?.toLowerCase() ||
        (markup.length === 1 && words.length === 1),
    );
    const [marked] = at < 0 ? [] : rest.splice(at, 1);
    return marked ? together(marked, notice) : notice;
  });
  return [...combined, ...rest];
}

function together(marked: OrderNotice, words: OrderNotice): OrderNotice {
  const ofOrder = words.what === marked.what;
  return {
    ...words,
    // "Thank you for your order" stands in the mail about its parcel, too.
    what: marked.what === 'order' ? words.what : marked.what,
    reader: words.speaksTo === 'buyer' ? marked.reader : words.reader,
    confidence: Math.max(marked.confidence, words.confidence),
    orderId: marked.orderId ?? words.orderId,
    documentId: marked.documentId ?? words.documentId,
    at: marked.at ?? words.at,
    // The words may be of a refund, the mark-up still of the whole order.
    money: ofOrder ? (marked.money ?? words.money) : (words.money ?? marked.money),
    buyer: {
      name: words.buyer.name || marked.buyer.name,
      email: words.buyer.email ?? marked.buyer.email,
      phone: words.buyer.phone ?? marked.buyer.phone,
    },
    seller: marked.seller || words.seller,
    items: marked.items.length > 0 ? marked.items : words.items,
    method: words.method ?? marked.method,
    dueAt: marked.dueAt ?? words.dueAt,
    paid: marked.paid || words.paid,
  };
}
