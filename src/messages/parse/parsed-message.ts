import type { MailAddress } from '../../lib/email-address.ts';

/** One field of a header, unfolded, in the order of the mail. `name` is in lower case. */
export interface HeaderField {
  name: string;
  value: string;
}

/** A file in a mail, without its bytes: those stay in the raw mail. */
export interface Attachment {
  filename: string | null;
  contentType: string;
  /** Bytes after decoding. */
  size: number;
  /** Without angle brackets. */
  contentId: string | null;
  /** Shown inside the text, as a logo in HTML is. */
  inline: boolean;
}

/** A part that a machine wrote for machines: a delivery status, a feedback report, the returned mail or its header. */
export interface ReportPart {
  /** `message/delivery-status`, `message/feedback-report`, `message/disposition-notification`, `message/rfc822`, … */
  contentType: string;
  /** Decoded as UTF-8, cut at MAX_REPORT_BYTES. */
  content: string;
}

/** A mail as plain data: it can be cloned between threads and stored. Nothing in it holds NULs or lone surrogates. */
export interface ParsedMessage {
  /** Without angle brackets; null when there is none. */
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first, without angle brackets. */
  references: string[];
  subject: string;
  from: MailAddress | null;
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** What the sender's Date says; null when it is missing or no date. May be absurd (1970, 2099). */
  date: Date | null;
  headers: HeaderField[];
  /** The plain text part, or text made from the HTML where there was none. */
  text: string;
  /** True when `text` was made from `html`. */
  textFromHtml: boolean;
  html: string | null;
  attachments: Attachment[];
  /** Content type of the whole mail, lower case, without parameters. */
  contentType: string;
  /** `report-type` of a multipart/report (RFC 6522), lower case. */
  reportType: string | null;
  reports: ReportPart[];
  /** The mail carries an invitation, an answer to one, or a cancellation (text/calendar). */
  calendar: boolean;
  /** What was cut: `text`, `html`, `headers`, `references`, `reports`. */
  shortened: string[];
}

/** The first value of a field, or ''. `name` in lower case. */
export function headerValue(headers: readonly HeaderField[], name: string): string {
  for (const field of headers) if (field.name === name) return field.value;
  return '';
}

/** All values of a field, topmost first. */
export function headerValues(headers: readonly HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name === name).map((field) => field.value);
}
