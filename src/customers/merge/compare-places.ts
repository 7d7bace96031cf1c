import { typingLikeness } from '../names/likeness.ts';
import { agreementBits, type Evidence } from './evidence.ts';
import type { Frequency, Place, ValueKind } from './person-facts.ts';

/** What two contacts' addresses say: the pair of places that agree best. */
export function comparePlaces(
  ours: readonly Place[],
  theirs: readonly Place[],
  frequency: Frequency,
): Evidence[] {
  let best: { bits: number; detail: string } | undefined;
  for (const a of ours) {
    for (const b of theirs) {
      const found = comparePlace(a, b, frequency);
      if (best === undefined || found.bits > best.bits) best = found;
    }
  }
  if (best === undefined || best.bits === 0) return [];
  return [{ kind: best.bits > 0 ? 'place' : 'place-differs', ...best }];
}

const MAX_PLACE_BITS = 16;
const MIN_PLACE_BITS = -6;

function comparePlace(a: Place, b: Place, frequency: Frequency): { bits: number; detail: string } {
  const straight =
    lineBits('street', a.street, b.street, frequency) + lineBits('beside', a.beside, b.beside, frequency);
  // The lines are often written the other way round.
  const crossed =
    lineBits('street', a.street, b.beside, frequency) + lineBits('beside', a.beside, b.street, frequency);
  const bits =
    Math.max(straight, crossed) +
    numberBits(a.number, b.number) +
    lineBits('city', a.city, b.city, frequency) +
    lineBits('postcode', a.postcode, b.postcode, frequency) +
    lineBits('region', a.region, b.region, frequency);
  const detail = [a.number, a.street, a.city, a.postcode].filter(Boolean).join(' ');
  return { bits: Math.max(MIN_PLACE_BITS, Math.min(MAX_PLACE_BITS, bits)), detail };
}

/** At most when the same, less when alike, when different; and from which likeness on two are alike. */
const LINES = {
  street: { most: 8, alike: 2, differs: -2, likeness: 0.75 },
  beside: { most: 6, alike: 2, differs: -1, likeness: 0.75 },
  city: { most: 6, alike: 2, differs: -2, likeness: 0.75 },
  postcode: { most: 5, alike: 2, differs: -1.5, likeness: 0.7 },
  region: { most: 2, alike: 1, differs: -1, likeness: 1 },
} as const;

function lineBits(kind: keyof typeof LINES & ValueKind, a: string, b: string, frequency: Frequency): number {
  if (a === '' || b === '') return 0;
  const { most, alike, differs, likeness } = LINES[kind];
  const bits = agreementBits(Math.max(frequency(kind, a), frequency(kind, b)), most);
  if (a === b) return bits;
  return typingLikeness(squeezed(a), squeezed(b)) >= likeness ? Math.max(0, bits - alike) : differs;
}

function squeezed(line: string): string {
  return line.replaceAll(' ', '');
}

const SAME_NUMBER = 4;
const OTHER_NUMBER = -1.5;

function numberBits(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  return a === b ? SAME_NUMBER : OTHER_NUMBER;
}
