import { parseHeaderFields } from '../parse/header-fields.ts';
import { messageIds } from '../parse/parse.ts';
import { headerValue, type ParsedMessage } from '../parse/parsed-message.ts';

/** A read receipt (RFC 8098). */
export interface ReceiptReading {
  /** Whose mailbox it was, lower case; null when it does not say. */
  recipient: string | null;
  /** RFC 8098 3.2.6.2, lower case: `displayed`, `deleted`, `dispatched`, `processed`; '' when it does not say. */
  disposition: string;
  /** No person asked for it to be sent. */
  automatic: boolean;
  originalMessageId: string | null;
  /** The Disposition field as it stands, or what else gave it away. */
  evidence: string;
}

/** Reads the disposition notification in a mail; undefined when it is none. */
export function readReceipt(message: ParsedMessage): ReceiptReading | undefined {
  const part = message.reports.find(({ contentType }) => contentType === 'message/disposition-notification');
  if (!part && message.reportType !== 'disposition-notification') return undefined;
  const fields = parseHeaderFields((part?.content ?? '').trimStart(), MAX_FIELDS);
  const disposition = headerValue(fields, 'disposition');
  const recipient = headerValue(fields, 'final-recipient') || headerValue(fields, 'original-recipient');
  return {
    recipient: /[^\s<>;,"]{1,64}@[^\s<>;,"]{1,254}/.exec(recipient)?.[0].toLowerCase() ?? null,
    disposition: /;\s*([a-z]{1,20})/i.exec(disposition)?.[1]?.toLowerCase() ?? '',
    automatic: /automatic-action|MDN-sent-automatically/i.test(disposition),
    originalMessageId: messageIds(headerValue(fields, 'original-message-id'))[0] ?? message.inReplyTo,
    evidence:
      disposition === ''
        ? 'report-type=disposition-notification'
        : `Disposition: ${disposition.slice(0, MAX_EVIDENCE)}`,
  };
}

const MAX_FIELDS = 100;
const MAX_EVIDENCE = 120;
