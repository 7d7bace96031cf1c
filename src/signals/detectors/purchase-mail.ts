import type { PurchasePattern } from '../../config/schema.ts';
import { latinDigits } from '../../customers/dates/digits.ts';
import { readCurrency, readMoney } from '../../customers/purchases/money-text.ts';
import { normaliseOrderId, orderKey } from '../../customers/purchases/order-text.ts';
import { readPurchaseTime } from '../../customers/purchases/purchase-time.ts';
import type { NewPurchase } from '../../customers/purchases/record-purchases.ts';
import { canonicalAddress, parseAddress } from '../../lib/email-address.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding, NewSignal } from '../finding.ts';
import { matchWithin, PatternTimeout } from '../match-within.ts';
import { shortened } from '../sentence.ts';

/** Characters of an order confirmation that patterns see. */
const MAX_PATTERN_TEXT = 20_000;

/**
 * An order confirmation whose sender and pattern are configured. Only from an authentic sender it makes a purchase; from
 * anybody else the signal `purchase-unverified`. What matches but lacks an address or an amount, or takes too long,
 * becomes `purchase-unread`, so that a broken pattern is seen.
 */
export function detectPurchaseMail(message: DetectableMessage, context: DetectContext): Finding[] {
  if (message.direction === 'outgoing') return [];
  const sender = canonicalAddress(message.fromAddress);
  const ours = context.patterns.filter(
    ({ from }) => sender !== undefined && canonicalAddress(from) === sender,
  );
  return ours.flatMap((pattern) => readWith(pattern, message, context) ?? []);
}

function readWith(
  pattern: PurchasePattern,
  message: DetectableMessage,
  context: DetectContext,
): Finding | undefined {
  const rule = `purchase-mail:${pattern.name}`;
  const noticed = (kind: string, evidence: object): Finding => ({
    do: 'signal',
    rule,
    signal: signalOf(message, pattern, kind, evidence),
  });
  try {
    const found = matchPattern(pattern, message);
    if (!found) return undefined;
    if (message.authenticity !== 'verified') {
      return noticed('purchase-unverified', { sentence: found.sentence, doubt: message.authenticityReason });
    }
    const purchase = purchaseOf(found, pattern, message, context);
    if ('problem' in purchase) {
      return noticed('purchase-unread', { sentence: found.sentence, problem: purchase.problem });
    }
    return { do: 'purchase', rule, purchase };
  } catch (error) {
    if (!(error instanceof PatternTimeout)) throw error;
    return noticed('purchase-unread', { sentence: shortened(message.subject), problem: error.message });
  }
}

interface Found {
  groups: Record<string, string>;
  items: { name: string; quantity: number }[];
  /** The line that the amount stands in. */
  sentence: string;
}

/** The named groups of subject and text, the first of each name; undefined when the subject is another. */
function matchPattern(pattern: PurchasePattern, message: DetectableMessage): Found | undefined {
  const [subject] = matchWithin(pattern.subject, 'u', message.subject);
  if (!subject) return undefined;
  const text = message.text.slice(0, MAX_PATTERN_TEXT);
  const groups: Record<string, string> = { ...subject.groups };
  let sentence = message.subject;
  for (const body of pattern.body) {
    const [match] = matchWithin(body, 'mu', text);
    for (const [name, value] of Object.entries(match?.groups ?? {})) groups[name] ??= value;
    if (match?.groups['amount'] !== undefined) sentence = lineAt(text, match.index);
  }
  const items = pattern.item === undefined ? [] : matchWithin(pattern.item, 'mu', text);
  return {
    groups,
    sentence: shortened(sentence),
    items: items.flatMap(({ groups: { name, quantity } }) => {
      const count = Number(latinDigits(quantity ?? '1'));
      return name === undefined
        ? []
        : [{ name: shortened(name), quantity: Number.isInteger(count) ? count : 1 }];
    }),
  };
}

function purchaseOf(
  { groups, items, sentence }: Found,
  pattern: PurchasePattern,
  message: DetectableMessage,
  { currency, timeZone, now }: DetectContext,
): NewPurchase | { problem: string } {
  const replyTo = message.addresses.find(({ role }) => role === 'reply-to')?.address ?? '';
  const email = parseAddress(groups['customerEmail'] ?? replyTo);
  if (email === undefined) return { problem: 'no e-mail address of the customer' };
  if (groups['amount'] === undefined) return { problem: 'no amount' };
  const named = groups['currency'] === undefined ? currency : readCurrency(groups['currency']);
  if (named === undefined) return { problem: `"${groups['currency']}" is not a currency` };
  const money = readMoney(groups['amount'], named);
  if ('problem' in money) return money;
  const time = groups['date'] === undefined ? undefined : readPurchaseTime(groups['date'], timeZone, now);
  if (time && 'problem' in time) return time;
  const orderId = normaliseOrderId(groups['orderId'] ?? '');
  return {
    dedupeKey: orderId === null ? `mail:${message.contentHash}:${pattern.name}` : orderKey(orderId),
    email,
    name: groups['customerName'] ?? '',
    orderId,
    occurredAt: time?.occurredAt ?? message.sentAt,
    ...money,
    method: groups['method']?.trim() || null,
    items,
    source: 'mail',
    sourceRef: message.id,
    history: message.arrival === 'history',
    evidence: { messageId: message.id, sentence, pattern: pattern.name },
  };
}

function lineAt(text: string, index: number): string {
  const end = text.indexOf('\n', index);
  return text.slice(text.lastIndexOf('\n', index - 1) + 1, end < 0 ? text.length : end);
}

function signalOf(
  message: DetectableMessage,
  pattern: PurchasePattern,
  kind: string,
  evidence: object,
): NewSignal {
  return {
    kind,
    contactId: null,
    dedupeKey: `${kind}:${pattern.name}:${message.contentHash}`,
    occurredAt: message.receivedAt,
    history: message.arrival === 'history',
    evidence: { messageId: message.id, pattern: pattern.name, ...evidence },
  };
}
