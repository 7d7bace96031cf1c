import { parseHeaderFields } from '../parse/header-fields.ts';
import { type ByteWindow, openByteWindow } from './byte-window.ts';
import { isSeparator, MAX_SEPARATOR_LENGTH, NEXT_LINE_LENGTH } from './mbox-separator.ts';
import { unquoteFrom } from './unquote-from.ts';

/** One mail of an mbox. */
export interface MboxMail {
  /** Where the next mail begins: splitting may go on from there. */
  next: number;
  /** Its separator line. */
  separator: string;
  /** Octets in the file. */
  size: number;
  /** As it was before it was put into the mbox; null when it is larger than `maxBytes`. */
  bytes: Buffer | null;
}

/** The file is not an mbox, or no mail begins at this place. */
export class NotAnMbox extends Error {}

/**
 * The mails of an mbox of any size, one after the other, in memory for one mail. Reads mboxo and mboxrd (one `>` is
 * taken from `>From `, `>>From ` ...), mboxcl and mboxcl2 (a Content-Length is believed when a mail begins, or the file
 * ends, where it says), LF and CRLF, and separators without the empty line before or without a date. `chunks` begin at
 * the place `at`, which is 0 or a `next`. Rejects with NotAnMbox when no mail begins there.
 */
export async function* splitMbox(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, at = 0 }: { maxBytes: number; at?: number },
): AsyncGenerator<MboxMail> {
  const window = openByteWindow(chunks, at);
  try {
    yield* splitWindow(window, maxBytes, at);
  } finally {
    await window.close();
  }
}

async function* splitWindow(window: ByteWindow, maxBytes: number, at: number): AsyncGenerator<MboxMail> {
  let separator = at === 0 ? await firstSeparator(window) : at;
  await window.fillTo(separator + PREFIX.length);
  if (separator >= window.end) return;
  if (!startsAt(window, separator)) throw new NotAnMbox('no mail begins here');
  for (;;) {
    const line = await lineAt(window, separator, MAX_SEPARATOR_LENGTH);
    window.dropBefore(line.end - 1);
    const { to, next, tooLarge } = await findEnd(window, line.end, maxBytes);
    const size = to - line.end;
    yield {
      next,
      separator: line.text,
      size,
      bytes: tooLarge || size > maxBytes ? null : unquoteFrom(window.slice(line.end, to)),
    };
    if (next >= window.end && window.ended) return;
    separator = next;
  }
}

const PREFIX = 'From ';
const LF = 0x0a;
const CR = 0x0d;
/** Empty lines and a byte order mark before the first mail. */
const MAX_PREAMBLE_BYTES = 4096;

async function firstSeparator(window: ByteWindow): Promise<number> {
  await window.fillTo(MAX_PREAMBLE_BYTES);
  const head = window.slice(0, MAX_PREAMBLE_BYTES).toString('latin1');
  return /^(?:\u00ef\u00bb\u00bf)?[\s\0]*/.exec(head)?.[0].length ?? 0;
}

function startsAt(window: ByteWindow, place: number): boolean {
  return window.slice(place, place + PREFIX.length).toString('latin1') === PREFIX;
}

/** The line at `place` (the first `max` characters of it) and where the next one begins, or the stream ends. */
async function lineAt(
  window: ByteWindow,
  place: number,
  max: number,
): Promise<{ text: string; end: number }> {
  let from = place;
  for (;;) {
    const feed = window.indexOf('\n', from);
    if (feed >= 0 || window.ended) {
      const end = feed < 0 ? window.end : feed + 1;
      const text = window.slice(place, Math.min(end, place + max)).toString('latin1');
      return { text: text.trimEnd(), end };
    }
    // A line without an end is no separator; what is looked at of it is enough.
    if (window.end - place > MAX_LINE_BYTES) return { text: '', end: window.end };
    from = window.end;
    await window.fill();
  }
}

const MAX_LINE_BYTES = 1 << 20;

