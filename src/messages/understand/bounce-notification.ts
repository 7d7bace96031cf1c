import { bouncedRecipient } from './bounced-recipient.ts';
import type { BouncedRecipient } from './message-reading.ts';

/**
 * The JSON that Amazon SES sends by mail through SNS about a bounce or a delivery ("notificationType"), possibly with
 * a footer after it. Undefined for anything else; complaints are read in arf.ts.
 */
export function readBounceNotification(
  text: string,
): { recipients: BouncedRecipient[]; originalMessageId: string | null } | undefined {
  const notification = notificationOf(text);
  const mail = record(notification?.['mail']);
  if (!notification || !mail) return undefined;
  const originalMessageId = stringOf(mail['messageId']) || null;
  const bounce = record(notification['bounce']);
  if (bounce) {
    const recipients = list(bounce['bouncedRecipients']).map((item) =>
      bouncedRecipient({
        address: stringOf(item['emailAddress']),
        action: stringOf(item['action']).toLowerCase() || 'failed',
        status: stringOf(item['status']),
        diagnostic: stringOf(item['diagnosticCode']).replace(/^\s*smtp\s*;\s*/i, ''),
        context: BOUNCE_WORDS[stringOf(bounce['bounceSubType'])] ?? '',
      }),
    );
    return recipients.length > 0 ? { recipients, originalMessageId } : undefined;
  }
  const delivery = record(notification['delivery']);
  if (!delivery) return undefined;
  const recipients = strings(delivery['recipients']).map((address) =>
    bouncedRecipient({
      address,
      action: 'delivered',
      status: '',
      diagnostic: stringOf(delivery['smtpResponse']),
      context: '',
    }),
  );
  return recipients.length > 0 ? { recipients, originalMessageId } : undefined;
}

/** The JSON object a mail's text begins with, when it is a notification. */
export function notificationOf(text: string): Record<string, unknown> | undefined {
  const start = text.trimStart();
  if (!/^\{\s*"/.test(start) || !start.slice(0, MAX_KEY_DISTANCE).includes('otificationType'))
    return undefined;
  const end = start.lastIndexOf('}');
  const whole = start.slice(0, end + 1);
  for (const candidate of [start.split('\n', 1)[0] ?? '', whole, whole.replace(LINE_SPLIT, '')]) {
    try {
      const outer = record(JSON.parse(candidate));
      const inner = outer?.['Message'];
      return typeof inner === 'string' ? record(JSON.parse(inner)) : outer;
    } catch {
      // The footer is still in it, or it is no JSON at all: the next candidate, or none.
    }
  }
  return undefined;
}

/** Sendmail splits lines above its limit (990) so. */
const LINE_SPLIT = /!\r?\n /g;

/** `notificationType` stands first or after the mail it is about. */
const MAX_KEY_DISTANCE = 20_000;

/** What SES's subtypes mean, in the words servers use. */
const BOUNCE_WORDS: Record<string, string> = {
  MailboxFull: 'mailbox full',
  MessageTooLarge: 'message too large',
  ContentRejected: 'content rejected',
  AttachmentRejected: 'attachment rejected',
  NoEmail: 'user unknown',
};

export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

export function list(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.map(record).filter((item) => item !== undefined);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item: unknown) => typeof item === 'string') : [];
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
