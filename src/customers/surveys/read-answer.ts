import type { SurveyKind } from '../../database/survey-tables.ts';
import { latinDigits } from '../dates/digits.ts';
import { AFTER_SCORE, BEFORE_SCORE, GREETINGS, NUMBER_WORDS } from './answer-words.ts';
import { SCALES } from './survey.ts';

/** What a reply to a survey says. */
export interface ReadAnswer {
  /** On the survey's scale; null where no number can be told for certain. */
  score: number | null;
  /** What was written beside the number. */
  text: string;
}

/** Longest answer that is kept, in characters. */
const MAX_TEXT = 4000;
/** The number stands at the beginning, or nowhere. */
const MAX_LEAD = 120;

/**
 * Reads a plain reply such as "8, but delivery was slow", "٨ ولكن التوصيل تأخر" or "۹ عالی بود": a number that begins it
 * (after a greeting, or "my score is"), in figures of three scripts, in words, as stars, or out of another number. A
 * number that may count something else, or lies outside of the scale, is none: better no score than a wrong one.
 */
export function readAnswer(reply: string, kind: SurveyKind): ReadAnswer {
  const text = reply.replaceAll('\u200f', '').replaceAll('\u200e', '').trim().slice(0, MAX_TEXT);
  const scale = SCALES[kind];
  if (!scale) return { score: null, text };
  const found = findScore(text, scale) ?? starsIn(text, scale);
  if (!found) return { score: null, text };
  const rest = text.slice(found.end).replace(/^[\s,،;؛.:!\-–—)]+/, '');
  return { score: found.score, text: rest };
}

interface Found {
  score: number;
  /** Where the text goes on. */
  end: number;
}

type Scale = readonly [number, number];

function findScore(text: string, scale: Scale): Found | undefined {
  // Figures of three scripts are one character each, so that places stay what they are.
  const lead = latinDigits(text.slice(0, MAX_LEAD));
  const match = ANSWER.exec(lead);
  if (!match) return undefined;
  const { digits, of, word } = match.groups ?? {};
  const value = digits === undefined ? NUMBER_WORDS.get((word ?? '').toLowerCase()) : Number(digits);
  if (value === undefined) return undefined;
  if (of !== undefined && Number(of) !== scale[1]) return undefined;
  return isOn(scale, value) ? { score: value, end: match[0].length } : undefined;
}

function isOn([least, most]: Scale, value: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** "★★★★" and "★★★★☆" of a scale of five. */
function starsIn(text: string, [, most]: Scale): Found | undefined {
  const match = /^\s*([★⭐]{1,5})[☆]*/u.exec(text);
  if (!match || most !== 5) return undefined;
  return { score: [...(match[1] ?? '').matchAll(/[★⭐]/gu)].length, end: match[0].length };
}

function anyOf(words: Iterable<string>): string {
  return [...words]
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(' ', '[\\s\\u200c]+').replaceAll("'", "['’]"))
    .join('|');
}

const LETTER = '[\\p{L}\\p{M}\\p{N}]';
const BREAK = `[\\s,،.:;!\\-–—*"«(]*`;
/** A greeting may name somebody: "Hello Maryam," ends with its line or its comma. */
const GREETING = `(?:(?:${anyOf(GREETINGS)})(?!${LETTER})[^\\n,،.!0-9]{0,40}(?:[\\n,،.!]|$)\\s*)?`;
const BEFORE = `(?:(?:${anyOf(BEFORE_SCORE)})(?!${LETTER})${BREAK}){0,2}`;
const NUMBER = `(?:(?<digits>\\d{1,2})(?!\\d)|(?<word>${anyOf(NUMBER_WORDS.keys())})(?!${LETTER}))`;
const OUT_OF = `\\s*(?:\\/|out[\\s]+of|of|من|از)\\s*(?<of>\\d{1,3})(?!\\d)`;
/** Its end, its line's, a mark (but not "8:30", "8.5", "8-9"), or a word that speaks of it. */
const ENDS = `(?=\\s*(?:$|\\n|[,،;؛.:!\\-–—)*"»](?!\\d)|(?:${anyOf(AFTER_SCORE)})(?!${LETTER})))`;

const ANSWER = new RegExp(`^\\s*${GREETING}${BREAK}${BEFORE}${NUMBER}(?:${OUT_OF}|${ENDS})`, 'iu');
