import { headerValue, headerValues, type ParsedMessage } from '../parse/parsed-message.ts';
import { readAutoReply } from './auto-reply.ts';
import type { CalendarReading } from './calendar.ts';
import type { ChallengeReading } from './challenge.ts';
import type { DmarcReading } from './dmarc-report.ts';
import type {
  AutoReplyReading,
  BounceReading,
  ComplaintReading,
  MessageClass,
  UnsubscribeReading,
} from './message-reading.ts';
import type { ReceiptReading } from './receipt.ts';

/** What the readers found; classification weighs it. */
export interface Findings {
  bounce: BounceReading | undefined;
  complaint: ComplaintReading | undefined;
  unsubscribe: UnsubscribeReading | undefined;
  receipt: ReceiptReading | undefined;
  dmarc: DmarcReading | undefined;
  challenge: ChallengeReading | undefined;
  calendar: CalendarReading | undefined;
  /** The mail's text without what it quotes or forwards. */
  own: string;
}

export interface Classification {
  class: MessageClass;
  /** The sign that decided, for a person. */
  evidence: string;
  autoReply: AutoReplyReading | undefined;
}

/**
 * What a mail is. Machine formats decide first (reports are never written by people), then the marks of automatic
 * answers, lists and bulk; a mail that carries none of them is from a person.
 */
export function classifyMessage(
  message: ParsedMessage,
  { bounce, complaint, unsubscribe, receipt, dmarc, challenge, calendar, own }: Findings,
): Classification {
  const is = (messageClass: MessageClass, evidence: string): Classification => ({
    class: messageClass,
    evidence,
    autoReply: undefined,
  });
  if (dmarc) return is('dmarc_report', dmarc.evidence);
  if (complaint) return is('complaint', `feedback report: ${complaint.feedbackType}`);
  if (receipt) return is('mdn', `a read receipt (RFC 8098), ${receipt.evidence}`);
  if (bounce) return is(bounce.class, bounceEvidence(bounce));
  if (challenge)
    return is('challenge_response', `asks the sender to prove being human: ${challenge.evidence}`);
  if (isCalendar(message))
    return is('calendar', calendar?.evidence ?? 'an invitation or an answer to one (text/calendar)');
  const spam = spamMark(message);
  if (spam !== undefined) return is('spam', spam);
  const list = listMark(message);
  const autoReply = list === undefined ? readAutoReply(message, own) : undefined;
  if (autoReply) return { class: 'auto_reply', evidence: autoReply.evidence, autoReply: autoReply.reading };
  if (list !== undefined) return is(list.class, list.evidence);
  const generated = generatedMark(message);
  if (unsubscribe && generated === undefined)
    return is('unsubscribe_request', unsubscribe.sentence.slice(0, 200));
  if (generated !== undefined) return is('auto_generated', generated);
  return is('human', 'no mark of a machine, a list or a report');
}

const MAX_OPENING = 1500;

function bounceEvidence({ class: bounceClass, source, recipients, status }: BounceReading): string {
  const [first] = recipients;
  const about = first
    ? ` about ${first.address}${first.diagnostic === '' ? '' : `: ${first.diagnostic.slice(0, 120)}`}`
    : '';
  return `${bounceClass.replace('_', ' ')} (${source}${status === null ? '' : `, ${status}`})${about}`;
}

function isCalendar(message: ParsedMessage): boolean {
  if (!message.calendar) return false;
  return (
    message.contentType === 'text/calendar' ||
    message.reports.some(({ content }) => /^METHOD:/im.test(content)) ||
    message.text.length < MAX_OPENING
  );
}

/** Only what a filter of the own server wrote is believed; words are not. */
function spamMark({ headers, subject }: ParsedMessage): string | undefined {
  for (const name of ['x-spam-flag', 'x-spam-status', 'x-spam']) {
    if (/^\s*(?:yes|true)\b/i.test(headerValue(headers, name)))
      return `${name}: ${headerValue(headers, name).slice(0, 60)}`;
  }
  if (/^\s*[5-9]\s*$/.test(headerValue(headers, 'x-ms-exchange-organization-scl')))
    return 'Exchange spam confidence 5 or more';
  return /^\s*(?:\*{3,5}\s*spam\s*\*{3,5}|\[spam\]|\{spam\?\})/i.test(subject)
    ? 'marked as spam in the subject'
    : undefined;
}

/** A list that people talk on, or bulk mail to many (RFC 2369, RFC 2919). */
function listMark(
  message: ParsedMessage,
): { class: 'mailing_list' | 'newsletter'; evidence: string } | undefined {
  const { headers } = message;
  const post = headerValue(headers, 'list-post');
  const id =
    headerValue(headers, 'list-id') ||
    headerValue(headers, 'x-mailing-list') ||
    headerValue(headers, 'mailing-list');
  const unsubscribe = headerValue(headers, 'list-unsubscribe');
  const discussion =
    (post !== '' && !/^\s*no\b/i.test(post)) ||
    [
      'x-mailman-version',
      'x-mailing-list',
      'mailing-list',
      'x-ml-name',
      'x-google-group-id',
      'list-archive',
      'x-loop-list',
    ].some((name) => headerValue(headers, name) !== '') ||
    /^\s*list\b/i.test(headerValue(headers, 'precedence'));
  if (discussion)
    return {
      class: 'mailing_list',
      evidence: `mailing list ${(id || post || 'with archive').slice(0, 100)}`,
    };
  if (unsubscribe !== '') return { class: 'newsletter', evidence: 'List-Unsubscribe' };
  if (id !== '') return { class: 'newsletter', evidence: `List-Id ${id.slice(0, 100)}` };
  const bulk = BULK_HEADERS.find((name) => headerValue(headers, name) !== '');
  return bulk === undefined ? undefined : { class: 'newsletter', evidence: bulk };
}

const BULK_HEADERS = [
  'x-campaign',
  'x-campaignid',
  'x-campaign-id',
  'x-mc-user',
  'feedback-id',
  'x-csa-complaints',
  'x-mailgun-tag',
];

/**
 * Marks of a machine that answers nobody: receipts, alarms, no-reply senders (RFC 3834 5). X-Auto-Response-Suppress
 * stands on Exchange's ordinary notifications too and proves nothing alone.
 */
function generatedMark(message: ParsedMessage): string | undefined {
  const { headers } = message;
  const submitted = headerValue(headers, 'auto-submitted');
  if (submitted !== '' && !/^\s*no\b/i.test(submitted)) return `Auto-Submitted: ${submitted.slice(0, 60)}`;
  const precedence = headerValue(headers, 'precedence');
  if (/^\s*(?:bulk|junk)\b/i.test(precedence)) return `Precedence: ${precedence.slice(0, 20)}`;
  const address = message.from?.address ?? '';
  if (NO_REPLY.test(address)) return `the sender takes no answers: ${address}`;
  if (headerValues(headers, 'return-path').some((value) => value.trim() === '<>')) return 'null return path';
  return undefined;
}

const NO_REPLY =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|dont[-_.]?reply|noreply\S*|\S*[-_.+]no-?reply|notifications?|notify|alerts?|mailer-daemon|postmaster|bounces?|automated|auto-?confirm|robot|daemon|cron|root)@/i;
