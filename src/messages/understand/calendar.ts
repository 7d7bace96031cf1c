import { oneLine } from '../parse/clean-text.ts';
import { type HeaderField, headerValue, type ParsedMessage } from '../parse/parsed-message.ts';

/** An invitation, an answer to one, or a cancellation (RFC 5546), as far as the log needs it. */
export interface CalendarReading {
  /** RFC 5546 1.4, lower case: `request`, `reply`, `cancel`, `publish`, … */
  method: string;
  /** RFC 5545 3.8.4.7; null when it is missing. */
  uid: string | null;
  summary: string;
  /** As the part writes it: `20250306T100000Z`, `20250306`. Its zone, if it names one, is in `zone`. */
  start: string | null;
  zone: string | null;
  /** Lower case; null when it is missing. */
  organizer: string | null;
  /** An answer's PARTSTAT, lower case: `accepted`, `declined`, `tentative`; null otherwise. */
  answer: string | null;
  /** The lines that say so. */
  evidence: string;
}

/** Reads the first event of a mail's text/calendar part; undefined when it has none that can be read. */
export function readCalendar(message: ParsedMessage): CalendarReading | undefined {
  if (!message.calendar) return undefined;
  const part = message.reports.find(
    ({ contentType, content }) => contentType === 'text/calendar' && content !== '',
  );
  const source = part?.content ?? (/^BEGIN:VCALENDAR/im.test(message.text) ? message.text : '');
  if (source === '') return undefined;
  const lines = contentLines(source.slice(0, MAX_LENGTH));
  const begins = lines.findIndex(({ name, value }) => name === 'begin' && /^v(?:event|todo)$/i.test(value));
  const event = begins < 0 ? lines : lines.slice(begins);
  const method = headerValue(lines, 'method').toLowerCase() || 'publish';
  const start = property(event, 'dtstart');
  return {
    method,
    uid: property(event, 'uid')?.value || null,
    summary: oneLine(unescapeText(property(event, 'summary')?.value ?? '')).slice(0, MAX_SUMMARY),
    start: start?.value || null,
    zone: /;tzid="?([^;":]{1,80})/i.exec(start?.name ?? '')?.[1] ?? null,
    organizer: addressOf(property(event, 'organizer')?.value),
    answer:
      method === 'reply'
        ? (/;partstat=([a-z-]{1,20})/i.exec(property(event, 'attendee')?.name ?? '')?.[1] ?? null)
        : null,
    evidence: `text/calendar, METHOD:${method.toUpperCase()}`,
  };
}

const MAX_LENGTH = 100_000;
const MAX_LINES = 2000;
const MAX_SUMMARY = 300;

/**
 * Content lines (RFC 5545 3.1), unfolded: the property with its parameters as the name, in lower case, and the value after
 * the first colon outside quotes, for a person's name may hold one.
 */
function contentLines(source: string): HeaderField[] {
  const lines = source
    .replace(/(?:\r?\n){2,}/g, '\n')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MAX_LINES);
  return lines.flatMap((line) => {
    const [, name, value] = CONTENT_LINE.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), value: (value ?? '').trim() }];
  });
}

const CONTENT_LINE = /^\s{0,5}([a-z0-9-]{1,60}(?:;(?:"[^"]{0,1000}"|[^":]){0,1000})?):(.*)$/is;

/** `DTSTART;TZID=Asia/Tehran` is the property DTSTART with a parameter. */
function property(lines: HeaderField[], wanted: string): HeaderField | undefined {
  return lines.find(({ name }) => name === wanted || name.startsWith(`${wanted};`));
}

function addressOf(value: string | undefined): string | null {
  return (
    /^(?:mailto:)?([^\s<>@]{1,64}@[^\s<>@]{1,254})$/i.exec((value ?? '').trim())?.[1]?.toLowerCase() ?? null
  );
}

/** RFC 5545 3.3.11. */
function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, escaped: string) => (/n/i.test(escaped) ? ' ' : escaped));
}
