import { html } from 'hono/html';
import { HOLD_REASONS } from '../../automations/hold-reasons.ts';
import type { Locale } from '../../lib/locale.ts';
import type { Speaker } from '../../rendering/speaker.ts';
import { REASONS } from '../words/reasons.ts';
import type { Format } from './format.ts';
import type { Html } from './layout.ts';
import { named } from './parts.ts';

/**
 * Why something is as it is, in the reader's language where it is one of Wafa's own reasons (words/reasons.ts, the codes of
 * automations/hold-reasons.ts), else as it was stored: the server's words, what a person wrote. Evidence inside a reason keeps its letters and its direction.
 */
export function reasonIn(locale: Locale, format: Format, stored: string): Html {
  return html`${reasonParts(locale, stored).map((part) => {
    if (part.is === 'text') return part.text;
    if (part.is === 'date') return format.day(new Date(`${part.text}T12:00Z`));
    if (part.is === 'moment') return format.moment(new Date(part.text));
    return part.is === 'number' ? format.number(Number(part.text)) : named(part.text);
  })}`;
}

/** The same as plain text, for the terminal. */
export function reasonText(say: Speaker, stored: string): string {
  return reasonParts(say.locale, stored)
    .map(({ is, text }) => {
      if (is === 'date') return say.date(text);
      if (is === 'moment') return say.day(new Date(text));
      return is === 'number' ? say.number(Number(text)) : text;
    })
    .join('');
}

/** A piece of a reason in the reader's language: words of ours, or evidence. */
interface Part {
  is: 'text' | 'evidence' | 'date' | 'moment' | 'number';
  text: string;
}

function reasonParts(locale: Locale, stored: string, depth = 0): Part[] {
  if (depth > MAX_DEPTH) return [{ is: 'evidence', text: stored }];
  for (const { pattern, slots, texts } of PATTERNS) {
    const pieces = texts[locale];
    const match = pieces && pattern.exec(stored);
    if (!match) continue;
    const values = new Map(slots.map((slot, at) => [slot, match[at + 1] ?? '']));
    return pieces.flatMap(({ text, slot }): Part[] => {
      const words: Part[] = text === '' ? [] : [{ is: 'text', text }];
      if (slot === '') return words;
      const value = values.get(slot) ?? '';
      if (slot === 'reason' || slot === 'other') return [...words, ...reasonParts(locale, value, depth + 1)];
      return [...words, { is: KINDS[slot] ?? 'evidence', text: value }];
    });
  }
  return [{ is: 'evidence', text: stored }];
}

/** A reason inside a reason inside a reason. */
const MAX_DEPTH = 3;

/** A piece of a text, and the slot after it; '' after the last. */
interface Piece {
  text: string;
  slot: string;
}

const SLOT_VALUES: Record<string, string> = {
  date: String.raw`\d{4}-\d{2}-\d{2}`,
  moment: String.raw`\d{4}-\d{2}-\d{2}T[\d:.]+Z`,
  count: String.raw`\d+`,
  all: String.raw`\d+`,
  size: String.raw`\d+`,
  number: String.raw`\d+(?:\.\d+)?`,
  error: String.raw`\d+(?:\.\d+)?`,
};

const KINDS: Partial<Record<string, Part['is']>> = {
  date: 'date',
  moment: 'moment',
  count: 'number',
  all: 'number',
  size: 'number',
  number: 'number',
  error: 'number',
};

interface Pattern {
  pattern: RegExp;
  slots: string[];
  /** None in English for what is stored in English already. */
  texts: Partial<Record<Locale, Piece[]>>;
}

const PATTERNS: readonly Pattern[] = [
  ...HOLD_REASONS.map(([stored, en, ar, fa]) => ({
    ...readingOf(stored),
    texts: { en: piecesOf(en), ar: piecesOf(ar), fa: piecesOf(fa) },
  })),
  ...REASONS.map(([stored, ar, fa]) => ({
    ...readingOf(stored),
    // Around a code there may be English words.
    texts: {
      ar: piecesOf(ar),
      fa: piecesOf(fa),
      ...(stored.startsWith('{reason}') ? { en: piecesOf(stored) } : {}),
    },
  })),
];

function readingOf(stored: string): Pick<Pattern, 'pattern' | 'slots'> {
  const slots = piecesOf(stored).flatMap(({ slot }) => (slot === '' ? [] : [slot]));
  return { pattern: patternOf(stored), slots };
}

function patternOf(stored: string): RegExp {
  const parts = piecesOf(stored).map(({ text, slot }) => {
    const literal = text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return slot === '' ? literal : `${literal}(${SLOT_VALUES[slot] ?? '.+'})`;
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

/** `a {x} b` as `a `, x and ` b`. */
export function piecesOf(text: string): Piece[] {
  const parts = text.split(/\{(\w+)\}/);
  const pieces: Piece[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    pieces.push({ text: parts[at] ?? '', slot: parts[at + 1] ?? '' });
  }
  return pieces;
}
