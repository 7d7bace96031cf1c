import { parseHeaderFields } from '../parse/header-fields.ts';
import { messageIds } from '../parse/parse.ts';
import { type HeaderField, headerValue, headerValues, type ParsedMessage } from '../parse/parsed-message.ts';
import { list, notificationOf, record } from './bounce-notification.ts';
import type { ComplaintReading } from './message-reading.ts';

/**
 * Reads a report that a recipient pressed "spam" or asked to be taken off: RFC 5965, an `auth-failure` report of DMARC
 * (RFC 6591), Microsoft's JMRP and Amazon's JSON. Undefined for anything else.
 */
export function readComplaint(message: ParsedMessage): ComplaintReading | undefined {
  const feedback = message.reports.find(({ contentType }) => contentType === 'message/feedback-report');
  if (feedback) {
    const fields = parseHeaderFields(feedback.content.trimStart(), MAX_FIELDS);
    return complaint(message, headerValue(fields, 'feedback-type').toLowerCase().trim() || 'other', fields);
  }
  const notification = notificationOf(message.text);
  const complained = record(notification?.['complaint']);
  if (notification && complained) return fromJson(notification, complained);
  if (headerValue(message.headers, 'x-hmxmroriginalrecipient') !== '') return complaint(message, 'abuse', []);
  const system = FEEDBACK_SENDER.test(message.from?.address ?? '');
  const returned = message.reports.some(({ contentType }) => contentType === 'message/rfc822');
  if (
    returned &&
    (COMPLAINT_SUBJECT.test(message.subject) || (system && message.reportType === 'feedback-report'))
  ) {
    return complaint(message, 'abuse', []);
  }
  return isAppleOptOut(message) ? complaint(message, 'opt-out', []) : undefined;
}

const FEEDBACK_SENDER = /^(?:fbl|feedback|feedbackloop|scomp|staff|abuse|complaints?)[\w.+-]*@/i;
const COMPLAINT_SUBJECT = /^complaint about message from |^e-?mail feedback report for|abuse report$/i;
const MAX_FIELDS = 500;

/** Who complained: the report's own fields first, then the mail it returns. Hidden addresses stay hidden. */
function complaint(message: ParsedMessage, feedbackType: string, fields: HeaderField[]): ComplaintReading {
  const returned = message.reports.find(({ contentType }) => contentType !== 'message/feedback-report');
  const returnedFields = returned ? parseHeaderFields(returned.content.trimStart(), MAX_FIELDS) : [];
  const named = RECIPIENT_FIELDS.flatMap((name) => headerValues(fields, name)).flatMap(addressesIn);
  const own = headerValues(message.headers, 'x-hmxmroriginalrecipient').flatMap(addressesIn);
  const inMail = headerValues(returnedFields, 'to').flatMap(addressesIn);
  const recipients = named.length > 0 ? named : own.length > 0 ? own : inMail;
  const fallback =
    recipients.length === 0 && feedbackType === 'opt-out' ? [message.from?.address.toLowerCase() ?? ''] : [];
  return {
    feedbackType,
    recipients: [...new Set([...recipients, ...fallback])].filter((address) => address !== ''),
    originalMessageId: messageIds(headerValue(returnedFields, 'message-id'))[0] ?? null,
  };
}

const RECIPIENT_FIELDS = ['original-rcpt-to', 'removal-recipient', 'redacted-address'];

/** The Mail app of Apple answers List-Unsubscribe in its owner's name, marked as automatic. */
function isAppleOptOut(message: ParsedMessage): boolean {
  return (
    /^unsubscribe$/i.test(message.subject.trim()) &&
    /^auto-replied/i.test(headerValue(message.headers, 'auto-submitted')) &&
    /list unsubscribe|apple/i.test(message.text)
  );
}

function fromJson(
  notification: Record<string, unknown>,
  complained: Record<string, unknown>,
): ComplaintReading {
  const type = complained['complaintFeedbackType'];
  const id = record(notification['mail'])?.['messageId'];
  return {
    feedbackType: typeof type === 'string' ? type : 'abuse',
    recipients: list(complained['complainedRecipients']).flatMap(({ emailAddress }) =>
      typeof emailAddress === 'string' ? [emailAddress.toLowerCase()] : [],
    ),
    originalMessageId: typeof id === 'string' ? id : null,
  };
}

function addressesIn(value: string): string[] {
  return (value.match(/[^\s<>"',;()[\]:]{1,64}@[^\s<>"',;()[\]:]{1,254}/g) ?? []).map((address) =>
    address.toLowerCase(),
  );
}
