import type { StoredHeader } from '../../database/tables.ts';
import { type KeptRaw, lostRaw, type PackedRaw, packRaw, unpackRaw } from '../log/store-raw.ts';
import { MAX_REPORTS } from '../parse/limits.ts';
import { type ParsedMail, parseMessage } from '../parse/parse.ts';
import type { ParsedMessage } from '../parse/parsed-message.ts';
import { PoisonError } from '../parse/poison-error.ts';
import type { MessageReading } from '../understand/message-reading.ts';
import { type UnderstandOptions, understandMessage } from '../understand/understand.ts';

/** A read mail without the report parts, which have served their purpose, and without its long texts. */
export type MessageRecord = Omit<ParsedMail, 'reports' | 'text' | 'html' | 'headers'> & {
  /** The fields of TRACE_FIELDS, names in lower case: nobody need unpack all headers for these. */
  trace: StoredHeader[];
  /** How many minutes the writer's clock was ahead of UTC; null where the Date does not say. */
  sentOffset: number | null;
};

/** Fields that say what a mail answers, whom it reached, and whether it is ours. */
const TRACE_FIELDS = new Set([
  'x-wafa-loop',
  'in-reply-to',
  'references',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
]);
/** More than any honest mail has. */
const MAX_TRACE_FIELDS = 50;

/**
 * The long texts of a read mail, in UTF-8. They go from the worker into the database as bytes: as strings they would
 * be copied and collected four times on the way, which cost more than reading the mail. HTML and all headers stay in the
 * raw mail, where whoever shows them finds them.
 */
export interface MessageTexts {
  text: Uint8Array;
  /** Null where it is the whole text. */
  replyText: Uint8Array | null;
  /** Only when asked for. */
  html?: Uint8Array;
}

/** How a mail is to be read. */
export interface ReadOptions extends UnderstandOptions {
  /** Its HTML is wanted too. */
  withHtml?: boolean;
}

/**
 * What became of one mail: read, or the reason for quarantine; and a fresh one packed. `certain`: it breaks a limit, and
 * would do so again.
 */
export type ReadOutcome = (ReadWell | { ok: false; reason: string; certain?: boolean }) & {
  packed?: PackedRaw;
};

/** What was read in a mail. */
export interface ReadWell {
  ok: true;
  message: MessageRecord;
  reading: Omit<MessageReading, 'replyText'>;
  texts: MessageTexts;
}

/** Unpacks, parses and understands a mail as it is kept; never throws. */
export async function readKept(mail: KeptRaw, options: ReadOptions = {}): Promise<ReadOutcome> {
  let raw: Uint8Array;
  try {
    raw = unpackRaw(mail);
  } catch (error) {
    return { ok: false, reason: lostRaw(error) };
  }
  const outcome = await readRaw(raw, options);
  return mail.fresh === true ? { ...outcome, packed: packRaw(raw) } : outcome;
}

/** Parses and understands raw mail; never throws. */
async function readRaw(raw: Uint8Array, options: ReadOptions = {}): Promise<ReadOutcome> {
  try {
    const parsed = await parseMessage(raw, { withHtml: options.withHtml === true });
    const { reports, text, html, headers, ...message } = parsed;
    const understood = understandMessage({ ...parsed, reports: reports.slice(0, MAX_REPORTS) }, options);
    const { replyText, ...reading } = understood;
    const texts = {
      text: Buffer.from(text),
      replyText: replyText.trim() === text.trim() ? null : Buffer.from(replyText),
      ...(options.withHtml === true && html !== null ? { html: Buffer.from(html) } : {}),
    };
    const record = { ...message, trace: traceOf(headers), sentOffset: offsetOf(headers) };
    return { ok: true, message: record, reading, texts };
  } catch (error) {
    // What broke the parser may have been the moment's fault; a bomb is one every time.
    if (error instanceof PoisonError)
      return { ok: false, reason: error.reason, certain: error.cause === undefined };
    return {
      ok: false,
      reason: `understanding failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** The zone of the Date field (RFC 5322, 3.3); `-0000` says that nothing is said. */
function offsetOf(headers: ParsedMessage['headers']): number | null {
  const date = headers.find(({ name }) => name.toLowerCase() === 'date')?.value ?? '';
  const zone = /\d\s+([+-])(\d{2})([0-5]\d)\b/.exec(date.slice(0, MAX_DATE_LENGTH));
  if (!zone) return null;
  const [, sign, hours, minutes] = zone;
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > MAX_OFFSET_MINUTES || (sign === '-' && offset === 0)) return null;
  return sign === '-' ? -offset : offset;
}

const MAX_DATE_LENGTH = 100;
/** Kiribati's clocks are the furthest ahead. */
const MAX_OFFSET_MINUTES = 14 * 60;

function traceOf(headers: ParsedMessage['headers']): StoredHeader[] {
  return headers
    .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
    .filter(({ name }) => TRACE_FIELDS.has(name))
    .slice(0, MAX_TRACE_FIELDS);
}