/** Where the mail that begins at `from` ends (`to`) and the next begins. Of one that is too large only the end is kept. */
async function findEnd(
  window: ByteWindow,
  from: number,
  maxBytes: number,
): Promise<{ to: number; next: number; tooLarge: boolean }> {
  let look = from - 1;
  let tooLarge = false;
  let declared: number | undefined;
  for (;;) {
    const feed = window.indexOf(`\n${PREFIX}`, look);
    if (feed < 0) {
      look = Math.max(look, window.end - PREFIX.length);
      if (look - from > maxBytes + PREFIX.length) {
        tooLarge = true;
        window.dropBefore(look - 2);
      }
      if (await window.fill()) continue;
      return { to: beforeBlankLine(window, from, window.end), next: window.end, tooLarge };
    }
    const place = feed + 1;
    look = place;
    if (!tooLarge) {
      declared ??= await declaredEnd(window, from, maxBytes);
      // Inside the body that Content-Length declares, rightly, nothing begins a mail.
      if (place < declared) {
        look = declared - 1;
        continue;
      }
    }
    if (await separatorAt(window, place, place === from || isBlankBefore(window, place)))
      return { to: beforeBlankLine(window, from, place), next: place, tooLarge };
  }
}

async function separatorAt(window: ByteWindow, place: number, blankBefore: boolean): Promise<boolean> {
  await window.fillTo(place + MAX_SEPARATOR_LENGTH);
  const line = await lineAt(window, place, MAX_SEPARATOR_LENGTH);
  if (line.text === '') return false;
  await window.fillTo(line.end + NEXT_LINE_LENGTH);
  const next = window.slice(line.end, line.end + NEXT_LINE_LENGTH).toString('latin1');
  return isSeparator(line.text, blankBefore, next.split(/\r?\n/, 1)[0] ?? '');
}

/** Whether the line before `place` is empty. */
function isBlankBefore(window: ByteWindow, place: number): boolean {
  const at = window.byteAt(place - 2) === CR ? place - 3 : place - 2;
  return window.byteAt(at) === LF;
}

/** The place without the one empty line that an mbox puts after a mail. */
function beforeBlankLine(window: ByteWindow, from: number, place: number): number {
  if (place - 1 < from || window.byteAt(place - 1) !== LF) return place;
  const at = window.byteAt(place - 2) === CR ? place - 2 : place - 1;
  return at - 1 >= from && window.byteAt(at - 1) === LF ? at : place;
}

/** Octets of a header in which Content-Length is looked for. */
const MAX_SOUGHT_HEADER_BYTES = 64 * 1024;
const MAX_SOUGHT_FIELDS = 1000;

/** The end of the body by Content-Length, when the next mail or the end of the file is there; else 0. */
async function declaredEnd(window: ByteWindow, from: number, maxBytes: number): Promise<number> {
  const header = window.slice(from, from + MAX_SOUGHT_HEADER_BYTES).toString('latin1');
  const blank = /^\r?\n|\r?\n\r?\n/.exec(header);
  if (!blank || !/^content-length[ \t]*:/im.test(header.slice(0, blank.index))) return 0;
  const fields = parseHeaderFields(header.slice(0, blank.index), MAX_SOUGHT_FIELDS);
  const value = fields.find(({ name }) => name === 'content-length')?.value ?? '';
  if (!/^\d{1,10}$/.test(value) || Number(value) > maxBytes) return 0;
  const end = from + blank.index + blank[0].length + Number(value);
  await window.fillTo(end + PREFIX.length + 4);
  const after = window.slice(end, end + PREFIX.length + 4).toString('latin1');
  const empty = /^(?:\r?\n){0,2}/.exec(after)?.[0] ?? '';
  if (after === empty && window.ended && end <= window.end) return end;
  const next = end + empty.length;
  const begins = startsAt(window, next) && window.byteAt(next - 1) === LF;
  return begins && (await separatorAt(window, next, true)) ? next : 0;
}
