import { MAX_UNDERSTOOD_LENGTH } from '../parse/limits.ts';
import {
  attributionLength,
  attributionPlaces,
  isHeaderBlock,
  isQuoted,
  isSeparator,
  nextIsQuoted,
} from './quote-headers.ts';
import { signatureStart } from './signature-start.ts';
import { type TextLines, textLines } from './text-lines.ts';

/**
 * What the person wrote in a mail's plain text: without the mail that is answered or forwarded and without signature.
 * One who answers between the lines is read with what is answered, in its `> ` lines; `ownWords` leaves those out. A mail
 * that only forwards gives ''. Linear in the length of the text, also on hostile input: every line is looked at with a
 * bounded window.
 */
export function extractReplyText(text: string): string {
  return replyWithSignature(text).replyText;
}

/** `extractReplyText`, and the lines of signature and notices that were left out below it. */
export function replyWithSignature(text: string): { replyText: string; signature: string[] } {
  const start = text.slice(0, MAX_UNDERSTOOD_LENGTH);
  const read = textLines(start.includes('\r') ? start.replace(/\r\n?/g, '\n') : start, MAX_LINES);
  const { lines } = read;
  const { before, after } = split(lines, read.signs);
  const top = lastContent(lines, before);
  const answersBelow = after.length > 0 && isNoMoreThanGreeting(lines, before);
  const inside = after.length > 0 && isAnsweredInside(lines, after);
  const own = answersBelow || inside ? [...before, ...after] : top;
  const end = signatureStart(own.map((at) => lines[at] ?? ''));
  const kept = own.slice(0, end);
  const between = answersBelow && answersBetween(lines, kept, before.length) ? upTo(kept.at(-1) ?? 0) : kept;
  return { replyText: joined(read, between), signature: own.slice(end).map((at) => lines[at] ?? '') };
}

/** Of a reply text, what the person wrote alone: without the lines that are answered. */
export function ownWords(replyText: string): string {
  if (!replyText.includes('>')) return replyText;
  const lines = replyText.split('\n');
  const own: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const length = attributionLength(lines, at);
    if (length > 0 && nextIsQuoted(lines, at + length)) at += length - 1;
    else if (!isQuoted(lines[at] ?? '')) own.push(lines[at] ?? '');
  }
  return own
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** True when at least two answers stand below quoted lines each: a conversation, not one answer under one quote. */
function answersBetween(lines: string[], kept: number[], beforeCount: number): boolean {
  let answers = 0;
  let last = -1;
  for (const at of kept.slice(beforeCount)) {
    if ((lines[at] ?? '').trim() === '') continue;
    if (last < 0 || lines.slice(last + 1, at).some(isQuoted)) answers++;
    last = at;
  }
  return answers >= 2;
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, at) => at);
}

/** A mail of more lines is a log or an attack; what a person wrote stands at its head. */
const MAX_LINES = 8000;

/** The lines at these positions as one text, without blanks at their ends and more than one empty line between. */
function joined({ text, shown, starts, tidy }: TextLines, positions: readonly number[]): string {
  const ended = (place: number) => {
    const line = shown[positions[place] ?? 0] ?? '';
    return tidy ? line : line.trimEnd();
  };
  let from = 0;
  let to = positions.length;
  while (from < to && ended(from) === '') from++;
  while (to > from && ended(to - 1) === '') to--;
  if (from === to) return '';
  const [first = 0, last = 0] = [positions[from], positions[to - 1]];
  // Lines that follow each other are a piece of the text: it need not be copied.
  const whole = tidy && last - first === to - 1 - from;
  const words = whole
    ? text.slice(starts[first], (starts[last] ?? 0) + (shown[last] ?? '').length)
    : positions
        .slice(from, to)
        .map((_, at) => ended(from + at))
        .join('\n');
  return words.includes('\n\n\n') ? words.replace(/\n{3,}/g, '\n\n') : words;
}

/** Positions of the person's own lines before the first quote, and of unquoted lines after it. */
function split(lines: string[], signs: boolean[]): { before: number[]; after: number[] } {
  const before: number[] = [];
  const places = attributionPlaces(signs);
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === '') {
      before.push(at);
      continue;
    }
    if (isSeparator(lines[at] ?? '') || isHeaderBlock(lines, at))
      return { before: withoutRules(lines, before), after: [] };
    const length = places[at] === true ? attributionLength(lines, at) : 0;
    if (length > 0) {
      const quoted = nextIsQuoted(lines, at + length);
      // With nothing above and no quote marks below, what follows is all there is.
      const follows = quoted || lastContent(lines, before).length === 0;
      return { before: withoutRules(lines, before), after: follows ? unquoted(lines, at + length) : [] };
    }
    if (isQuoted(lines[at] ?? '')) return { before, after: unquoted(lines, at) };
    before.push(at);
  }
  return { before, after: [] };
}

/** Unquoted lines from `from` on, up to the next separator. A line that a client wrapped out of its quote is quoted. */
function unquoted(lines: string[], from: number): number[] {
  const found: number[] = [];
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isQuoted(line)) continue;
    if (isSeparator(line) || isHeaderBlock(lines, at)) break;
    const length = attributionLength(lines, at);
    if (length > 0) {
      if (!nextIsQuoted(lines, at + length)) break;
      at += length - 1;
      continue;
    }
    const previous = lines[at - 1] ?? '';
    const wrapped = isQuoted(previous) && previous.length >= WRAP_LENGTH && isQuoted(lines[at + 1] ?? '');
    if (!wrapped) found.push(at);
  }
  return found;
}

/** Clients wrap lines at 72 to 78 characters. */
const WRAP_LENGTH = 60;

/** Rules (`____`, `----`) that stand between the answer and the quote belong to the quote. */
function withoutRules(lines: string[], positions: number[]): number[] {
  let end = positions.length;
  while (end > 0 && /^[\s_=*-]*$/.test(lines[positions[end - 1] ?? 0] ?? '')) end--;
  return positions.slice(0, end);
}

function lastContent(lines: string[], positions: number[]): number[] {
  let end = positions.length;
  while (end > 0 && (lines[positions[end - 1] ?? 0] ?? '').trim() === '') end--;
  return positions.slice(0, end);
}

/** Above the quote stands nothing, or only `Hi,`: the answer is below it. */
function isNoMoreThanGreeting(lines: string[], before: number[]): boolean {
  const text = before
    .map((at) => lines[at]?.trim() ?? '')
    .filter((line) => line !== '')
    .join(' ');
  return text === '' || (text.length <= MAX_GREETING && /[,،:!]$/.test(text) && text.split(' ').length <= 4);
}

const MAX_GREETING = 40;

/** True when the person wrote between quoted lines, not only below the last of them. */
function isAnsweredInside(lines: string[], after: number[]): boolean {
  return after.some((at) => {
    if ((lines[at] ?? '').trim() === '') return false;
    for (let next = at + 1; next < Math.min(lines.length, at + MAX_ANSWER_LINES); next++) {
      if (isQuoted(lines[next] ?? '')) return true;
    }
    return false;
  });
}

/** How many lines an answer between quotes may run. */
const MAX_ANSWER_LINES = 12;
