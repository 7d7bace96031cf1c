import { domainOf, parseAddress } from '../../lib/email-address.ts';
import { parseHeaderFields } from '../parse/header-fields.ts';
import { MAX_UNDERSTOOD_LENGTH } from '../parse/limits.ts';
import { messageIds } from '../parse/parse.ts';
import { headerValue, type ParsedMessage } from '../parse/parsed-message.ts';
import { readBounceNotification } from './bounce-notification.ts';
import { readBounceText } from './bounce-text.ts';
import { bouncedRecipient } from './bounced-recipient.ts';
import { parseDeliveryStatus, type StatusFields } from './delivery-status.ts';
import type { BouncedRecipient, BounceReading } from './message-reading.ts';

/**
 * Reads a report about delivery: the fields of RFC 3464 where they are, else the JSON of a sending service, else the
 * words of the server. Undefined when the mail is no such report.
 */
export function readBounce(message: ParsedMessage): BounceReading | undefined {
  const fromFields = recipientsOfStatus(message);
  if (fromFields.length > 0) return summarise(fromFields, returnedMessageId(message), 'dsn');
  const fromJson = readBounceNotification(message.text);
  if (fromJson)
    return summarise(fromJson.recipients, fromJson.originalMessageId ?? returnedMessageId(message), 'json');
  const fromText = readBounceText(message);
  if (!fromText) return undefined;
  return { ...summarise(fromText.recipients, returnedMessageId(message), 'text'), ...fromText.overall };
}

function recipientsOfStatus(message: ParsedMessage): BouncedRecipient[] {
  const parts = message.reports
    .filter(({ contentType }) => STATUS_TYPES.has(contentType))
    .map(({ content }) => content);
  // Some servers put the fields into a plain part, or lose the content type on the way.
  if (parts.length === 0 && /^final-recipient:/im.test(message.text)) parts.push(statusInText(message.text));
  const recipients: BouncedRecipient[] = [];
  for (const fields of parts.flatMap(parseDeliveryStatus).slice(0, MAX_RECIPIENTS_READ)) {
    const address = deliverable(fields.finalRecipient)
      ? fields.finalRecipient
      : fields.originalRecipient || fields.finalRecipient;
    if (recipients.some((known) => known.address === address)) continue;
    recipients.push(
      bouncedRecipient({
        address,
        action: fields.action,
        status: fields.status,
        diagnostic: fields.diagnostic,
        context: wordsAbout(message.text, fields),
      }),
    );
  }
  return recipients;
}

/** A source route or a name of the server's own insides is no address anybody mailed to. */
function deliverable(address: string): boolean {
  return parseAddress(address) !== undefined && domainOf(address).includes('.');
}

const STATUS_TYPES = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/delivery-report',
]);

/** Recipients of one report that are read; a report of more is one of a list server. */
const MAX_RECIPIENTS_READ = 500;

/** From the first field of a status group that stands in the text. */
function statusInText(text: string): string {
  const start = text.search(/^(?:reporting-mta|original-recipient|final-recipient):/im);
  return text.slice(Math.max(0, start), start + MAX_UNDERSTOOD_LENGTH);
}

/** What the part for people says about one recipient: often more than the Diagnostic-Code. */
function wordsAbout(text: string, { finalRecipient, originalRecipient }: StatusFields): string {
  const lower = text.slice(0, MAX_UNDERSTOOD_LENGTH).toLowerCase();
  for (const address of [finalRecipient, originalRecipient]) {
    const at = address === '' ? -1 : lower.indexOf(address);
    if (at >= 0) return text.slice(at + address.length, at + address.length + MAX_CONTEXT);
  }
  return text.slice(0, MAX_CONTEXT);
}

const MAX_CONTEXT = 700;

/** The Message-ID in the returned mail or its header, or in the words of the report. */
function returnedMessageId(message: ParsedMessage): string | null {
  for (const { contentType, content } of message.reports) {
    if (STATUS_TYPES.has(contentType) || contentType === 'message/feedback-report') continue;
    const id = messageIds(headerValue(parseHeaderFields(content.trimStart(), MAX_FIELDS), 'message-id'))[0];
    if (id !== undefined) return id;
  }
  const inText = /^[ \t>|]*message-id:\s*(<[^<>\s]{3,500}>)/im.exec(
    message.text.slice(0, MAX_UNDERSTOOD_LENGTH),
  );
  return messageIds(inText?.[1] ?? '')[0] ?? message.inReplyTo ?? message.references.at(-1) ?? null;
}

const MAX_FIELDS = 500;

/** The verdict over all recipients. One failure makes a bounce; delivered counts only when nothing else happened. */
function summarise(
  recipients: BouncedRecipient[],
  originalMessageId: string | null,
  source: BounceReading['source'],
): BounceReading {
  const failed = recipients.filter(({ action }) => action === 'failed');
  const delayed = recipients.filter(({ action }) => action === 'delayed');
  const decisive = failed.length > 0 ? failed : delayed.length > 0 ? delayed : recipients;
  const kinds = new Set(decisive.map(({ kind }) => kind));
  const [first] = decisive;
  return {
    class:
      failed.length > 0 || recipients.length === 0
        ? 'bounce'
        : delayed.length > 0
          ? 'delay_notice'
          : 'delivery_notice',
    recipients,
    kind: kinds.size > 1 ? 'mixed' : (first?.kind ?? 'soft'),
    permanence: decisive.some(({ permanence }) => permanence === 'permanent')
      ? 'permanent'
      : (first?.permanence ?? null),
    status: first?.status ?? null,
    final: failed.length > 0 || recipients.length === 0,
    originalMessageId,
    source,
  };
}
