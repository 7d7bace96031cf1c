import type { OrderNotice } from '../../customers/order-mail/order-notice.ts';
import type { SoldNotice } from '../../customers/order-mail/sold-notice.ts';
import { canonicalAddress, domainOf, organisationalDomain } from '../../lib/email-address.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { shortened } from '../sentence.ts';

/** A notice of our own shop, to be recorded. `importId`: the learned pattern that read it. */
export function soldOf(
  notice: OrderNotice,
  buyer: { email: string | null; name: string; phone: string | null },
  message: DetectableMessage,
  importId: string | null = null,
): SoldNotice {
  return {
    notice: { ...notice, sentence: shortened(notice.sentence) },
    buyer,
    shop: organisationalDomain(domainOf(message.fromAddress)),
    messageId: message.id,
    contentHash: message.contentHash,
    sentAt: message.sentAt,
    history: message.arrival === 'history',
    importId,
  };
}

/** Once for each mail; that a sender may be our shop, once for each sender. */
export function toldOf(
  kind: 'purchase-unverified' | 'purchase-unread' | 'shop-found' | 'bought',
  notice: OrderNotice | undefined,
  message: DetectableMessage,
  evidence: object,
): Finding {
  const sender = canonicalAddress(message.fromAddress) ?? message.fromAddress.toLowerCase();
  return {
    do: 'signal',
    rule: `order-mail:${kind}`,
    signal: {
      kind,
      contactId: kind === 'bought' ? message.contactId : null,
      dedupeKey: `${kind}:${kind === 'shop-found' ? sender : `order-mail:${message.contentHash}`}`,
      occurredAt: message.receivedAt,
      history: message.arrival === 'history',
      evidence: {
        messageId: message.id,
        sender,
        sentence: shortened(notice?.sentence ?? message.subject),
        reader: notice?.reader,
        orderId: notice?.orderId ?? null,
        amountMinor: notice?.money?.amountMinor ?? null,
        currency: notice?.money?.currency ?? null,
        ...evidence,
      },
    },
  };
}
