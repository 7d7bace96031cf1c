import { sha256Hex } from '../../lib/ids.ts';
import { SUBJECT_WINDOW_MS } from './thread-keys.ts';

/** What threading by subject looks at. */
export interface MarkedMail {
  /** Base subject. */
  subject: string;
  /** When it was sent. */
  at: Date;
  /** Canonical addresses of the other side's people; our own are in every mail and say nothing. */
  people: readonly string[];
  /** Whether it takes part at all: lists and bounces repeat their subjects. */
  marked: boolean;
  /** It shows a reply prefix but refers to nothing, as mails of broken clients do. */
  isReply: boolean;
}

/** People of a mail that are looked at. */
const MAX_PEOPLE = 5;
const TIME_DIGITS = 10;
const HASH_DIGITS = 24;
const ID_DIGITS = 12;

/**
 * One reference for each of the mail's people, kept among the Message-IDs of its thread: kind, subject with person, and
 * time, all of one length and in letters and digits only, so that a window of time is a range of the index.
 */
export function marksOf(mail: MarkedMail, contentHash: string): string[] {
  if (!takesPart(mail)) return [];
  const kind = mail.isReply ? REPLY : OTHER;
  const end = timeDigits(mail.at.getTime()) + contentHash.slice(0, ID_DIGITS);
  return peopleOf(mail).map((person) => kind + subjectHash(mail.subject, person) + end);
}

/** Where the marks lie that a mail joins: a reply without references joins all, any other mail only such replies. */
export function searchedRanges(mail: MarkedMail): { from: string; to: string }[] {
  if (!takesPart(mail)) return [];
  const from = timeDigits(mail.at.getTime() - SUBJECT_WINDOW_MS) + '0'.repeat(ID_DIGITS);
  const to = timeDigits(mail.at.getTime() + SUBJECT_WINDOW_MS) + 'f'.repeat(ID_DIGITS);
  return peopleOf(mail).flatMap((person) =>
    (mail.isReply ? [REPLY, OTHER] : [REPLY]).map((kind) => {
      const start = kind + subjectHash(mail.subject, person);
      return { from: start + from, to: start + to };
    }),
  );
}

/** The same rule for two mails at hand. */
export function sharesMark(a: MarkedMail, b: MarkedMail): boolean {
  if (!takesPart(a) || !takesPart(b) || !(a.isReply || b.isReply) || a.subject !== b.subject) return false;
  if (Math.abs(seconds(a.at.getTime()) - seconds(b.at.getTime())) * 1000 > SUBJECT_WINDOW_MS) return false;
  const people = new Set(peopleOf(b));
  return peopleOf(a).some((person) => people.has(person));
}

const REPLY = 'subjectr';
const OTHER = 'subjecto';

function takesPart(mail: MarkedMail): boolean {
  return mail.marked && mail.subject !== '';
}

function peopleOf(mail: MarkedMail): string[] {
  return [...new Set(mail.people)].toSorted().slice(0, MAX_PEOPLE);
}

function subjectHash(subject: string, person: string): string {
  return sha256Hex(`${person}\n${subject}`).slice(0, HASH_DIGITS);
}

function timeDigits(ms: number): string {
  return String(Math.max(0, seconds(ms)))
    .padStart(TIME_DIGITS, '0')
    .slice(-TIME_DIGITS);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
