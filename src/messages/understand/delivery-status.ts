import { parseHeaderFields } from '../parse/header-fields.ts';
import { type HeaderField, headerValue } from '../parse/parsed-message.ts';

/** One recipient's fields of a delivery status notification (RFC 3464 2.3), as they stand. */
export interface StatusFields {
  finalRecipient: string;
  originalRecipient: string;
  action: string;
  status: string;
  diagnostic: string;
  remoteHost: string;
}

/**
 * The per-recipient groups of a `message/delivery-status` part: groups of fields with empty lines between (RFC 3464
 * 2.1). A group without a recipient and an action is the per-message one and is dropped.
 */
export function parseDeliveryStatus(content: string): StatusFields[] {
  const found: StatusFields[] = [];
  for (const group of content
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .slice(0, MAX_GROUPS)) {
    const fields = parseHeaderFields(group.replace(/^\n+/, ''), MAX_FIELDS);
    for (const run of byRecipient(fields)) {
      const status = statusFields(run);
      if (status.finalRecipient !== '' || status.originalRecipient !== '') found.push(status);
    }
  }
  return found;
}

/** Some servers leave out the empty lines: a second Final-Recipient or Original-Recipient begins a new group. */
function byRecipient(fields: HeaderField[]): HeaderField[][] {
  const runs: HeaderField[][] = [];
  let current: HeaderField[] = [];
  for (const field of fields) {
    const starts = field.name === 'final-recipient' && current.some(({ name }) => name === 'final-recipient');
    if (starts) {
      runs.push(current);
      current = [];
    }
    current.push(field);
  }
  runs.push(current);
  return runs;
}

function statusFields(fields: HeaderField[]): StatusFields {
  return {
    finalRecipient: addressOf(headerValue(fields, 'final-recipient')),
    originalRecipient: addressOf(
      headerValue(fields, 'original-recipient') || headerValue(fields, 'x-actual-recipient'),
    ),
    action: (headerValue(fields, 'action')
      .toLowerCase()
      .match(/[a-z]+/) ?? [''])[0],
    status: (/\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(headerValue(fields, 'status')) ?? [''])[0],
    diagnostic: withoutType(headerValue(fields, 'diagnostic-code')),
    remoteHost: withoutType(headerValue(fields, 'remote-mta')),
  };
}

/** `a@b` of `rfc822; <a@b>`, in lower case. */
function addressOf(value: string): string {
  const text = withoutType(value);
  return (/[^\s<>;,"]{1,200}@[^\s<>;,"()]{1,254}/.exec(text)?.[0] ?? '').replace(/[.:]+$/, '').toLowerCase();
}

/** Drops the leading address or diagnostic type of RFC 3464 2.1.2. */
function withoutType(value: string): string {
  return value.replace(/^\s*[A-Za-z0-9_-]+\s*;\s*/, '').trim();
}

/** Groups and fields looked at: far above any real report. */
const MAX_GROUPS = 500;
const MAX_FIELDS = 100;
