import { html } from 'hono/html';
import type { Locale } from '../../lib/locale.ts';
import { REASONS } from '../words/reasons.ts';
import type { Format } from './format.ts';
import type { Html } from './layout.ts';
import { named } from './parts.ts';

/**
 * Why something is as it is, in the reader's language where it is one of Wafa's own reasons (words/reasons.ts), else as it
 * was stored: the server's words, what a person wrote. Evidence inside a reason keeps its letters and its direction.
 */
export function reasonIn(locale: Locale, format: Format, stored: string, depth = 0): Html {
  if (locale === 'en' || depth > MAX_DEPTH) return named(stored);
  for (const { pattern, slots, texts } of PATTERNS) {
    const match = pattern.exec(stored);
    if (!match) continue;
    const values = new Map(slots.map((slot, at) => [slot, match[at + 1] ?? '']));
    return html`${texts[locale].map(({ text, slot }) => {
      const value = values.get(slot) ?? '';
      if (slot === 'reason' || slot === 'other')
        return html`${text}${reasonIn(locale, format, value, depth + 1)}`;
      if (slot === 'date') return html`${text}${format.day(new Date(`${value}T12:00Z`))}`;
      if (slot === 'moment') return html`${text}${format.moment(new Date(value))}`;
      return slot === '' ? text : html`${text}${named(value)}`;
    })}`;
  }
  return named(stored);
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
};

const PATTERNS = REASONS.map(([stored, ar, fa]) => ({
  pattern: patternOf(stored),
  slots: piecesOf(stored).flatMap(({ slot }) => (slot === '' ? [] : [slot])),
  texts: { ar: piecesOf(ar), fa: piecesOf(fa) },
}));

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
