import type { AttachmentStream, MessageText } from 'mailparser';
import { MAX_REPORT_BYTES, MAX_REPORTS } from './limits.ts';
import type { Attachment, ReportPart } from './parsed-message.ts';

/** What mailparser made of a mail; header values are its own shapes. */
export interface MailparserResult {
  headers: Map<string, unknown>;
  text: string | undefined;
  html: string | undefined;
  /** HTML that was left unread because nobody asked for it: about how many characters. */
  unreadHtml?: number;
  attachments: Attachment[];
  reports: ReportPart[];
}

/**
 * Runs mailparser without its conversions (they cost more than the parsing), without hashing, and without holding the
 * bytes of attachments: they are counted as they pass. Mails inside mails stay attachments. Rejects with the parser's
 * error. It is loaded at the first unusual mail: most threads never meet one, and it takes 30 MB.
 */
export async function runMailparser(raw: Buffer): Promise<MailparserResult> {
  const { MailParser } = await import('mailparser');
  return new Promise((resolve, reject) => {
    const result: MailparserResult = {
      headers: new Map(),
      text: undefined,
      html: undefined,
      attachments: [],
      reports: [],
    };
    const parser = new MailParser(OPTIONS);
    parser.on('error', reject);
    parser.on('headers', (headers: Map<string, unknown>) => {
      result.headers = headers;
    });
    let reading = false;
    const read = () => {
      reading = true;
      const data: AttachmentStream | MessageText | null = parser.read();
      if (data === null) {
        reading = false;
        return;
      }
      if (data.type === 'attachment') {
        takeAttachment(data, result, read);
        return;
      }
      result.text = data.text;
      result.html = data.html;
      read();
    };
    parser.on('readable', () => {
      if (!reading) read();
    });
    parser.on('end', () => resolve(result));
    parser.end(raw);
  });
}

const OPTIONS = {
  keepDeliveryStatus: true,
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  ignoreEmbedded: true,
  checksumAlgo: false,
} as const;

/** Counts an attachment's bytes and keeps the text of those that are reports. */
function takeAttachment(data: AttachmentStream, result: MailparserResult, done: () => void): void {
  const contentType = (data.contentType || 'application/octet-stream').toLowerCase();
  const keep = isReport(contentType) && result.reports.length < MAX_REPORTS;
  const chunks: Buffer[] = [];
  let size = 0;
  data.content.on('data', (chunk: Buffer) => {
    if (keep && size < MAX_REPORT_BYTES) chunks.push(chunk);
    size += chunk.length;
  });
  data.content.on('end', () => {
    result.attachments.push({
      filename: data.filename || null,
      contentType,
      size,
      contentId: data.cid ?? null,
      inline: data.contentDisposition === 'inline' || data.related === true,
    });
    if (keep) {
      result.reports.push({
        contentType,
        content: Buffer.concat(chunks).toString('utf8', 0, MAX_REPORT_BYTES),
      });
    }
    data.release?.();
    done();
  });
}

/** Parts that machines write for machines, and mails inside mails. */
function isReport(contentType: string): boolean {
  return (
    contentType.startsWith('message/') ||
    contentType === 'text/rfc822-headers' ||
    contentType === 'text/calendar'
  );
}
