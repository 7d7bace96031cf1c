import { oneLine } from '../parse/clean-text.ts';
import { headerValue, type ParsedMessage } from '../parse/parsed-message.ts';
import type { ComplaintReading } from './message-reading.ts';

/** A report about the authentication of our own mail. */
export interface DmarcReading {
  /** `aggregate` (RFC 7489 7.2), `failure` (RFC 6591), `tls` (RFC 8460). */
  kind: 'aggregate' | 'failure' | 'tls';
  /** Whose mail it is about, lower case; null when neither subject nor file name says. */
  domain: string | null;
  /** Who reports, lower case. */
  submitter: string | null;
  /** What gave it away. */
  evidence: string;
}

/** Reads subject and file names of such a report, not the packed file itself; undefined when it is none. */
export function readDmarcReport(
  message: ParsedMessage,
  complaint: ComplaintReading | undefined,
): DmarcReading | undefined {
  const { attachments, headers, reportType } = message;
  const subject = oneLine(message.subject).slice(0, MAX_SUBJECT);
  const [, receiver, policyDomain] =
    attachments.map(({ filename }) => REPORT_FILE.exec(filename ?? '')).find((match) => match !== null) ?? [];
  const about = (kind: DmarcReading['kind'], evidence: string): DmarcReading => ({
    kind,
    domain:
      (policyDomain ?? /report[- ]domain:\s*<?([\w.-]{3,253})/i.exec(subject)?.[1])?.toLowerCase() ?? null,
    submitter: (receiver ?? /submitter:\s*<?([\w.-]{2,253})/i.exec(subject)?.[1])?.toLowerCase() ?? null,
    evidence,
  });
  if (complaint && /^auth-failure|^dmarc/.test(complaint.feedbackType))
    return about('failure', `feedback report: ${complaint.feedbackType}`);
  if (reportType === 'tlsrpt' || headerValue(headers, 'tls-report-domain') !== '')
    return about('tls', 'TLS report (RFC 8460)');
  if (SUBJECT.test(subject) && attachments.some(isReportFile))
    return about('aggregate', `subject: ${subject}`);
  return receiver === undefined
    ? undefined
    : about('aggregate', `report file of ${receiver.slice(0, 100)} about ${policyDomain?.slice(0, 100)}`);
}

const MAX_SUBJECT = 200;
const SUBJECT = /\bdmarc\b.{0,40}\breport\b|^report[- ]domain:\s*\S+/i;
/** RFC 7489 7.2.1.1: receiver!policy-domain!begin!end.xml */
const REPORT_FILE = /^([^!]{1,255})!([^!]{1,255})!\d{9,11}!\d{9,11}(?:![^.]{0,100})?\.(?:xml|zip|json)/i;

function isReportFile({ contentType, filename }: ParsedMessage['attachments'][number]): boolean {
  return /zip|xml|tlsrpt|octet-stream|rfc822|feedback-report/.test(`${contentType} ${filename ?? ''}`);
}
